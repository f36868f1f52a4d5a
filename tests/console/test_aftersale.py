"""The operator decides: the list over all shops, both sides' words, one ruling."""

import io
import re

import pytest
from sqlalchemy import select

from commerce.aftersale.actions import answers, rulings, talking
from commerce.aftersale.models import Case
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tenants.models import AuditEntry
from tests.support.aftersale import a_case, a_paid_order
from tests.support.factories import a_shop
from tests.support.pictures import a_picture


@pytest.fixture
def disputed(platform):
    with tenant_scope(None):
        tenant_id = a_shop(name="山岚生活")
    with tenant_scope(tenant_id), transaction():
        order = a_paid_order((1000, 1), completed=True)
        case = a_case(order, 1, note="杯盖漏水")
        answers.refuse(case.id, reason="照片看不出问题", by="staff:1")
        rulings.ask(case.id, side="shopper", reason="有视频", by="member:1", member_id=order.member_id)
        return tenant_id, case.id, case.number


def test_a_ruling_is_made_once_with_its_reason_and_both_read_it(console, disputed):
    tenant_id, case_id, number = disputed
    assert number in console.get("/console/aftersale").text
    url = f"/console/aftersale/{tenant_id}/{case_id}"
    page = console.get(url).text
    assert all(words in page for words in ("杯盖漏水", "照片看不出问题", "有视频", "¥10.00"))
    assert console.post(f"{url}/ruling", data={"ruling": "refund", "note": ""}).status_code == 422
    assert console.post(f"{url}/ruling", data={"ruling": "refund", "note": "x", "refund": "10.01"}).status_code == 422
    ruling = {"ruling": "refund", "note": "视频可见漏水", "refund": "8"}
    assert console.post(f"{url}/ruling", data=ruling).status_code == 303
    assert console.post(f"{url}/ruling", data=ruling).status_code == 409
    with tenant_scope(tenant_id), reading():
        case = db.session.scalars(select(Case).where(Case.id == case_id)).one()
        assert (case.state, case.agreed_fen) == ("refunding", 800)
        assert db.session.scalars(select(AuditEntry.verb)).all() == ["platform.ruling"]
    assert number in console.get("/console/aftersale?done=1").text
    assert number not in console.get("/console/aftersale").text


def test_another_shops_id_does_not_open_a_case(console, disputed):
    _, case_id, _ = disputed
    with tenant_scope(None):
        other = a_shop()
    assert console.get(f"/console/aftersale/{other}/{case_id}").status_code == 404
    assert console.get(f"/console/aftersale/999999/{case_id}").status_code == 404
    answer = console.post(f"/console/aftersale/{other}/{case_id}/ruling", data={"ruling": "reject", "note": "x"})
    assert answer.status_code == 404


def test_the_operator_asks_both_sides_and_is_in_the_log(console, disputed):
    tenant_id, case_id, number = disputed
    url = f"/console/aftersale/{tenant_id}/{case_id}"
    with tenant_scope(tenant_id), transaction():
        talking.say(case_id, "这是截图", side="shopper", by="member:1", request_key="1")
    assert "1 条新留言" in console.get("/console/aftersale").text
    assert "这是截图" in console.get(url).text
    assert "条新留言" not in console.get("/console/aftersale").text
    picture = {"file": (io.BytesIO(a_picture((300, 300))), "a.jpg")}
    key = re.search(r'name="pictures" value="(\d+)"', console.post(f"{url}/pictures", data=picture).text).group(1)
    assert console.post(f"{url}/messages", data={"message": ""}).status_code == 422
    said = {"message": "请商家补充出库照片", "pictures": key, "request_key": "2"}
    assert [console.post(f"{url}/messages", data=said).status_code for _ in range(2)] == [303, 303]
    page = console.get(url).text
    assert page.count("请商家补充出库照片") == 1
    assert "平台 留言，图片 1" in page
    with tenant_scope(tenant_id), reading():
        case = db.session.scalars(select(Case).where(Case.id == case_id)).one()
        assert (case.unread_shopper, case.unread_merchant) == (1, 2)
    assert console.post(f"/console/aftersale/{tenant_id}/999999/messages", data=said).status_code == 404
    assert number in console.get("/console/audit").text
