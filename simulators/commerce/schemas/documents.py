"""Shipments, invoices and credit memos as they are sent."""

from decimal import Decimal
from sys import intern
from typing import Annotated

from pydantic import Field

from simulators.commerce.domain.documents import NewMemo, Track
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.errors import StateError
from simulators.commerce.schemas.fields import Amount, Body, Envelope, Filled, Flag, Id, Line, Text
from simulators.commerce.schemas.orders import Lines, quantities_of


class TrackBody(Body):
    """A parcel."""

    track_number: Filled
    title: Line | None = None
    carrier_code: Line | None = None


class Said(Body):
    """A comment that comes with a document."""

    comment: Text | None = None


class ShipmentExtension(Body):
    """The number the teller gave: with it, a second telling is a repetition."""

    ext_shipment_reference: Line | None = None


class ShipBody(Body):
    """A shipment; no items means all that is left."""

    items: Lines | None = None
    tracks: Annotated[list[TrackBody], Field(max_length=100)] | None = None
    comment: Said | None = None
    extension_attributes: ShipmentExtension | None = None


class InvoiceExtension(Body):
    """The number and amounts the teller gave; without them the shop works them out."""

    ext_invoice_number: Line | None = None
    subtotal: Amount | None = None
    tax_amount: Amount | None = None
    grand_total: Amount | None = None


class InvoiceBody(Body):
    """An invoice; no items means all that is left."""

    items: Lines | None = None
    capture: Flag | None = None
    comment: Said | None = None
    extension_attributes: InvoiceExtension | None = None


class NewTrack(TrackBody):
    """A parcel of a shipment."""

    parent_id: Id


class NewTrackBody(Body):
    """The envelope of a parcel."""

    entity: NewTrack


class NoteBody(Body):
    """Something said of a document."""

    entity: Said


class RefundExtension(Body):
    """Which items go back on the shelves: their order item ids."""

    return_to_stock_items: Annotated[list[Id], Field(max_length=1000)] | None = None


class RefundArguments(Body):
    """What is given back beside the lines."""

    shipping_amount: Amount | None = None
    adjustment_positive: Amount | None = None
    adjustment_negative: Amount | None = None
    extension_attributes: RefundExtension | None = None


class RefundBody(Envelope):
    """A refund; no items means all that can be given back."""

    items: Lines | None = None
    is_online: Flag | None = None
    notify: Flag | None = None
    comment: Said | None = None
    arguments: RefundArguments | None = None


class MemoEntity(Body):
    """A credit memo for an order."""

    order_id: Id
    items: Lines | None = None
    shipping_amount: Amount | None = None
    adjustment_positive: Amount | None = None
    adjustment_negative: Amount | None = None


class MemoBody(Envelope):
    """The envelope of a credit memo."""

    creditmemo: MemoEntity
    offline_requested: Flag | None = None


def tracks_of(rows: list[TrackBody] | None) -> tuple[Track, ...]:
    """Read parcels."""
    return tuple([track_of(row) for row in rows or ()])


def track_of(row: TrackBody) -> Track:
    """Read a parcel."""
    return Track(row.track_number, intern(row.title or ""), intern(row.carrier_code or ""))


def amounts_of(extension: InvoiceExtension | None) -> tuple[Decimal, Decimal, Decimal] | None:
    """Read subtotal, tax and grand total; nothing when they are not told.

    Raises:
        StateError: only some are told, or they do not add up.
    """
    told = extension or InvoiceExtension()
    subtotal, tax, total = told.subtotal, told.tax_amount, told.grand_total
    if subtotal is None and tax is None and total is None:
        return None
    if subtotal is None or tax is None or total is None or subtotal + tax != total:
        raise StateError(
            "%fieldName must be subtotal and tax together: %subtotal and %tax, not %total.",
            fieldName="extension_attributes.grand_total",
            subtotal=subtotal,
            tax=tax,
            total=total,
        )
    return subtotal, tax, total


def refund_of(body: RefundBody, order: SalesOrder) -> NewMemo:
    """Read a refund of an order's lines.

    Raises:
        StateError: a line is not the order's, or is named twice.
    """
    arguments = body.arguments or RefundArguments()
    extension = arguments.extension_attributes or RefundExtension()
    return NewMemo(
        items=quantities_of(body.items, order),
        shipping=arguments.shipping_amount or Decimal(0),
        adjustment_up=arguments.adjustment_positive or Decimal(0),
        adjustment_down=arguments.adjustment_negative or Decimal(0),
        to_stock=bool(extension.return_to_stock_items),
        comment=(body.comment.comment if body.comment else "") or "",
    )


def memo_of(entity: MemoEntity, order: SalesOrder) -> NewMemo:
    """Read a credit memo, which is a refund in other words."""
    return NewMemo(
        items=quantities_of(entity.items, order),
        shipping=entity.shipping_amount or Decimal(0),
        adjustment_up=entity.adjustment_positive or Decimal(0),
        adjustment_down=entity.adjustment_negative or Decimal(0),
        to_stock=False,
        comment="",
    )
