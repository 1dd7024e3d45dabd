"""What a contract may presuppose of the back office, brought about by name, with the values to use."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from simulators.legacy_erp.domain.files import IN, File
from simulators.legacy_erp.domain.goods_in import PurchaseOrder
from simulators.legacy_erp.domain.masters import BASE_UNIT, BLOCKED_FOR_ALL, NOT_BLOCKED
from simulators.legacy_erp.domain.records import Message, Segment, counted, write
from simulators.legacy_erp.domain.sales import SalesOrder
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.erp import LegacyErp
from simulators.legacy_erp.service.inbox import STILL_S, poll
from simulators.legacy_erp.service.orders import ORDER_WRITING, cancel_order
from simulators.legacy_erp.service.pages import Said
from simulators.legacy_erp.service.posting import post_invoice, post_shipment
from simulators.legacy_erp.service.purchasing import PURCHASE_WRITING
from simulators.legacy_erp.service.returns import RETURN_WRITING
from simulators.legacy_erp.service.stock import post_adjustment
from simulators.legacy_erp.service.vendor_desk import confirm, send
from simulators.legacy_erp.service.views.goods_in import PURCHASE_ORDER
from simulators.legacy_erp.service.views.sales import SALES_ORDER
from simulators.legacy_erp.service.writing import Writing, create

Values = Mapping[str, str]
_QUANTITY = Decimal(3)
PARTNER = "PARTNER1"


def order_released(erp: LegacyErp) -> Values:
    """Let an order wait for its goods."""
    return _values(_ordered(erp.main))


def order_shipped(erp: LegacyErp) -> Values:
    """Let an order's goods have left."""
    order = _shipped(erp.main)
    return {**_values(order), "shipmentNo": order.shipments[-1]}


def order_invoiced(erp: LegacyErp) -> Values:
    """Let an order be billed."""
    order = _shipped(erp.main)
    invoice = post_invoice(erp.main, order.no, None)
    return {**_values(order), "shipmentNo": order.shipments[-1], "invoiceNo": invoice.no}


def order_cancelled(erp: LegacyErp) -> Values:
    """Let an order be taken back."""
    return _values(cancel_order(erp.main, _ordered(erp.main).no))


def order_by_file(erp: LegacyErp) -> Values:
    """Let a trading partner's file have been worked on."""
    return _values(_ordered_by_file(erp.main))


def order_by_file_shipped(erp: LegacyErp) -> Values:
    """Let the goods that a partner ordered by file have left."""
    return _values(_left(erp.main, _ordered_by_file(erp.main)))


def order_by_file_invoiced(erp: LegacyErp) -> Values:
    """Let the goods that a partner ordered by file be billed."""
    order = _left(erp.main, _ordered_by_file(erp.main))
    return {**_values(order), "invoiceNo": post_invoice(erp.main, order.no, None).no}


def customer_may_buy(erp: LegacyErp) -> Values:
    """Let there be somebody who may buy, and something to be bought."""
    return {"customerNo": _customer(erp.main), "itemNo": next(iter(erp.main.store.items))}


def customer_blocked(erp: LegacyErp) -> Values:
    """Let a customer be blocked for everything."""
    number = next(reversed(erp.main.store.customers))
    customer = erp.main.store.customers.edit(number)
    customer.blocked = BLOCKED_FOR_ALL
    customer.version += 1
    return {"customerNo": number}


def item_out_of_stock(erp: LegacyErp) -> Values:
    """Let nothing of an item be left anywhere, by this book."""
    item = next(reversed(erp.main.store.items))
    for location in erp.main.store.locations:
        left = erp.main.store.inventory.get((item, location), Decimal(0))
        if left:
            post_adjustment(erp.main, item, location, -left, "STATE")
    return {"itemNo": item}


def purchase_order_released(erp: LegacyErp) -> Values:
    """Let goods be on order."""
    vendor = next(iter(erp.main.store.vendors))
    row = _created(PURCHASE_WRITING, erp.main, {"Buy_from_Vendor_No": vendor}, "Direct_Unit_Cost")
    return {"orderNo": row.no, "vendorNo": vendor}


def vendor_at_work(erp: LegacyErp) -> Values:
    """Let there be somebody to buy from."""
    return {"vendorNo": next(iter(erp.main.store.vendors))}


def drop_shipment_released(erp: LegacyErp) -> Values:
    """Let a vendor be asked to send an order's goods straight to its customer."""
    return _drop_values(_drop_shipment(erp.main))


def drop_shipment_confirmed(erp: LegacyErp) -> Values:
    """Let the vendor have taken it on."""
    row = _drop_shipment(erp.main)
    confirm(erp.main, row.no)
    return _drop_values(row)


def drop_shipment_sent(erp: LegacyErp) -> Values:
    """Let the goods have left the vendor."""
    row = _drop_shipment(erp.main)
    confirm(erp.main, row.no)
    send(erp.main, row.no)
    return _drop_values(row)


def return_released(erp: LegacyErp) -> Values:
    """Let goods be on their way back from a customer."""
    customer = _customer(erp.main)
    row = _created(RETURN_WRITING, erp.main, {"Sell_to_Customer_No": customer}, "Unit_Price")
    return {"returnOrderNo": row.no, "customerNo": customer}


def _drop_shipment(company: Company) -> PurchaseOrder:
    order, vendor = _ordered(company), next(iter(company.store.vendors))
    said = {
        "Buy_from_Vendor_No": vendor,
        "Your_Reference": order.external_document_no,
        "Sales_Order_No": order.no,
    }
    row: PurchaseOrder = _created(PURCHASE_WRITING, company, said, "Direct_Unit_Cost")
    return row


def _drop_values(row: PurchaseOrder) -> Values:
    return {
        "purchaseNo": row.no,
        "vendorNo": row.vendor_no,
        "yourReference": row.your_reference,
        "orderNo": row.sales_order_no,
        "itemNo": row.lines[0].item_no,
        "key": PURCHASE_ORDER.key(row),
    }


def _customer(company: Company) -> str:
    return next(one.no for one in company.store.customers.values() if one.blocked == NOT_BLOCKED)


def _created(writing: Writing, company: Company, values: Mapping[str, Any], price: str) -> Any:
    item = next(iter(company.store.items.values()))
    line = {
        "No": item.no,
        "Quantity": _QUANTITY,
        "Unit_of_Measure_Code": BASE_UNIT,
        price: item.unit_price,
    }
    [row] = create(writing, company, [Said(values, [line])])
    return row


def _ordered(company: Company) -> SalesOrder:
    reference = f"STATE-{len(company.store.orders) + 1}"
    said = {"Sell_to_Customer_No": _customer(company), "External_Document_No": reference}
    order: SalesOrder = _created(ORDER_WRITING, company, said, "Unit_Price")
    return order


def _ordered_by_file(company: Company) -> SalesOrder:
    number = len(company.store.received) + 1
    item, now = next(iter(company.store.items.values())), company.world.clock.now()
    control = {"DOCNUM": f"{number:016}", "MESTYP": "ORDERS", "SNDPRN": PARTNER}
    segments = (
        Segment("E2EDK01", {"BELNR": f"STATE-FILE-{number}"}),
        Segment("E2EDKA1", {"PARVW": "AG", "PARTN": _customer(company)}),
        Segment("E2EDP01", {"POSEX": "000001", "MENGE": str(_QUANTITY), "MENEE": BASE_UNIT}),
        Segment("E2EDP19", {"QUALF": "002", "IDTNR": item.no}),
    )
    content = write(Message(control, counted(segments)))
    company.store.files[IN, f"STATE-{number}.txt"] = File(content, now - timedelta(seconds=STILL_S))
    poll(company)
    return next(reversed(company.store.orders.values()))


def _shipped(company: Company) -> SalesOrder:
    return _left(company, _ordered(company))


def _left(company: Company, order: SalesOrder) -> SalesOrder:
    said = {"externalShipmentNo": f"{order.external_document_no}-S"}
    post_shipment(company, order.no, said, {line.line: line.quantity for line in order.lines})
    return company.store.orders[order.no]


def _values(order: SalesOrder) -> Values:
    return {
        "orderNo": order.no,
        "externalDocumentNo": order.external_document_no,
        "customerNo": order.customer_no,
        "itemNo": order.lines[0].item,
        "key": SALES_ORDER.key(order),
    }


STATES: Mapping[str, Callable[[LegacyErp], Values]] = {
    "an order is released": order_released,
    "an order is shipped": order_shipped,
    "an order is invoiced": order_invoiced,
    "an order is cancelled": order_cancelled,
    "an order has come by file": order_by_file,
    "an order that came by file is shipped": order_by_file_shipped,
    "an order that came by file is invoiced": order_by_file_invoiced,
    "a customer may buy": customer_may_buy,
    "a customer is blocked": customer_blocked,
    "an item is out of stock": item_out_of_stock,
    "a purchase order is released": purchase_order_released,
    "a vendor may be bought from": vendor_at_work,
    "a drop shipment is released": drop_shipment_released,
    "a drop shipment is confirmed": drop_shipment_confirmed,
    "a drop shipment is sent": drop_shipment_sent,
    "a return is released": return_released,
}
