"""Pictures nobody uses are cleared away, those a case uses never; and nobody fills the shop's room with them."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from commerce.aftersale import evidence, jobs, rules
from commerce.aftersale.errors import TooMuch
from commerce.aftersale.models import CasePicture, Upload
from commerce.catalog import actions as catalog
from commerce.catalog import media, strays
from commerce.catalog.models import Media
from commerce.catalog.ports import storage
from kernel import clock
from kernel.db import db
from kernel.errors import Invalid, Refused
from storefront import evidence as doors
from tests.support import shopper
from tests.support.aftersale import a_case, a_paid_order, again, lines_of, wish
from tests.support.factories import a_member
from tests.support.pictures import a_picture

SHOP = shopper.SHOP
YESTERDAY = timedelta(days=2)


@pytest.fixture
def me(shop):
    return a_member()


@pytest.fixture
def order(me):
    return a_paid_order((1000, 3), member=me, completed=True)


def hand_in(me, order, ink="#7f9c8b"):
    picture = media.prepare(a_picture((300, 300), ink=ink), least_px=200)
    row = evidence.keep(picture, member_id=me.id, order_id=order.id)
    media.upload(picture)
    db.session.commit()
    return row


def age(*rows):
    db.session.execute(update(Media).where(Media.id.in_([r.id for r in rows])).values(made_at=clock.now() - YESTERDAY))
    db.session.execute(update(Upload).values(at=clock.now() - YESTERDAY))
    db.session.commit()


def there(row):
    is_row = db.session.scalar(select(Media.id).where(Media.id == row.id)) is not None
    return is_row, storage().get(f"{row.key}/150.webp") is not None


def test_what_no_case_used_is_cleared_away_after_a_day_and_only_that(me, order):
    used, unused, fresh = (hand_in(me, order, ink) for ink in ("#a65f3d", "#49708a", "#5d7a4e"))
    case = a_case(order, 1, media_ids=(used.id,))
    db.session.commit()
    age(used, unused)
    jobs.forget_uploads()
    jobs.forget_uploads()
    assert (there(used), there(unused), there(fresh)) == ((True, True), (False, False), (True, True))
    assert db.session.scalars(select(CasePicture.media_id).where(CasePicture.case_id == case.id)).all() == [used.id]
    assert db.session.scalars(select(Upload)).all() == []


def test_a_hand_that_died_in_the_middle_is_followed_by_another(me, order):
    row = hand_in(me, order)
    age(row)
    strays.mark(clock.now())
    db.session.commit()
    strays.remove_files(row.key)
    assert there(row) == (True, False)
    jobs.forget_uploads()
    assert there(row) == (False, False)


def test_a_picture_on_its_way_out_cannot_be_used_and_one_in_use_cannot_be_marked(me, order):
    going, used = hand_in(me, order, "#a65f3d"), hand_in(me, order, "#49708a")
    assert strays.use([used.id]) == [used.id]
    db.session.commit()
    age(going, used)
    strays.mark(clock.now())
    db.session.commit()
    with pytest.raises(Invalid):
        a_case(order, 1, media_ids=(going.id,))
    with pytest.raises(Refused):
        hand_in(me, order, "#a65f3d")
    db.session.rollback()
    assert {row.kind for row in (again(going), again(used))} == {strays.GOING, strays.KEPT}


def test_a_picture_that_became_a_products_own_stays(me, order):
    row = hand_in(me, order)
    catalog.keep_image(media.prepare(a_picture((300, 300)), least_px=200), "杯子")
    db.session.commit()
    age(row)
    jobs.forget_uploads()
    assert there(row) == (True, True)


def test_handing_it_in_again_begins_its_day_anew(me, order):
    row = hand_in(me, order)
    age(row)
    hand_in(me, order)
    jobs.forget_uploads()
    assert there(row) == (True, True)


def test_a_picture_that_is_gone_is_told_beside_the_pictures(client, me, order, app):
    row = hand_in(me, order)
    age(row)
    strays.mark(clock.now())
    db.session.commit()
    phone = shopper.sign_in(client, me)
    with app.test_request_context():
        token = doors.sealed(me.id, row.id)
    [line] = lines_of(order)
    form = {"kind": "refund_only:yes", "reason": "quality", f"line-{line.id}": 1, "pictures": token, "stage": "shipped"}
    answer = phone.post(f"/orders/{order.number}/refund", data=form, base_url=SHOP)
    assert (answer.status_code, "有图片已经过期，请重新上传" in answer.text) == (422, True)


def test_a_member_and_an_order_have_a_quota_of_a_day(client, me, order):
    db.session.add_all(Upload(member_id=me.id, order_id=order.id) for _ in range(rules.UPLOADS_OF_AN_ORDER))
    db.session.commit()
    other = a_paid_order((1000, 1), member=me, completed=True)
    db.session.commit()
    phone = shopper.sign_in(client, me)

    def send(of):
        picture = {"file": (io.BytesIO(a_picture((300, 300))), "a.jpg")}
        return phone.post(f"/orders/{of.number}/refund/pictures", data=picture, base_url=SHOP)

    refused = send(order)
    assert (refused.status_code, refused.text) == (409, "今天上传的图片太多了，请明天再试，或联系客服")
    assert send(other).status_code == 200
    more = rules.UPLOADS_A_DAY - rules.UPLOADS_OF_AN_ORDER - 1
    db.session.add_all(Upload(member_id=me.id, order_id=other.id) for _ in range(more))
    db.session.commit()
    assert send(other).status_code == 409
    age()
    assert send(order).status_code == 200


def test_a_case_holds_so_many_pictures_of_a_side(me, order):
    case = a_case(order, 1)
    rows = [hand_in(me, order, f"#{n:02x}5f3d") for n in range(2)]
    db.session.add_all(
        CasePicture(case_id=case.id, media_id=fake.id, side="shopper")
        for fake in [a_row(n) for n in range(rules.PICTURES_OF_A_CASE - 1)]
    )
    db.session.flush()
    with pytest.raises(TooMuch):
        evidence.attach(case.id, [row.id for row in rows], side="shopper")
    evidence.attach(case.id, [rows[0].id], side="shopper")
    evidence.attach(case.id, [rows[1].id], side="merchant")
    assert wish(order, 1).media_ids == ()


def a_row(number):
    row = Media(
        key=f"t1/00/{number}", sha256=f"{number:064d}", width=300, height=300, bytes=1, original_name="x",
        has_white_ground=True, kind=strays.KEPT,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row
