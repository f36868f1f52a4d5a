"""The operator sees what does not hold, and may ask again."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from invariants import actions
from invariants.catalogue import chosen
from invariants.checker import Offender, Verdict
from invariants.models import InvariantCheck
from jobs.models import Job
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope


def test_the_alarm_stands_on_the_first_page_and_leads_to_the_rows(platform: Flask, console: FlaskClient) -> None:
    [invariant] = chosen(("reserved_is_held",))
    found = Verdict(invariant, 3, 12, [Offender(None, "stock:77", "9 reserved, holds are 8")])
    assert "账实核对不成立" not in console.get("/console/").text
    with tenant_scope(None), transaction():
        actions.keep([found], at=clock.now())

    assert "1 条账实核对不成立" in console.get("/console/").text
    page = console.get("/console/invariants").text
    assert page.index("占用的每一件都有订单认领") < page.index("账实相符")
    assert "stock:77 · " in page.replace("</span>", "").replace('<span class="num">', "")
    with tenant_scope(None), transaction():
        db.session.execute(delete(InvariantCheck))


def test_asking_again_is_one_job_and_is_logged(platform: Flask, console: FlaskClient) -> None:
    for _ in range(2):
        assert console.post("/console/invariants").status_code == 303
    with tenant_scope(None), reading():
        assert len(db.session.scalars(select(Job.id).where(Job.key == "invariants:now")).all()) == 1
    assert "要求立即核对账实" in console.get("/console/audit").text
