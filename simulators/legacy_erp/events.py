"""What this system tells trading partners: order responses, despatch advices and invoices, as files."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from simulators.legacy_erp.domain.posted import PostedInvoice, PostedShipment
from simulators.legacy_erp.domain.records import Message, Segment, counted
from simulators.legacy_erp.domain.sales import SalesLine, SalesOrder

OWN_NAME = "LEGACYERP"
ORDER_RESPONSE, DESPATCH_ADVICE, INVOICE = "ORDRSP", "DESADV", "INVOIC"
_TYPES = {ORDER_RESPONSE: "ORDERS05", DESPATCH_ADVICE: "DELVRY03", INVOICE: "INVOIC02"}
_BUYERS_REFERENCE, _OUR_ORDER, _OUR_SHIPMENT = "001", "002", "006"
_DOCUMENT_DATE, _DUE_DATE = "012", "028"
_OUR_ITEM = "002"


def order_response(order: SalesOrder, number: str, at: datetime) -> Message:
    """Confirm an order as it was entered."""
    return _message(
        ORDER_RESPONSE,
        order,
        number,
        at,
        [_header(order, order.no), _date(_DOCUMENT_DATE, order.order_date.strftime("%Y%m%d"))],
        [(line, line.quantity) for line in order.lines],
    )


def despatch_advice(order: SalesOrder, shipment: PostedShipment, number: str, at: datetime) -> Message:
    """Announce goods that have left."""
    by_place = {line.line: line for line in order.lines}
    return _message(
        DESPATCH_ADVICE,
        order,
        number,
        at,
        [
            _header(order, shipment.no),
            _reference(_OUR_SHIPMENT, shipment.external_shipment_no),
            _date(_DOCUMENT_DATE, shipment.posting_date.strftime("%Y%m%d")),
        ],
        [(by_place[place], quantity) for place, quantity in shipment.quantities],
    )


def invoice_message(order: SalesOrder, invoice: PostedInvoice, number: str, at: datetime) -> Message:
    """Bill what was delivered."""
    return _message(
        INVOICE,
        order,
        number,
        at,
        [
            _header(order, invoice.no),
            _date(_DOCUMENT_DATE, invoice.posting_date.strftime("%Y%m%d")),
            _date(_DUE_DATE, invoice.due_date.strftime("%Y%m%d")),
        ],
        [(line, line.quantity) for line in invoice.lines],
    )


def _message(
    kind: str,
    order: SalesOrder,
    number: str,
    at: datetime,
    head: Sequence[Segment],
    lines: Sequence[tuple[SalesLine, Decimal]],
) -> Message:
    control = {
        "DOCNUM": number.zfill(16),
        "STATUS": "03",
        "DIRECT": "1",
        "IDOCTYP": _TYPES[kind],
        "MESTYP": kind,
        "SNDPRT": "LS",
        "SNDPRN": OWN_NAME,
        "RCVPRT": "KU",
        "RCVPRN": order.partner,
        "CREDAT": at.strftime("%Y%m%d"),
        "CRETIM": at.strftime("%H%M%S"),
    }
    references = [_reference(_BUYERS_REFERENCE, order.external_document_no), _reference(_OUR_ORDER, order.no)]
    buyer = Segment("E2EDKA1", {"PARVW": "AG", "PARTN": order.customer_no})
    items = [segment for line, quantity in lines for segment in _item(line, quantity)]
    return Message(control, counted([*head, *references, buyer, *items]))


def _header(order: SalesOrder, number: str) -> Segment:
    return Segment("E2EDK01", {"CURCY": order.currency, "BELNR": number})


def _reference(qualifier: str, number: str) -> Segment:
    return Segment("E2EDK02", {"QUALF": qualifier, "BELNR": number})


def _date(qualifier: str, day: str) -> Segment:
    return Segment("E2EDK03", {"IDDAT": qualifier, "DATUM": day})


def _item(line: SalesLine, quantity: Decimal) -> tuple[Segment, Segment]:
    net = line.net if quantity == line.quantity else quantity * line.unit_price
    values = {
        "POSEX": f"{line.line:06}",
        "MENGE": str(quantity),
        "MENEE": line.unit,
        "VPREI": str(line.unit_price),
        "NETWR": f"{net:.2f}",
    }
    return Segment("E2EDP01", values), Segment("E2EDP19", {"QUALF": _OUR_ITEM, "IDTNR": line.item})
