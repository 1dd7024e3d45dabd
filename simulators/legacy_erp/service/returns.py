"""Taking goods back, and giving their price back."""

from decimal import Decimal

from simulators.chassis.commits import CreditCommit, OrderLineCommit
from simulators.chassis.figures import tax_on
from simulators.legacy_erp.domain import series
from simulators.legacy_erp.domain.goods_in import CreditMemo, GoodsLine, SalesReturn
from simulators.legacy_erp.domain.ledger import SALES_RETURN as RETURNED
from simulators.legacy_erp.domain.ledger import LedgerDocument
from simulators.legacy_erp.domain.masters import NO_MONEY
from simulators.legacy_erp.domain.posted import PostedInvoice
from simulators.legacy_erp.domain.sales import CANCELLED, NONE, Quantities, Totals
from simulators.legacy_erp.domain.text import DESCRIPTION_LENGTH, reference
from simulators.legacy_erp.errors import OverReturnError, RecordNotFoundError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.lines import new_lines, wanted_quantities
from simulators.legacy_erp.service.orders import customer_of
from simulators.legacy_erp.service.pages import Said
from simulators.legacy_erp.service.stock import location_of, moved_in, pieces
from simulators.legacy_erp.service.texts import stored
from simulators.legacy_erp.service.views.goods_in import SALES_RETURN
from simulators.legacy_erp.service.writing import Writing, must_have


def _draft(company: Company, said: Said) -> SalesReturn:
    store, values = company.store, said.values
    number = company.take_number(series.RETURN_ORDER)
    must_have(values, "Sell_to_Customer_No")
    customer = customer_of(company, values["Sell_to_Customer_No"])
    lines = tuple([GoodsLine(*line) for line in new_lines(SALES_RETURN, store, said, "Unit_Price")])
    applies_to = values.get("Applies_to_Invoice_No", "")
    if applies_to:
        _check_returnable(company, applies_to, customer.no, lines)
    now = company.world.clock.now()
    [reason] = stored(company, number, (values.get("Return_Reason", ""), DESCRIPTION_LENGTH))
    return SalesReturn(
        no=number,
        lines=lines,
        order_date=values.get("Order_Date") or now.date(),
        location_code=location_of(company, "Location_Code", values.get("Location_Code", "")),
        entered_at=now,
        customer_no=customer.no,
        external_document_no=reference("External_Document_No", values.get("External_Document_No", "")),
        applies_to=applies_to,
        currency=customer.currency,
        tax_rate=customer.tax_rate,
        reason=reason,
    )


def _check_returnable(
    company: Company, invoice_no: str, customer_no: str, lines: tuple[GoodsLine, ...]
) -> None:
    """See that no more comes back than the invoice has sold, less what comes back already."""
    store = company.store
    invoice = store.invoices.get(invoice_no)
    if invoice is None or invoice.customer_no != customer_no:
        raise RecordNotFoundError(f"sales invoice of customer {customer_no}", invoice_no)
    left: dict[str, Decimal] = {}
    for sold in invoice.lines:
        left[sold.item] = left.get(sold.item, NONE) + _pieces(company, sold.item, sold.quantity, sold.unit)
    back = [store.returns[no] for no in store.returns_by_invoice.get(invoice_no, ())]
    before = [line for row in back if row.status != CANCELLED for line in row.lines]
    for line in (*before, *lines):
        asked = _pieces(company, line.item_no, line.quantity, line.unit)
        if asked > left.get(line.item_no, NONE):
            raise OverReturnError(invoice_no, line.item_no, asked, left.get(line.item_no, NONE))
        left[line.item_no] -= asked


def _pieces(company: Company, item_no: str, quantity: Decimal, unit: str) -> Decimal:
    return pieces(quantity, unit, company.store.items[item_no].pieces_per_carton)


def _enter(company: Company, row: SalesReturn) -> None:
    company.store.returns[row.no] = row
    if row.applies_to:
        company.store.returns_by_invoice.put(row.applies_to, row.no)


def _revise(company: Company, row: SalesReturn, said: Said) -> bool:
    places = [line.place for line in row.lines]
    wanted = wanted_quantities(SALES_RETURN, row, places, company.store, said)
    grown = {
        line.place: wanted[line.place] for line in row.lines if wanted.get(line.place, NONE) > line.quantity
    }
    if grown and row.applies_to:
        more = [
            line._replace(quantity=grown[line.place] - line.quantity)
            for line in row.lines
            if line.place in grown
        ]
        _check_returnable(company, row.applies_to, row.customer_no, tuple(more))
    differs = bool(wanted) and row.set_quantities(wanted)
    if "Return_Reason" in said.values:
        [reason] = stored(company, row.no, (said.values["Return_Reason"], DESCRIPTION_LENGTH))
        differs, row.reason = differs or reason != row.reason, reason
    return differs


def _replace(company: Company, row: SalesReturn) -> None:
    company.store.returns[row.no] = row


def _delete(company: Company, row: SalesReturn) -> None:
    kept = company.store.returns.edit(row.no)
    kept.cancel()
    kept.version += 1


RETURN_WRITING = Writing(SALES_RETURN, _draft, _enter, _revise, _replace, _delete, SalesReturn.drop_line)


def post_return_receipt(company: Company, number: str, quantities: Quantities | None) -> SalesReturn:
    """Post goods that came back: all that is to come, unless told how much.

    Raises:
        RecordNotFoundError: no such return order or line.
        DocumentClosedError, OverReceiptError, NothingToReceiveError: see GoodsIn.receive.
    """
    row = _to_post(company, number)
    come = row.receive(quantities)
    row.version += 1
    today = company.world.clock.now().date()
    moved = moved_in(company, come)
    company.store.move_stock(LedgerDocument(RETURNED, row.no, today, row.location_code, moved))
    return row


def post_credit_memo(company: Company, number: str) -> CreditMemo:
    """Give back the price of what came back, against the invoice if the return names one.

    Raises:
        RecordNotFoundError: no such return order.
        NothingToReceiveError: nothing has come back that is not credited yet.
    """
    store = company.store
    row = _to_post(company, number)
    memo_no = company.next_number(series.CREDIT_MEMO)
    due = row.credit()
    row.version += 1
    net = sum((line.amount for line in due), NO_MONEY)
    owed_back = Totals(net, tax_on(net, row.tax_rate))
    unpaid = store.invoices[row.applies_to].remaining if row.applies_to else NO_MONEY
    now = company.world.clock.now()
    memo = CreditMemo(
        no=memo_no,
        return_order_no=row.no,
        external_document_no=row.external_document_no,
        customer_no=row.customer_no,
        currency=row.currency,
        applies_to=row.applies_to,
        posting_date=now.date(),
        lines=due,
        totals=owed_back,
        remaining=owed_back.gross - min(owed_back.gross, unpaid),
        entered_at=now,
    )
    company.take_number(series.CREDIT_MEMO)
    store.credit_memos[memo.no] = memo
    store.customers.edit(row.customer_no).unpaid -= memo.totals.gross
    if row.applies_to:
        _apply(store.invoices.edit(row.applies_to), memo.totals.gross)
        company.world.commit(_credit_commit(memo, store.invoices[row.applies_to]))
    return memo


def _credit_commit(memo: CreditMemo, invoice: PostedInvoice) -> CreditCommit:
    """Say what was given back, for the auditor, on the order whose goods they were."""
    lines = [
        OrderLineCommit(line.place, line.item_no, line.quantity, line.unit, line.unit_price, line.amount)
        for line in memo.lines
    ]
    return CreditCommit(
        number=memo.no,
        invoice_number=invoice.no,
        external_ref=invoice.external_document_no,
        posting=True,
        lines=tuple(lines),
        net=memo.totals.net,
        tax=memo.totals.tax,
        currency=memo.currency,
    )


def _apply(invoice: PostedInvoice, amount: Decimal) -> None:
    invoice.remaining = max(NO_MONEY, invoice.remaining - amount)
    invoice.version += 1


def _to_post(company: Company, number: str) -> SalesReturn:
    if number not in company.store.returns:
        raise RecordNotFoundError("sales return order", number)
    return company.store.returns.edit(number)
