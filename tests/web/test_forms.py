"""What people type and where they are sent: strict, and the same for every spelling of a trick (67, 123, 159, 161)."""

import pytest
from werkzeug.datastructures import MultiDict

from kernel.errors import Invalid
from web import forms


@pytest.mark.parametrize(
    "typed",
    ["13800006621", "+8613800006621", "86 138 0000 6621", "0086-138-0000-6621", " 138 0000 6621 ",
     "１３８００００６６２１", "＋８６１３８００００６６２１"],
)  # fmt: skip
def test_a_phone_is_read_however_it_is_spelled(typed: str) -> None:
    assert forms.phone(MultiDict({"phone": typed})) == "13800006621"


@pytest.mark.parametrize(
    "typed",
    ["", "1380000662", "138000066210", "23800006621", "+85213800006621", "1380000662a", "1380000662;", "²" * 11],
)
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        forms.phone(MultiDict({"phone": typed}))


@pytest.mark.parametrize(
    "typed", ["", "-1", "1.5", "1e3", " 1", "1 ", "１", "²", "true", "[1]", "null", "0x1", "1_0", "+1", "1\0", "9" * 10]
)
def test_a_number_is_plain_digits(typed: str) -> None:
    with pytest.raises(Invalid):
        forms.whole(MultiDict({"n": typed}), "n", label="数量")


@pytest.mark.parametrize("typed", ["x", "1,2", "-1", "1.0", "9" * 19, "１", "1 ", "' OR 1=1 --"])
def test_ids_are_plain_digits_too(typed: str) -> None:
    with pytest.raises(Invalid):
        forms.ids(MultiDict({"id": typed}), "id")


@pytest.mark.parametrize(
    "target",
    [None, "", "//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\\\evil",
     "javascript:alert(1)", "/%0d%0aSet-Cookie:a=b", "/a\r\nb", "/\tx", "/a%0Ab", "evil",
     "///evil.example", "http:/evil"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(target: str | None) -> None:
    assert forms.own_path(target, "/home") == "/home"


@pytest.mark.parametrize("target", ["/", "/orders?state=paid", "/p/1#top", "/search?q=https://a"])
def test_a_page_of_this_host_is_gone_back_to(target: str) -> None:
    assert forms.own_path(target, "/home") == target


@pytest.mark.parametrize("typed", ["😀" * 200, "👨‍👩‍👧‍👦", "\u202eabc", "Z̸̢̡a̵l̷g̶o̴", "好"])
def test_what_fits_is_kept_as_it_was_typed(typed: str) -> None:
    assert forms.text(MultiDict({"t": typed}), "t", label="备注") == typed


def test_control_characters_are_left_out_and_too_much_is_refused() -> None:
    assert forms.text(MultiDict({"t": "a\0b\x1b[31m\r\nc"}), "t", label="备注") == "ab[31m\nc"
    with pytest.raises(Invalid):
        forms.text(MultiDict({"t": "字" * 201}), "t", label="备注")
