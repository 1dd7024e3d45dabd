"""Goods that come back, as the old book keeps them: a return order, its receipt, and a credit memo."""

from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from facade.adapters.legacy_erp_lines import priced_line_cells
from facade.adapters.legacy_erp_lookup import lookup
from facade.adapters.legacy_erp_reading import LINE_STEP, READING, Record, part, table
from facade.adapters.legacy_erp_wire import SYSTEM, LegacyErpWire, equal_to, escape
from facade.adapters.lists import Lists
from facade.canonical.goods_back import CreditMemo, Rma, TakenBack
from facade.canonical.order import Order
from facade.canonical.value import figure
from facade.canonical.xref import CrossReference
from facade.errors import SystemUnavailableError
from facade.ports import Call


class LegacyErpReturns:
    """Implements Returns. Whatever is not the first attempt looks for its document before it makes one."""

    def __init__(self, erp: LegacyErpWire, xref: CrossReference, lists: Lists) -> None:
        self._erp = erp
        self._xref = xref
        self._lists = lists

    async def register_return(self, rma: Rma, call: Call) -> str:
        """Enter a return order against the invoice; its number is the authorisation."""
        if self._lists.may_hold(call):
            found = await self._first("SalesReturnOrder", "External_Document_No", rma.reference, call)
            if found is not None:
                with READING:
                    return Record(found)["No"]
            self._lists.show_nothing(f"the return {rma.reference}", call)
        with READING:
            content = self._native(rma)
        creating = self._erp.page("SalesReturnOrder", "Create", content, call)
        result = await self._lists.written(creating, call)
        return _number(result, "SalesReturnOrder")

    async def credit_return(
        self, number: str, rma: Rma, taken: Sequence[TakenBack], call: Call
    ) -> CreditMemo:
        """Post the receipt of what is back, then the credit memo over it."""
        is_received = False
        if self._lists.may_hold(call):
            found = await self._first("PostedSalesCreditMemo", "Return_Order_No", number, call)
            if found is not None:
                return _memo(found)
            self._lists.show_nothing(f"the credit memo of return {number}", call)
            is_received = await self._is_received(number, call)
        if not is_received:
            await self._lists.written(self._post_receipt(number, rma.goods, taken, call), call)
        named = f"<returnOrderNo>{escape(number)}</returnOrderNo>"
        result = await self._erp.codeunit("SalesPost", "PostCreditMemo", named, call)
        record = part(result, "PostedSalesCreditMemo")
        if record is None:
            raise SystemUnavailableError(SYSTEM, "an answer without the credit memo it is about")
        return _memo(record)

    async def _post_receipt(self, number: str, goods: Order, taken: Sequence[TakenBack], call: Call) -> None:
        lines = "".join(
            [
                f"<line><lineNo>{line * LINE_STEP}</lineNo><quantity>{units:f}</quantity></line>"
                for line, units in units_back(goods, taken)
            ]
        )
        content = f"<returnOrderNo>{escape(number)}</returnOrderNo><lines>{lines}</lines>"
        await self._erp.codeunit("SalesPost", "PostReturnReceipt", content, call)

    async def _is_received(self, number: str, call: Call) -> bool:
        result = await self._erp.page("SalesReturnOrder", "Read", f"<No>{escape(number)}</No>", call)
        record = part(result, "SalesReturnOrder")
        with READING:
            rows = Record(record).rows("ReturnLines") if record is not None else None
            return any(figure(received) for _, received in table(rows, "Line_No", "Quantity_Received"))

    async def _first(self, page: str, field: str, value: str, call: Call) -> etree._Element | None:
        return await lookup(self._erp, page, {field: equal_to(value)}, call)

    def _native(self, rma: Rma) -> str:
        lines = "".join(
            [
                f"<Sales_Return_Order_Line>{priced_line_cells(self._xref, line)}</Sales_Return_Order_Line>"
                for line in rma.goods.lines
            ]
        )
        customer = self._xref.native("customer", rma.goods.customer_id)
        return (
            f"<SalesReturnOrder><External_Document_No>{escape(rma.reference)}</External_Document_No>"
            f"<Sell_to_Customer_No>{escape(customer)}</Sell_to_Customer_No>"
            f"<Applies_to_Invoice_No>{escape(rma.invoice)}</Applies_to_Invoice_No>"
            f"<Return_Reason>{escape(rma.reason)}</Return_Reason>"
            f"<ReturnLines>{lines}</ReturnLines></SalesReturnOrder>"
        )


def units_back(goods: Order, taken: Sequence[TakenBack]) -> list[tuple[int, Decimal]]:
    """Give what is back of each line in ordered units, whatever became of it."""
    total: dict[int, int] = {}
    for line, base_units, _ in taken:
        total[line] = total.get(line, 0) + base_units
    packs = {line.line: line.pack_size for line in goods.lines}
    return [(line, Decimal(units) / packs[line]) for line, units in total.items()]


def _number(result: etree._Element, name: str) -> str:
    record = part(result, name)
    if record is None:
        raise SystemUnavailableError(SYSTEM, f"an answer without the {name} it is about")
    with READING:
        return Record(record)["No"]


def _memo(record: etree._Element) -> CreditMemo:
    with READING:
        said = Record(record)
        rows = table(said.rows("CreditMemoLines"), "Line_No", "Quantity")
        return CreditMemo(
            number=said["No"],
            lines=tuple([(int(line) // LINE_STEP, figure(quantity)) for line, quantity in rows]),
            net=figure(said["Amount"]),
            tax=figure(said["VAT_Amount"]),
            gross=figure(said["Amount_Including_VAT"]),
            currency=said["Currency_Code"],
        )
