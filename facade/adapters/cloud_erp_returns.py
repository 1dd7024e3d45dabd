"""Goods that come back, as the new book keeps them: a credit memo, drafted as the authorisation, then posted.

The book has no return orders of its own: the draft is what the buyer's goods are agreed upon with, and
posting it takes them in and gives the money back in one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from facade.adapters.cloud_erp_lines import priced_line
from facade.adapters.cloud_erp_reading import LINE_STEP, READING, exact
from facade.adapters.cloud_erp_wire import SYSTEM, CloudErpWire, Record, equals
from facade.adapters.lists import Lists
from facade.canonical.goods_back import CreditMemo, Rma, TakenBack
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError
from facade.ports import Call

_DRAFT = "Draft"
_WITH_LINES = "?$expand=salesCreditMemoLines"


class CloudErpReturns:
    """Implements Returns. The number of a draft changes when it is posted, so its reference finds it."""

    def __init__(self, erp: CloudErpWire, xref: CrossReference, lists: Lists) -> None:
        self._erp = erp
        self._xref = xref
        self._lists = lists

    async def register_return(self, rma: Rma, call: Call) -> str:
        """Draft a credit memo against the invoice; its number is the authorisation."""
        if self._lists.may_hold(call):
            found = await self._of(rma, call)
            if found is not None:
                return str(found["number"])
            self._lists.show_nothing(f"the credit memo {rma.reference}", call)
        invoice = await self._invoice_id(rma.invoice, call)
        with READING:
            content = self._native(rma, invoice)
        drafted = await self._lists.written(self._erp.post("salesCreditMemos", content, call), call)
        with READING:
            return str(drafted["number"])

    async def credit_return(
        self, number: str, rma: Rma, taken: Sequence[TakenBack], call: Call
    ) -> CreditMemo:
        """Post the memo, if it is over what has come back; a draft that is over more waits for a person."""
        found = await self._of(rma, call)
        if found is None:
            self._lists.show_nothing(f"the credit memo {number}", call)
            raise SystemRefusedError(SYSTEM, "unknown_memo", f"there is no credit memo {number}")
        with READING:
            path = f"salesCreditMemos({found['id']})"
        memo = await self._erp.get(path + _WITH_LINES, call)  # what a list says may be behind
        with READING:
            _expect_alike(number, _memo(memo), rma, taken)
            is_draft = memo["status"] == _DRAFT
        if is_draft:
            memo = await self._posted(path, call)
        with READING:
            return _memo(memo)

    async def _posted(self, path: str, call: Call) -> Record:
        """Post a draft; that it was posted meanwhile, by an attempt that came late, is as it should be."""
        refusal: SystemRefusedError | None = None
        try:
            await self._erp.post(f"{path}/Microsoft.NAV.post", {}, call)
        except SystemRefusedError as refused:
            refusal = refused
        memo = await self._erp.get(path + _WITH_LINES, call)
        if refusal is not None and memo.get("status") == _DRAFT:
            raise refusal
        return memo

    async def _of(self, rma: Rma, call: Call) -> Record | None:
        query = f"$filter={equals('externalDocumentNumber', rma.reference)}"
        found = await self._erp.rows("salesCreditMemos", query, call)
        return found[0] if found else None

    async def _invoice_id(self, number: str, call: Call) -> str:
        query = f"$filter={equals('number', number)}&$select=id,number"
        found = await self._erp.rows("salesInvoices", query, call)
        if not found:
            self._lists.show_nothing(f"invoice {number}", call)
            raise SystemRefusedError(SYSTEM, "unknown_invoice", f"there is no invoice {number}")
        with READING:
            return str(found[0]["id"])

    def _native(self, rma: Rma, invoice_id: str) -> Record:
        return {
            "externalDocumentNumber": rma.reference,
            "customerNumber": self._xref.native("customer", rma.goods.customer_id),
            "currencyCode": rma.goods.currency,
            "invoiceId": invoice_id,
            "salesCreditMemoLines": [priced_line(self._xref, line) for line in rma.goods.lines],
        }


def _expect_alike(number: str, memo: CreditMemo, rma: Rma, taken: Sequence[TakenBack]) -> None:
    """Let a memo pass that gives back what has come back.

    Raises:
        SystemRefusedError: it gives back more or less; which of the two is right a person must say.
    """
    packs = {line.line: line.pack_size for line in rma.goods.lines}
    back: dict[int, int] = {}
    for line, base_units, _ in taken:
        back[line] = back.get(line, 0) + base_units
    for line, quantity in memo.lines:
        if round(quantity * packs[line]) != back.get(line, 0):
            detail = (
                f"{back.get(line, 0)} EA of line {line} are back, and the draft {number} is over "
                f"{quantity * packs[line]}: correct its line there"
            )
            raise SystemRefusedError(SYSTEM, "memo_differs", detail)


def _memo(record: Mapping[str, Any]) -> CreditMemo:
    return CreditMemo(
        number=record["number"],
        lines=tuple([_units(line) for line in record["salesCreditMemoLines"]]),
        net=exact(record["totalAmountExcludingTax"]),
        tax=exact(record["totalTaxAmount"]),
        gross=exact(record["totalAmountIncludingTax"]),
        currency=record["currencyCode"],
    )


def _units(line: Mapping[str, Any]) -> tuple[int, Decimal]:
    return line["sequence"] // LINE_STEP, exact(line["quantity"])
