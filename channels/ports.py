"""What the shop needs from a marketplace, in shop words. tmall/ and jd/ speak their protocols behind it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kernel.ports import Port

STAGES = ("unpaid", "to_ship", "held", "shipped", "done", "cancelled")
"""held: paid, but the platform says that it must not leave (locked, paused, a refund is being asked)."""


@dataclass(frozen=True)
class Credentials:
    """How one shop signs its calls. token and refresh_token are empty before the seller has authorised."""

    app_key: str
    app_secret: str = field(repr=False)
    token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Grant:
    """What a seller's authorisation gives us."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_s: int
    seller_name: str = ""
    refresh_expires_s: int = 0  # 0: cannot be refreshed, the seller must authorise again


@dataclass(frozen=True)
class RemoteSku:
    """One SKU on the marketplace's shelf. sku_id is empty for an item without SKUs."""

    item_id: str
    sku_id: str
    code: str
    title: str
    label: str
    quantity: int


@dataclass(frozen=True)
class Level:
    """How many pieces a marketplace may sell of one of its SKUs; absolute, so repeating is safe."""

    item_id: str
    sku_id: str
    quantity: int


@dataclass(frozen=True)
class RemoteLine:
    """One line of a remote order. key: the platform's own line id, or one that is the same at every sight."""

    key: str
    item_id: str
    sku_id: str
    code: str
    title: str
    label: str
    quantity: int
    unit_price_fen: int
    paid_fen: int
    is_closed: bool = False  # refunded: not to be shipped


@dataclass(frozen=True)
class RemoteWaybill:
    """A parcel the platform knows of."""

    carrier_name: str
    number: str
    line_keys: tuple[str, ...] = ()  # empty: the whole order


@dataclass(frozen=True)
class RemoteTrade:
    """A remote order at one sight of it."""

    number: str
    stage: str
    modified_at: datetime
    placed_at: datetime
    paid_at: datetime | None
    goods_fen: int
    freight_fen: int
    total_fen: int  # what the shop earns by it, freight included
    lines: tuple[RemoteLine, ...]
    recipient: dict[str, str]  # masked as the platform gives it
    address_key: str = field(default="", repr=False)
    buyer_note: str = ""
    waybills: tuple[RemoteWaybill, ...] = ()
    parent_number: str = ""  # a split order's predecessor
    digest: str = ""  # of what the platform sent


@dataclass(frozen=True)
class Sight:
    """An order in a list of changes. trade: none where the list is only a hint and the order must be read."""

    number: str
    modified_at: datetime
    trade: RemoteTrade | None = None


@dataclass(frozen=True)
class OutgoingParcel:
    """A parcel to tell the marketplace of. line_keys: empty = the whole order."""

    remote_number: str
    carrier: str  # commerce/fulfilment/carriers.py
    tracking_number: str
    line_keys: tuple[str, ...] = ()


class Marketplace(Protocol):
    """One shop's account at one marketplace. Every method may raise any of channels/errors.py."""

    #: longest window of changed_orders()
    window_s: int
    #: whether one order may leave in several parcels there
    takes_parts: bool

    def goods(self) -> list[RemoteSku]: ...

    def set_levels(self, levels: Sequence[Level]) -> dict[tuple[str, str], str]:
        """Set levels; returns the refused ones with the reason, by (item_id, sku_id)."""
        ...

    def changed_orders(self, since: datetime, until: datetime) -> Iterator[list[Sight]]:
        """Orders changed within a window, page by page, in an order that loses none when they change meanwhile."""
        ...

    def order(self, number: str) -> RemoteTrade: ...

    def ship(self, parcel: OutgoingParcel) -> None: ...


class SignIn(Protocol):
    """How a seller authorises us."""

    def authorize_url(self, credentials: Credentials, return_to: str, state: str) -> str: ...

    def redeem(self, credentials: Credentials, code: str, return_to: str) -> Grant: ...

    def refresh(self, credentials: Credentials) -> Grant: ...

    def may_refresh(self, left_s: float) -> bool:
        """Whether the platform takes a refresh now. left_s: seconds until the token ends."""
        ...


Spend = Callable[[], None]
"""Called before every single call: counts it, or raises BudgetSpent."""


class Marketplaces(Protocol):
    """All marketplaces we speak to."""

    def account(self, platform: str, credentials: Credentials, spend: Spend) -> Marketplace: ...

    def sign_in(self, platform: str) -> SignIn: ...


marketplaces: Port[Marketplaces] = Port("channels.marketplaces")
