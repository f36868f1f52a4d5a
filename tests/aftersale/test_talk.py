"""What the sides say to each other: words and pictures in the case's log, marked until read, and no flood."""

import io
import re

import pytest
from sqlalchemy import select

from commerce.aftersale import queries, rules
from commerce.aftersale.actions import answers, rulings, talking
from commerce.aftersale.errors import NotEligible, TooMuch
from commerce.aftersale.models import CaseMessage, MessagePicture
from commerce.events.aftersale import CaseMessageSent
from jobs.models import Fact
from kernel.db import db
from kernel.errors import Invalid, NotFound
from kernel.tenancy import tenant_scope
from tests.support import shopper
from tests.support.aftersale import a_case, a_paid_order, again
from tests.support.desk import staff_browser
from tests.support.factories import a_member, a_shop
from tests.support.pictures import a_picture

SHOP = shopper.SHOP
HTMX = {"HX-Request": "true"}


@pytest.fixture
def me(shop):
    return a_member()


@pytest.fixture
def case(me):
    opened = a_case(a_paid_order((1000, 2), member=me, completed=True), 1)
    db.session.commit()
    return opened


@pytest.fixture
def phone(client, me):
    return shopper.sign_in(client, me)


def unread(case):
    row = again(case)
    return row.unread_shopper, row.unread_merchant, row.unread_operator


def say(case, words="在吗", **values):
    values = {"side": "shopper", "by": f"member:{case.member_id}", "request_key": words} | values
    return talking.say(case.id, words, **values)


def test_a_talk_from_one_page_to_the_other_with_marks_until_it_is_read(app, shop, phone, case, me):
    url, desk = f"/refunds/{case.number}", staff_browser(app, shop, "helpdesk")
    picture = {"file": (io.BytesIO(a_picture((300, 300))), "a.jpg")}
    tile = phone.post(f"{url}/pictures", data=picture, base_url=SHOP).text
    token = re.search(r'name="pictures" value="([^"]+)"', tile).group(1)
    said = {"message": "杯盖这里漏水", "pictures": [token], "request_key": "k1"}
    assert [phone.post(f"{url}/messages", data=said, base_url=SHOP).status_code for _ in range(2)] == [303, 303]
    assert unread(case) == (0, 1, 0)
    assert "售后新留言" in desk.get("/admin/").text
    assert "1 条新留言" in desk.get("/admin/aftersale").text
    page = desk.get(f"/admin/aftersale/{case.id}").text
    assert page.count("杯盖这里漏水") == 1
    assert len(re.findall(r"买家 留言，图片 1", page)) == 1
    assert re.search(r'href="[^"]+/1125\.webp"[^>]*><img src="[^"]+/345\.webp"', page)  # opened, it is large
    assert unread(case) == (0, 0, 0)
    answer = desk.post(f"/admin/aftersale/{case.id}/messages", data={"message": "请拍一下盖子内侧"}, headers=HTMX)
    assert (answer.status_code, unread(case)) == (204, (1, 0, 0))
    assert "有 1 个售后收到新留言" in phone.get("/me", base_url=SHOP).text
    assert "1 条新留言" in phone.get("/refunds", base_url=SHOP).text
    assert "请拍一下盖子内侧" in phone.get(url, base_url=SHOP).text
    assert unread(case) == (0, 0, 0)
    assert "条新留言" not in phone.get("/refunds", base_url=SHOP).text


def test_an_empty_or_endless_message_stays_in_the_form(app, shop, phone, case):
    url, desk = f"/refunds/{case.number}/messages", staff_browser(app, shop, "owner")
    for words in ("", " ", "长" * 501):
        answer = phone.post(url, data={"message": words}, base_url=SHOP)
        assert (answer.status_code, "请写点什么" in answer.text or "最多写 500 个字" in answer.text) == (422, True)
        assert (
            desk.post(f"/admin/aftersale/{case.id}/messages", data={"message": words}, headers=HTMX).status_code == 422
        )
    assert db.session.scalars(select(CaseMessage)).all() == []


def test_the_same_tap_twice_is_one_message_and_one_fact(case):
    assert say(case).id == say(case).id
    assert unread(case) == (0, 1, 0)
    facts = db.session.scalars(select(Fact).where(Fact.name == CaseMessageSent.__name__)).all()
    assert len(facts) == 1


def test_a_side_that_says_too_much_in_an_hour_waits(app, shop, phone, case):
    for n in range(rules.MESSAGES_AN_HOUR):
        say(case, f"第 {n} 条")
    with pytest.raises(TooMuch):
        say(case, "再来一条")
    say(case, "我们看一下", side="merchant", by="staff:1")
    db.session.commit()
    answer = phone.post(f"/refunds/{case.number}/messages", data={"message": "在吗"}, base_url=SHOP)
    assert (answer.status_code, "留言太频繁了" in answer.text) == (409, True)


def test_the_operator_speaks_only_once_asked_and_has_something_to_read_then(case):
    with pytest.raises(NotEligible):
        say(case, "请补充凭证", side="operator", by="operator:1")
    answers.refuse(case.id, reason="看不到问题", by="staff:1")
    rulings.ask(case.id, side="shopper", reason="漏水", by="x", member_id=case.member_id)
    say(case, "这是视频截图")
    say(case, "商品出库前检查过", side="merchant", by="staff:1")
    assert unread(case) == (1, 0, 2)
    say(case, "请补充凭证", side="operator", by="operator:1")
    assert unread(case) == (2, 1, 0)


def test_only_its_own_member_speaks_in_a_case(client, shop, case):
    other = a_member()
    with pytest.raises(NotFound):
        say(case, member_id=other.id)
    db.session.commit()
    stranger = shopper.sign_in(client, other)
    for path in ("messages", "pictures"):
        assert stranger.post(f"/refunds/{case.number}/{path}", base_url=SHOP).status_code == 404


@pytest.mark.parametrize("role", ["warehouse", "finance"])
def test_who_may_not_handle_a_case_reads_it_and_leaves_the_mark(app, shop, case, role):
    say(case, "在吗")
    db.session.commit()
    person = staff_browser(app, shop, role)
    assert "在吗" in person.get(f"/admin/aftersale/{case.id}").text
    assert person.post(f"/admin/aftersale/{case.id}/messages", data={"message": "x"}).status_code == 403
    assert unread(case) == (0, 1, 0)


def test_a_case_long_over_is_talked_about_no_more(case):
    answers.cancel(case.id, member_id=case.member_id)
    say(case, "还是想问一句")
    case.ended_at = case.ended_at.replace(year=2020)
    db.session.flush()
    with pytest.raises(NotEligible):
        say(case, "还有一句")


def test_another_shops_picture_and_case_are_out_of_reach(app, shop, case):
    with tenant_scope(None):
        theirs = a_shop()
    neighbour = staff_browser(app, theirs, "owner")
    assert neighbour.post(f"/admin/aftersale/{case.id}/messages", data={"message": "x"}).status_code == 404
    with pytest.raises(Invalid):
        say(case, "看图", media_ids=[987654321])
    db.session.rollback()
    assert db.session.scalars(select(MessagePicture)).all() == []
    assert queries.messages(case.id) == []
