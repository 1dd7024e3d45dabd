"""What an order's trail is called outside: CloudEvents under canonical types."""

from collections.abc import Mapping

import orjson

from facade.messaging.broker import Message
from facade.messaging.store import TrailEntry

SOURCE = "/dualrun/facade"
TYPES: Mapping[str, str] = {
    "OrderAccepted": "order.accepted",
    "OrderValidated": "order.validated",
    "OrderRefused": "order.rejected",
    "CreditExceeded": "credit.exceeded",
    "CreditAwaited": "credit.awaited",
    "OrderBooked": "order.booked",
    "StockReserved": "stock.reserved",
    "StockShort": "stock.short",
    "StockSurveyed": "stock.surveyed",
    "WaitEnded": "stock.awaited",
    "OrderReleased": "order.released",
    "OrderPicked": "order.picked",
    "OrderShipped": "shipment.confirmed",
    "ShipmentPosted": "shipment.posted",
    "InvoicePosted": "invoice.posted",
    "ChannelTold": "channel.told",
    "CancelRequested": "cancellation.requested",
    "FulfilmentCancelled": "fulfilment.cancelled",
    "FulfilmentKept": "fulfilment.kept",
    "GivenUpBySite": "fulfilment.given_up",
    "PurchaseOrdered": "purchase.ordered",
    "SupplierSilent": "supplier.awaited",
    "SupplierConfirmed": "purchase.confirmed",
    "SupplierDeclined": "purchase.declined",
    "PurchaseWithdrawn": "purchase.withdrawn",
    "PurchaseKept": "purchase.kept",
    "BookingAmended": "booking.amended",
    "BookingCancelled": "booking.cancelled",
    "Mirrored": "mirror.kept",
    "CopyRequested": "copy.requested",
    "RepairRequested": "repair.requested",
    "ConversionRequested": "conversion.requested",
    "CopyChecked": "copy.checked",
    "OrderConverted": "order.converted",
    "ConversionRefused": "conversion.refused",
    "CopyClosed": "copy.closed",
    "CommandRefused": "command.refused",
    "HoldReleased": "hold.released",
    "ReturnRequested": "return.requested",
    "ReturnRegistered": "return.registered",
    "ReturnExpected": "return.expected",
    "ReturnReceived": "return.received",
    "ReturnCredited": "credit_memo.posted",
    "RefundTold": "refund.told",
}


def as_message(order_id: str, told: TrailEntry) -> Message:
    """Write an entry of the trail as a CloudEvent; order and version make its id, whoever sends it."""
    kind, name = TYPES[told.event], f"{order_id}@{told.version}"
    event = {
        "specversion": "1.0",
        "id": name,
        "source": SOURCE,
        "type": kind,
        "subject": order_id,
        "time": told.at,
        "datacontenttype": "application/json",
        "data": {
            "version": told.version,
            "status_from": told.status_from,
            "status_to": told.status_to,
            "message_id": told.message_id,
            "causation_id": told.causation_id,
        },
    }
    return Message(kind, name, orjson.dumps(event))
