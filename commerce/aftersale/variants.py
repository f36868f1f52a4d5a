"""Which variant a piece is by now: a finished exchange made it another one than was bought."""

from collections.abc import Sequence

from sqlalchemy import select

from commerce.aftersale import queries
from commerce.aftersale.models import Case, CaseLine
from commerce.catalog.models import Sku
from kernel.db import db


def in_hand(lines: Sequence[CaseLine]) -> dict[int, list[int | None]]:
    """The SKU of each piece of these case lines when the case was opened, by the case line's id, in the order of units.

    None: the variant is not known any more.
    """
    bought = queries.order_lines(lines)
    exchanged = db.session.scalars(
        select(CaseLine)
        .join(Case, (Case.tenant_id == CaseLine.tenant_id) & (Case.id == CaseLine.case_id))
        .where(
            CaseLine.order_line_id.in_({line.order_line_id for line in lines}),
            CaseLine.exchange_sku_id.is_not(None),
            Case.state == "exchanged",
        )
        .order_by(CaseLine.case_id)
    )
    turns: dict[int, list[CaseLine]] = {}
    for row in exchanged:
        turns.setdefault(row.order_line_id, []).append(row)
    return {
        line.id: [
            _by_now(unit, line.case_id, bought[line.order_line_id].sku_id, turns.get(line.order_line_id, ()))
            for unit in line.units
        ]
        for line in lines
    }


def _by_now(unit: int, case_id: int, sku_id: int | None, turns: Sequence[CaseLine]) -> int | None:
    for turn in turns:
        if turn.case_id < case_id and unit in turn.units:
            sku_id = turn.exchange_sku_id
    return sku_id


def notes(lines: Sequence[CaseLine]) -> dict[int, str]:
    """For the staff, by the case line's id: which variant comes back and which is wanted, where that is another one."""
    bought, pieces = queries.order_lines(lines), in_hand(lines)
    wanted = {line.exchange_sku_id for line in lines}
    wanted |= {sku_id for skus in pieces.values() for sku_id in skus}
    skus = {sku.id: sku for sku in db.session.scalars(select(Sku).where(Sku.id.in_(wanted - {None})))}
    found = {}
    for line in lines:
        others = dict.fromkeys(sku_id for sku_id in pieces[line.id] if sku_id != bought[line.order_line_id].sku_id)
        came = "、".join(skus[sku_id].label for sku_id in others if sku_id in skus)
        said = [f"换过货，手上的是 {came}"] if came else []
        if line.exchange_sku_id in skus:
            said.append(f"要换成 {skus[line.exchange_sku_id].label}")
        found[line.id] = "；".join(said)
    return found
