"""What can happen to an order. Past tense: these are facts. Those that concern one part of it name it."""

from dataclasses import dataclass

from facade.canonical.fulfilment import PostedShipment, Shipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedOrder, OrderLine, Substitute
from facade.orders.conversion_events import ConversionRefused as ConversionRefused
from facade.orders.conversion_events import ConversionRequested as ConversionRequested
from facade.orders.conversion_events import CopyChecked as CopyChecked
from facade.orders.conversion_events import CopyClosed as CopyClosed
from facade.orders.conversion_events import OrderConverted as OrderConverted
from facade.orders.copy_events import CopyRequested as CopyRequested
from facade.orders.copy_events import RepairRequested as RepairRequested
from facade.orders.return_events import RefundTold as RefundTold
from facade.orders.return_events import ReturnCredited as ReturnCredited
from facade.orders.return_events import ReturnExpected as ReturnExpected
from facade.orders.return_events import ReturnReceived as ReturnReceived
from facade.orders.return_events import ReturnRegistered as ReturnRegistered
from facade.orders.return_events import ReturnRequested as ReturnRequested


@dataclass(frozen=True, slots=True)
class OrderValidated:
    """Customer, credit, price and unit are right; `lines` carry the settled pack sizes, and what is sent.

    `suppliers` names the lines that no site holds, each with who sends it.
    """

    lines: tuple[OrderLine, ...]
    sites: tuple[str, ...]
    substitutes: tuple[Substitute, ...] = ()
    suppliers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OrderRefused:
    """The order may not be taken, for a reason the buyer can read."""

    reason: str


@dataclass(frozen=True, slots=True)
class CreditExceeded:
    """The order would take its customer over the limit: it waits for credit, or else for an operator."""

    reason: str
    may_ever_fit: bool = True


@dataclass(frozen=True, slots=True)
class CreditAwaited:
    """Credit has been waited for long enough to look again."""


@dataclass(frozen=True, slots=True)
class OrderBooked:
    """The authoritative book holds the order; `copy` is its number in the other, if that has it too."""

    booking: BookedOrder
    copy: str = ""


@dataclass(frozen=True, slots=True)
class StockReserved:
    """A site holds the goods for this order."""

    site: str
    site_number: str
    part: int = 1


@dataclass(frozen=True, slots=True)
class StockShort:
    """A site cannot cover the whole of a part."""

    site: str
    part: int = 1


@dataclass(frozen=True, slots=True)
class StockSurveyed:
    """No site covers a part whole; this is what each of them has: (site, (item, EA) each)."""

    found: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    part: int = 1


@dataclass(frozen=True, slots=True)
class WaitEnded:
    """A part has waited for goods long enough to ask again; `wait` tells which wait it was."""

    wait: int
    part: int = 1


@dataclass(frozen=True, slots=True)
class OrderReleased:
    """The site may pick."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class OrderPicked:
    """The site has picked."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class GivenUpBySite:
    """The site has taken the order off its list by itself: it found nothing of it."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class OrderShipped:
    """The goods have left."""

    shipment: Shipment
    part: int = 1


@dataclass(frozen=True, slots=True)
class ShipmentPosted:
    """The authoritative book has issued the goods."""

    posted: PostedShipment
    part: int = 1


@dataclass(frozen=True, slots=True)
class InvoicePosted:
    """The authoritative book has invoiced."""

    invoice: Invoice
    part: int = 1


@dataclass(frozen=True, slots=True)
class ChannelTold:
    """The channel knows; `what` is the command that told it."""

    what: str
    part: int = 0


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """Somebody takes back the named quantities (line, ordered units), or everything; an operator says why."""

    quantities: tuple[tuple[int, int], ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class FulfilmentCancelled:
    """The site has given the goods back to stock."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class FulfilmentKept:
    """The site has already picked: too late."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class PurchaseOrdered:
    """The authoritative book has asked a supplier to send the goods, under a number of its own."""

    number: str
    part: int = 1


@dataclass(frozen=True, slots=True)
class SupplierSilent:
    """The supplier has said nothing new."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class SupplierConfirmed:
    """The supplier will send the goods."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class SupplierDeclined:
    """The supplier will not send the goods this time."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class PurchaseWithdrawn:
    """The supplier will not send the goods, as we asked."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class PurchaseKept:
    """The supplier has already confirmed: too late."""

    part: int = 1


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
    """A system said no to a command where no was not expected; it was asked for at `since_s`."""

    command: str
    reason: str
    argument: str = ""
    since_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HoldReleased:
    """Somebody has seen to what was refused: it may be tried again."""


Event = (
    OrderValidated
    | OrderRefused
    | CreditExceeded
    | CreditAwaited
    | OrderBooked
    | StockReserved
    | StockShort
    | StockSurveyed
    | WaitEnded
    | OrderReleased
    | OrderPicked
    | GivenUpBySite
    | OrderShipped
    | ShipmentPosted
    | InvoicePosted
    | ChannelTold
    | CancelRequested
    | FulfilmentCancelled
    | FulfilmentKept
    | PurchaseOrdered
    | SupplierSilent
    | SupplierConfirmed
    | SupplierDeclined
    | PurchaseWithdrawn
    | PurchaseKept
    | BookingAmended
    | BookingCancelled
    | Mirrored
    | CommandRefused
    | HoldReleased
    | CopyRequested
    | RepairRequested
    | ConversionRequested
    | CopyChecked
    | OrderConverted
    | ConversionRefused
    | CopyClosed
    | ReturnRequested
    | ReturnRegistered
    | ReturnExpected
    | ReturnReceived
    | ReturnCredited
    | RefundTold
)
