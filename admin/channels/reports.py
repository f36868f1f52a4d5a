"""What the nightly comparison found."""

from typing import Any

from flask import Blueprint, redirect

from admin.access import allow
from admin.channels import rows
from admin.context import admin_page
from channels import queries
from channels.actions import accounts
from channels.jobs import upkeep
from jobs.queue import later
from kernel.db import reading, transaction
from kernel.errors import Refused

bp = Blueprint("admin_channel_reports", __name__, url_prefix="/admin/channels")


@bp.get("/<any(tmall, jd):platform>/reports")
@allow("channels.view")
def show(platform: str) -> str:
    """The last thirty comparisons."""
    with reading():
        card = rows.card(platform)
        found = queries.reports(card.account.id) if card.account else []
    return admin_page("admin/channels/reports.html", active="channels", card=card, reports=found)


@bp.post("/<any(tmall, jd):platform>/reports")
@allow("channels.edit")
def compare(platform: str) -> Any:
    """Compare now instead of tonight."""
    with transaction():
        account = accounts.account_of(platform)
        if account.state != "connected":
            raise Refused("请先授权连接这个平台")
        later(upkeep.reconcile_account, account.id, key=f"reconcile:{account.id}", queue="slow")
    return redirect(f"/admin/channels/{platform}/reports", code=303)


@bp.get("/reports/<int:report_id>")
@allow("channels.view")
def show_one(report_id: int) -> str:
    """One comparison with its differences."""
    with reading():
        report = queries.report(report_id)
        card = rows.card(queries.account(report.account_id).platform)
    found = rows.differences(report.differences)
    return admin_page("admin/channels/report.html", active="channels", card=card, report=report, found=found)
