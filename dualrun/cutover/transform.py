"""From the old book's words to what the new book takes: rules by name, and what is refused beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from dualrun.cutover.numbers import Numbers
from dualrun.cutover.rows import Line, Row
from facade.canonical.xref import CrossReference

CLEARING_ITEM, CLEARING_VENDOR = "MIGRATION", "MIGRATION"
"""What open balances are booked on: a service without stock; the vendor from whom the opening stock comes."""
ADDRESS = {
    "name": "displayName",
    "street": "addressLine1",
    "city": "city",
    "postcode": "postalCode",
    "country": "country",
}
SHIP_TO = {
    "to_name": "shipToName",
    "to_street": "shipToAddressLine1",
    "to_city": "shipToCity",
    "to_postcode": "shipToPostCode",
    "to_country": "shipToCountry",
}
_STEP = 10_000

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not loaded; by a rule that was agreed on, or because something is wrong with it."""

    code: str
    why: str
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class Transformation:
    """The rules of one migration, and the codes of both books."""

    terms: Mapping[str, int]
    old: CrossReference
    new: CrossReference
    numbers: Numbers

    def mapped(self, row: Row) -> tuple[Row, str]:
        """Give the row in the new book's words, and the rule that has changed it, if one has."""
        if row.kind == "customers" and (days := self.terms.get(row.fact("terms"))) is not None:
            facts = tuple((name, str(days) if name == "terms" else value) for name, value in row.facts)
            return replace(row, facts=facts), f"terms: {row.fact('terms')} days become {days}"
        return row, ""

    def refusal(self, row: Row) -> Refusal | None:
        """Say why a row cannot be loaded, as far as that can be known beforehand."""
        if row.kind in ("prices", "orders", "backorders", "receivables") and not self.numbers.new(
            "customers", row.party
        ):
            return Refusal("no_customer", f"customer {row.party} was not taken over")
        is_of_vendor = row.kind in ("purchase_orders", "goods_received", "payables")
        if is_of_vendor and not self.numbers.new("vendors", row.party):
            return Refusal("no_vendor", f"vendor {row.party} was not taken over")
        if row.kind == "receivables" and row.fact("gross") != f"{row.amount.normalize():f}":
            return Refusal("partly_paid", "paid in part: to be settled in the old book", by_rule=True)
        if row.kind == "stock" and row.amount < 0:
            return Refusal("negative_stock", "less than nothing on hand: to be counted first")
        items = [line.item for line in row.lines]
        if row.kind in ("stock", "prices"):
            items = [_item_of(row)]
        missing = next((item for item in items if not self.numbers.new("items", item)), None)
        return Refusal("no_item", f"item {missing} was not taken over") if missing else None

    def number(self, row: Row) -> str:
        """Give the number that a master gets in the new book: the published one, or else its own."""
        kind = {"customers": "customer", "items": "item"}.get(row.kind)
        if kind is None:
            return row.number
        return self.new.native(kind, self.old.business(kind, row.number))

    def content(self, row: Row) -> tuple[str, Content]:
        """Give the entity set and the record as the new book wants it."""
        if row.kind in ("vendors", "customers"):
            return row.kind, self._account(row)
        if row.kind == "items":
            return "items", {
                "number": self.number(row),
                "displayName": row.fact("name"),
                "unitPrice": row.amount,
                "quantityPerPack": int(row.fact("pack_size")),
                "gtin": row.fact("gtin"),
            }
        if row.kind == "prices":
            return "priceListLines", {
                "assignToNumber": self.numbers.new("customers", row.party),
                "assetNumber": self.numbers.new("items", _item_of(row)),
                "unitPrice": row.amount,
            }
        if row.kind == "receivables":
            line = {"lineObjectNumber": CLEARING_ITEM, "quantity": 1, "unitPrice": Decimal(row.fact("net"))}
            return "salesInvoices", {
                **self._of_customer(row, row.number, "invoiceDate"),
                "salesInvoiceLines": [line],
            }
        if row.kind in ("orders", "backorders"):
            return "salesOrders", {
                **self._of_customer(row, row.fact("reference"), "orderDate"),
                **{field: row.fact(name) for name, field in SHIP_TO.items()},
                "salesOrderLines": [self._line(line, "unitPrice") for line in row.lines],
            }
        if row.kind == "payables":
            line = {"lineObjectNumber": CLEARING_ITEM, "quantity": 1, "unitCost": row.amount}
            return "purchaseInvoices", {
                "vendorNumber": self.numbers.new("vendors", row.party),
                "vendorInvoiceNumber": row.fact("reference"),
                "invoiceDate": row.fact("date"),
                "dueDate": row.fact("due"),
                "currencyCode": row.currency,
                "purchaseInvoiceLines": [line],
            }
        lines = [self._line(line, "directUnitCost") for line in row.lines] or [
            {"lineObjectNumber": CLEARING_ITEM, "quantity": 1, "directUnitCost": row.amount}
        ]
        return "purchaseOrders", {
            "vendorNumber": self.numbers.new("vendors", row.party),
            "vendorOrderNumber": row.number,
            "orderDate": row.fact("date"),
            "currencyCode": row.currency,
            "purchaseOrderLines": lines,
        }

    def _account(self, row: Row) -> Content:
        content: Content = {
            "number": self.number(row),
            **{field: row.fact(name) for name, field in ADDRESS.items()},
            "currencyCode": row.currency,
        }
        if row.kind == "vendors":
            content["taxLiable"] = False  # the old book takes their invoices in without tax
        else:
            content |= {
                "paymentTermsCode": f"{row.fact('terms')} DAYS",
                "creditLimit": row.amount,
                "taxRate": Decimal(row.fact("tax_percent")) / 100,
                "taxLiable": row.fact("tax_percent") != "0",
                "blocked": "All" if row.fact("blocked") == "yes" else " ",
            }
        return content

    def _of_customer(self, row: Row, reference: str, day: str) -> Content:
        return {
            "externalDocumentNumber": reference,
            "customerNumber": self.numbers.new("customers", row.party),
            day: row.fact("date"),
            "currencyCode": row.currency,
        }

    def _line(self, line: Line, price: str) -> Content:
        return {
            "sequence": line.place * _STEP,
            "lineObjectNumber": self.numbers.new("items", line.item),
            "unitOfMeasureCode": self.new.native("unit", line.unit),
            "quantity": line.quantity,
            price: line.price,
        }


def _item_of(row: Row) -> str:
    """Give the item of a row about one: by its own number, or behind the customer's in that of a price."""
    return row.number.rpartition("/")[2]
