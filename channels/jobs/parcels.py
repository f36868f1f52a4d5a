"""Tracking numbers on their way to the platform the order came from."""

from channels import queries
from channels.actions import accounts, waybills
from channels.errors import ChannelError
from channels.jobs.talking import connected, marketplace_of, noting_errors
from kernel import clock
from kernel.db import reading, transaction


def push_waiting(account_id: int) -> None:
    """After an authorisation, or when a person asks: all parcels the platform does not know. Safe to repeat."""
    with reading():
        waiting = queries.untold_parcels(account_id)
    for shipment_id in waiting:
        push_shipment(account_id, shipment_id)


def push_shipment(account_id: int, shipment_id: int) -> None:
    """Tell a platform the number of a parcel of one of its orders.

    Safe to repeat: a told parcel is not told again, and the platform's "already shipped" with this very number
    counts as told. PlatformBusy is retried with growing pauses; a refusal is kept in words.
    """
    account = connected(account_id)
    if account is None:
        return  # it stays waiting; push_waiting() comes with the next authorisation
    platform = marketplace_of(account, is_reading=False)
    with reading():
        planned = waybills.plan(shipment_id, takes_parts=platform.takes_parts)
    if planned is None:
        return
    with noting_errors(account_id):
        try:
            platform.ship(planned.parcel)
        except ChannelError as error:
            if not error.is_retryable:
                with transaction():
                    waybills.record_refused(shipment_id, error.message)
            raise
        with transaction():
            waybills.record_told(shipment_id, at=clock.now())
            accounts.note_success(account_id, "push", at=clock.now())
