"""Each door on its own host, however the address is spelled (bad inputs 25, 27, 113)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.house.test_routes import address, methods, rules
from tests.support import desk, shopper

SPELLINGS = ("/", "//", "///")
DOORS = {
    "admin": desk.ADMIN,
    "console": desk.CONSOLE,
    "hooks": "http://hooks.localhost",
    "media": "http://media.localhost",
}


def ask(client: FlaskClient, host: str, path: str, method: str = "GET") -> int:
    """The status; the path stays as it is spelled."""
    return client.open("/", method=method, base_url=host, environ_overrides={"PATH_INFO": path}).status_code


@pytest.mark.parametrize("slashes", SPELLINGS)
def test_a_shops_host_leads_to_no_other_door(application: Flask, client: FlaskClient, shop: int, slashes: str) -> None:
    reached = []
    for rule in rules(application):
        if rule.rule.split("/")[1] in DOORS:
            for method in methods(rule):
                path = slashes + address(rule, {}).lstrip("/")
                if ask(client, shopper.SHOP, path, method) != 404:
                    reached.append((method, path))
    assert reached == []


@pytest.mark.parametrize("host", DOORS.values())
@pytest.mark.parametrize("path", ["//admin/orders/export", "//console/shops", "//orders", "//hooks/x"])
def test_a_door_leads_to_no_other(client: FlaskClient, shop: int, host: str, path: str) -> None:
    status = ask(client, host, path)

    is_own = path.split("/")[2] == host.removeprefix("http://").split(".")[0]
    assert status in ({302, 404} if is_own else {404})


def test_the_guard_behind_the_door_holds_alone(application: Flask, client: FlaskClient, shop: int) -> None:
    """A path let through by mistake still meets the host it belongs to."""
    rule_of = application.url_map.bind("shanlan.localhost").match
    with application.test_request_context("/admin/orders/export", base_url=shopper.SHOP) as context:
        context.request.environ["jishi.door"] = "storefront"
        refusal = application.preprocess_request

        assert rule_of("/admin/orders/export")[0].startswith("admin_")
        with pytest.raises(Exception, match="404"):
            refusal()


@pytest.mark.parametrize("path", ["/g/{}", "/g/{}/progress", "/p/{}", "/c/{}", "/p/{}/band"])
def test_an_id_no_row_can_have_is_a_missing_page(client: FlaskClient, shop: int, path: str) -> None:
    largest = 2**63 - 1

    assert ask(client, shopper.SHOP, path.format(largest)) == ask(client, shopper.SHOP, path.format(largest + 1)) == 404
    assert ask(client, shopper.SHOP, path.format("9" * 4000)) == 404


def test_ids_in_the_admin_are_bounded_too(app: Flask, shop: int) -> None:
    browser = desk.staff_browser(app, shop)

    assert browser.get(f"/admin/orders/{10**20}", base_url=desk.ADMIN).status_code == 404
    assert browser.get(f"/admin/catalog/products/{10**20}", base_url=desk.ADMIN).status_code == 404


@pytest.mark.parametrize(
    "host",
    [
        "shanlan.localhost:8100.evil", "shanlan.localhost:1@evil.example", "shanlan.localhost:",
        "shanlan.localhost:80:80", "shanlan.localhost:８０", "shanlan.localhost/evil", "shanlan.localhost\\evil",
        "shan lan.localhost", "shanlan.localhost:1234567", "a@shanlan.localhost",
    ],
)  # fmt: skip
def test_a_host_with_anything_behind_its_name_but_a_port_is_no_shops(client: FlaskClient, shop: int, host: str) -> None:
    for path in ("/", "/login"):
        answer = client.get(path, base_url=shopper.SHOP, environ_overrides={"HTTP_HOST": host})
        assert (answer.status_code, "Location" in answer.headers) == (400, False)


def test_a_shop_is_found_with_a_port_and_in_capitals(client: FlaskClient, shop: int) -> None:
    for host in ("shanlan.localhost", "shanlan.localhost:8100", "SHANLAN.localhost:1"):
        assert client.get("/about", base_url=shopper.SHOP, environ_overrides={"HTTP_HOST": host}).status_code == 200
