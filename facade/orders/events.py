"""What can happen to an order. Past tense: these are facts."""

from dataclasses import dataclass

from facade.canonical.fulfilment import PostedShipment, Shipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedOrder, OrderLine


@dataclass(frozen=True, slots=True)
class OrderValidated:
    """Customer, credit, price and unit are right; `lines` carry the settled pack sizes."""

    lines: tuple[OrderLine, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderRefused:
    """The order may not be taken, for a reason the buyer can read."""

    reason: str


@dataclass(frozen=True, slots=True)
class OrderBooked:
    """The authoritative book holds the order."""

    booking: BookedOrder


@dataclass(frozen=True, slots=True)
class StockReserved:
    """A site holds the goods for this order."""

    site: str
    site_number: str


@dataclass(frozen=True, slots=True)
class StockShort:
    """A site cannot cover the whole order."""

    site: str


@dataclass(frozen=True, slots=True)
class OrderReleased:
    """The site may pick."""


@dataclass(frozen=True, slots=True)
class OrderPicked:
    """The site has picked."""


@dataclass(frozen=True, slots=True)
class OrderShipped:
    """The goods have left."""

    shipment: Shipment


@dataclass(frozen=True, slots=True)
class ShipmentPosted:
    """The authoritative book has issued the goods."""

    posted: PostedShipment


@dataclass(frozen=True, slots=True)
class InvoicePosted:
    """The authoritative book has invoiced."""

    invoice: Invoice


@dataclass(frozen=True, slots=True)
class ChannelTold:
    """The channel knows; `what` is the command that told it."""

    what: str


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """The buyer takes back the named quantities (line, ordered units), or everything."""

    quantities: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FulfilmentCancelled:
    """The site has given the goods back to stock."""


@dataclass(frozen=True, slots=True)
class FulfilmentKept:
    """The site has already picked: too late."""


@dataclass(frozen=True, slots=True)
class BookingAmended:
    """The authoritative book holds the lower quantities."""

    booking: BookedOrder


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    """The authoritative book has closed the order without effect."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """The other book keeps its copy; `number` is the copy's own, when one was made."""

    what: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class CommandRefused:
    """A system said no to a command where no was not expected."""

    command: str
    reason: str


Event = (
    OrderValidated
    | OrderRefused
    | OrderBooked
    | StockReserved
    | StockShort
    | OrderReleased
    | OrderPicked
    | OrderShipped
    | ShipmentPosted
    | InvoicePosted
    | ChannelTold
    | CancelRequested
    | FulfilmentCancelled
    | FulfilmentKept
    | BookingAmended
    | BookingCancelled
    | Mirrored
    | CommandRefused
)
