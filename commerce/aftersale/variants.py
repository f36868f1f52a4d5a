"""Which variant a piece is by now: a finished exchange made it another one than was bought."""

from collections import Counter
from collections.abc import Collection, Sequence

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
    turns = _exchanges({line.order_line_id for line in lines})
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


def _exchanges(order_line_ids: Collection[int]) -> dict[int, list[CaseLine]]:
    """The finished exchanges for another variant, by order line, the oldest first."""
    statement = (
        select(CaseLine)
        .join(Case, (Case.tenant_id == CaseLine.tenant_id) & (Case.id == CaseLine.case_id))
        .where(
            CaseLine.order_line_id.in_(order_line_ids),
            CaseLine.exchange_sku_id.is_not(None),
            Case.state == "exchanged",
        )
        .order_by(CaseLine.case_id)
    )
    turns: dict[int, list[CaseLine]] = {}
    for row in db.session.scalars(statement):
        turns.setdefault(row.order_line_id, []).append(row)
    return turns


def now_in_hand(order_line_ids: Collection[int]) -> dict[int, str]:
    """For the shopper who asks again, by order line: which pieces are another variant by now than was bought."""
    by_unit = {
        line_id: {unit: turn.exchange_sku_id for turn in turns for unit in turn.units}
        for line_id, turns in _exchanges(order_line_ids).items()
    }
    labels = _labels({sku_id for skus in by_unit.values() for sku_id in skus.values()})
    return {
        line_id: "、".join(
            f"{count} 件已换成 {labels[sku_id]}" for sku_id, count in Counter(skus.values()).items() if sku_id in labels
        )
        for line_id, skus in by_unit.items()
    }


def _labels(sku_ids: Collection[int | None]) -> dict[int | None, str]:
    return {sku.id: sku.label for sku in db.session.scalars(select(Sku).where(Sku.id.in_(set(sku_ids) - {None})))}


def notes(lines: Sequence[CaseLine]) -> dict[int, str]:
    """For the staff, by the case line's id: which variant comes back and which is wanted, where that is another one."""
    bought, pieces = queries.order_lines(lines), in_hand(lines)
    wanted = {line.exchange_sku_id for line in lines}
    wanted |= {sku_id for skus in pieces.values() for sku_id in skus}
    labels = _labels(wanted)
    found = {}
    for line in lines:
        others = dict.fromkeys(sku_id for sku_id in pieces[line.id] if sku_id != bought[line.order_line_id].sku_id)
        came = "、".join(labels[sku_id] for sku_id in others if sku_id in labels)
        said = [f"换过货，手上的是 {came}"] if came else []
        if line.exchange_sku_id in labels:
            said.append(f"要换成 {labels[line.exchange_sku_id]}")
        found[line.id] = "；".join(said)
    return found
