"""The new book's records in canonical words."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from sys import intern

from facade.adapters.cloud_erp_wire import SYSTEM, Record
from facade.adapters.reading import Reading
from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.canonical.fulfilment import PostedShipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedLine, BookedOrder
from facade.canonical.value import CENT, SHARED_MAX, Quantity, figure, quantity_of
from facade.canonical.xref import CrossReference

READING = Reading(SYSTEM)
LEADING, MIRROR = "leading", "mirror"
LINE_STEP = 10_000
SHIP_TO = ("shipToName", "shipToAddressLine1", "shipToCity", "shipToPostCode", "shipToCountry")
CANCELED = "Canceled"
_NOT_BLOCKED = " "
_STATUS = {"Open": "open", "Fulfilled": "shipped", "Closed": "invoiced", CANCELED: "cancelled"}


class Reader:
    """Translates records with the codes of one installation."""

    def __init__(self, xref: CrossReference) -> None:
        self._xref = xref

    def order(self, record: Record) -> BookedOrder:
        """Translate a sales order that came with its lines."""
        return BookedOrder(
            number=record["number"],
            external_ref=intern(record["externalDocumentNumber"]),
            customer_id=self._xref.business("customer", record["customerNumber"]),
            status=_STATUS[record["status"]],
            posting=record["bookRole"] == LEADING,
            order_date=date.fromisoformat(record["orderDate"]),
            lines=self._lines(record["salesOrderLines"]),
            net=exact(record["totalAmountExcludingTax"]),
            tax=exact(record["totalTaxAmount"]),
            gross=exact(record["totalAmountIncludingTax"]),
            currency=intern(record["currencyCode"]),
            ship_to=intern(", ".join([str(record.get(name, "")) for name in SHIP_TO])),
            exposure=exact(record["outstandingAmount"]),
        )

    def shipment(self, record: Record) -> PostedShipment:
        """Translate a posted shipment that came with its lines."""
        return PostedShipment(
            number=record["number"],
            order_number=record["orderNumber"],
            lines=tuple(
                [
                    (line["sequence"] // LINE_STEP, exact(line["quantity"]))
                    for line in record["salesShipmentLines"]
                ]
            ),
        )

    def invoice(self, record: Record) -> Invoice:
        """Translate a posted invoice that came with its lines."""
        return Invoice(
            number=record["number"],
            order_number=record["orderNumber"],
            external_ref=intern(record["externalDocumentNumber"]),
            posting=record["bookRole"] == LEADING,
            invoice_date=date.fromisoformat(record["invoiceDate"]),
            lines=self._lines(record["salesInvoiceLines"]),
            net=exact(record["totalAmountExcludingTax"]),
            tax=exact(record["totalTaxAmount"]),
            gross=exact(record["totalAmountIncludingTax"]),
            currency=intern(record["currencyCode"]),
        )

    def account(self, record: Record) -> CustomerAccount:
        """Translate a customer."""
        return CustomerAccount(
            customer_id=self._xref.business("customer", record["number"]),
            blocked=record["blocked"] != _NOT_BLOCKED,
            credit_limit=exact(record["creditLimit"]),
            exposure=exact(record["balanceDue"]),
            currency=intern(record["currencyCode"]),
        )

    def terms(self, record: Record) -> ItemTerms:
        """Translate an item that came with what one customer has agreed to pay for it, if anything."""
        business = self._xref.business
        units = record["baseUnitOfMeasureCode"], record["packUnitOfMeasureCode"]
        base, packing = [business("unit", unit) for unit in units]
        price = next((said["unitPrice"] for said in record["priceListLines"]), record["unitPrice"])
        sizes = ((base, 1), (packing, int(record["quantityPerPack"])))
        return ItemTerms(business("item", record["number"]), exact(price), sizes)

    def _lines(self, rows: list[Record]) -> tuple[BookedLine, ...]:
        business = self._xref.business
        return tuple(
            [
                BookedLine(
                    row["sequence"] // LINE_STEP,
                    business("item", row["lineObjectNumber"]),
                    _quantity(row["quantity"], business("unit", row["unitOfMeasureCode"])),
                    exact(row["unitPrice"]),
                    exact(row["netAmount"]),
                )
                for row in rows
            ]
        )


@lru_cache(SHARED_MAX, typed=True)
def _quantity(units: object, uom: str) -> Quantity:
    return quantity_of(exact(units), uom)


@lru_cache(SHARED_MAX, typed=True)
def exact(value: object) -> Decimal:
    """Give the number that was written: the shortest digits of the float that JSON made of it.

    An amount has at most fifteen digits, and over that many a float forgets none; cents it does forget are
    the trailing zeros, which are put back.

    Raises:
        ValueError: it is no number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is no number")
    if isinstance(value, int):
        return figure(str(value))
    number = Decimal(repr(value))
    cents = number.quantize(CENT)
    return figure(str(cents if cents == number else number))
