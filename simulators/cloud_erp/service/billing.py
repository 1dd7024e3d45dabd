"""Sales invoices and credit memos: drafted, posted, taken back, paid."""

from datetime import date

from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.masters import BLOCKED_ALL, BLOCKED_INVOICE, NO_ID, ZERO, Customer
from simulators.cloud_erp.domain.order import Head, SalesOrder
from simulators.cloud_erp.domain.posted import Bill, BillStatus, SalesCreditMemo, SalesInvoice
from simulators.cloud_erp.errors import FieldValidationError, PostingRefusedError, TableRelationError
from simulators.cloud_erp.service.audit import credit_commit, invoice_commit
from simulators.cloud_erp.service.bills import Bills
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.service.drafts import DocumentDraft
from simulators.cloud_erp.service.lines import new_lines
from simulators.cloud_erp.service.parties import currency_of, due_day, must_not_be_blocked, party_of
from simulators.cloud_erp.service.stock import CREDIT_MEMO, INVOICE, SALE, book_stock

INVOICE_BLOCKING = (BLOCKED_INVOICE, BLOCKED_ALL)


class Billing:
    """The use cases that make, post and take back invoices and credit memos."""

    def __init__(self, desk: Desk) -> None:
        store = desk.store
        self._desk = desk
        self.invoices = Bills(desk, "salesInvoices", store.invoices, ("S-INV", 103001))
        self.memos = Bills(desk, "salesCreditMemos", store.credit_memos, ("S-CM", 104001))

    def invoice_order(self, order: SalesOrder, lines: tuple[Line, ...]) -> SalesInvoice:
        """Post an invoice over what an order has shipped."""
        store, now = self._desk.store, self._desk.now()
        number, today = self.invoices.next_number(), now.date()
        invoice = SalesInvoice(
            id=self._desk.new_id("salesInvoice", number),
            number=number,
            head=order.head,
            document_date=today,
            posting_date=today,
            due_date=due_day(self._desk.store, order.head.party, today),
            lines=lines,
            version=store.next_version(),
            modified_at=now,
            status=BillStatus.OPEN,
        )
        self.invoices.enter(invoice)
        store.invoices_by_order.put(order.head.number, invoice.id)
        self._owe(invoice)
        self._desk.commit(invoice_commit(invoice, order))
        return invoice

    def draft_invoice(self, draft: DocumentDraft) -> SalesInvoice:
        """Enter an invoice that follows no order, not posted yet.

        Raises:
            TableRelationError: no such customer, item or unit.
            PostingRefusedError: the customer is blocked.
        """
        store = self._desk.store
        customer = party_of(store, "customers", store.customers, draft)
        must_not_be_blocked(customer, INVOICE_BLOCKING, "sales invoice")
        version, day = store.next_version(), draft.document_date or self._desk.now().date()
        lines = new_lines(store, draft.lines, customer.party, version)
        head = self._head(draft, customer, day)
        number = store.next_number("SI-", 1001)
        return self.invoices.enter(
            SalesInvoice(
                id=self._desk.new_id("salesInvoice", number),
                number=number,
                head=head,
                document_date=day,
                posting_date=draft.posting_date or day,
                due_date=due_day(self._desk.store, head.party, draft.posting_date or day),
                lines=lines,
                version=version,
                modified_at=self._desk.now(),
            )
        )

    def draft_credit_memo(self, draft: DocumentDraft) -> SalesCreditMemo:
        """Enter a credit memo, not posted yet, for an invoice or for none.

        Raises:
            TableRelationError: no such customer, invoice, item or unit.
            FieldValidationError: the invoice is another customer's.
        """
        store = self._desk.store
        customer = party_of(store, "customers", store.customers, draft)
        invoice = None
        if draft.invoice_id not in ("", NO_ID):
            invoice = store.invoices.get(draft.invoice_id)
            if invoice is None:
                raise TableRelationError(f"The invoice {draft.invoice_id!r} is in no invoice table.")
            if invoice.head.party.id != customer.id:
                raise FieldValidationError(
                    f"Invoice {invoice.number} is not one of customer {customer.number}."
                )
            self._must_be_creditable(invoice)
        day = draft.document_date or self._desk.now().date()
        lines = new_lines(store, draft.lines, customer.party, store.next_version())
        return self._enter_memo(self._head(draft, customer, day), day, lines, invoice)

    def correct(self, invoice_id: str) -> SalesCreditMemo:
        """Draft the credit memo that takes a posted invoice back.

        Raises:
            PostingRefusedError: it is not posted, or taken back already.
        """
        invoice = self.invoices.table[invoice_id]
        self._must_be_creditable(invoice)
        return self._enter_memo(invoice.head, self._desk.now().date(), invoice.lines, invoice)

    def cancel(self, invoice_id: str) -> SalesCreditMemo:
        """Take a posted invoice back at once, by a credit memo over all of it.

        Raises:
            PostingRefusedError: it is not posted, paid, or taken back already.
        """
        if self.invoices.table[invoice_id].status is BillStatus.PAID:
            number = self.invoices.table[invoice_id].number
            raise PostingRefusedError(f"Sales invoice {number} is paid and cannot be canceled.")
        memo = self.post_credit_memo(self.correct(invoice_id).id)
        memo.status = BillStatus.CORRECTIVE
        invoice = self.invoices.table.edit(invoice_id)
        invoice.status = BillStatus.CANCELED
        self.invoices.changed(invoice)
        return memo

    def post_invoice(self, invoice_id: str) -> SalesInvoice:
        """Post a drafted invoice: the goods leave, the customer owes.

        Raises:
            PostingRefusedError: it is posted already, or has no lines.
        """
        invoice = self.invoices.post(invoice_id)
        invoice.due_date = due_day(self._desk.store, invoice.head.party, invoice.posting_date)
        self._move(invoice, INVOICE, -1)
        self._owe(invoice)
        self._desk.commit(invoice_commit(invoice, None))
        return self.invoices.changed(invoice)

    def post_credit_memo(self, memo_id: str) -> SalesCreditMemo:
        """Post a drafted credit memo: the goods come back, and what the customer owes goes down.

        Raises:
            PostingRefusedError: it is posted already, or has no lines.
        """
        memo, store = self.memos.post(memo_id), self._desk.store
        if memo.head.posting:
            self._move(memo, CREDIT_MEMO, 1)
            memo.remaining = memo.gross
            store.customers.edit(memo.head.party.id).balance -= memo.gross
            if memo.invoice_id in store.invoices:
                self._apply(memo, store.invoices.edit(memo.invoice_id))
        if not memo.remaining:
            memo.status = BillStatus.PAID
        if memo.invoice_id in store.invoices:
            self._desk.commit(credit_commit(memo, store.invoices[memo.invoice_id]))
        return self.memos.changed(memo)

    def collect_payments(self) -> None:
        """Take the money for every invoice that is due by today: customers here pay on the day."""
        store, today = self._desk.store, self._desk.now().date()
        for invoice_id in [invoice_id for invoice_id, day in store.unpaid.items() if day <= today]:
            del store.unpaid[invoice_id]
            invoice = store.invoices.edit(invoice_id)
            store.customers.edit(invoice.head.party.id).balance -= invoice.remaining
            invoice.remaining, invoice.status = ZERO, BillStatus.PAID
            self.invoices.changed(invoice)

    def _head(self, draft: DocumentDraft, customer: Customer, day: date) -> Head:
        """Give what a bill that follows no order repeats: all but an order."""
        currency_id, currency = currency_of(self._desk.store, draft.currency, customer)
        party = customer.party
        return Head(NO_ID, "", draft.external_number, party, draft.book_role, day, currency_id, currency)

    def _enter_memo(
        self, head: Head, day: date, lines: tuple[Line, ...], invoice: SalesInvoice | None
    ) -> SalesCreditMemo:
        number = self._desk.store.next_number("SCM-", 1001)
        return self.memos.enter(
            SalesCreditMemo(
                id=self._desk.new_id("salesCreditMemo", number),
                number=number,
                head=head,
                document_date=day,
                posting_date=day,
                due_date=day,
                lines=lines,
                version=self._desk.store.next_version(),
                modified_at=self._desk.now(),
                invoice_id=invoice.id if invoice else NO_ID,
                invoice_number=invoice.number if invoice else "",
            )
        )

    def _must_be_creditable(self, invoice: SalesInvoice) -> None:
        if invoice.is_draft or invoice.status is BillStatus.CANCELED:
            state = "not posted" if invoice.is_draft else "canceled"
            raise PostingRefusedError(
                f"Sales invoice {invoice.number} is {state}: there is nothing to credit."
            )

    def _move(self, bill: Bill, document_type: str, sign: int) -> None:
        moved = [(line, line.quantity) for line in bill.lines if line.quantity]
        document = (bill.id, bill.number, document_type)
        book_stock(self._desk.store, document, SALE, sign, moved, self._desk.now())

    def _owe(self, invoice: SalesInvoice) -> None:
        """Let the customer owe an invoice, unless it only mirrors one of another book."""
        if invoice.head.posting and invoice.gross:
            invoice.remaining = invoice.gross
            self._desk.store.customers.edit(invoice.head.party.id).balance += invoice.gross
            self._desk.store.unpaid[invoice.id] = invoice.due_date

    def _apply(self, memo: SalesCreditMemo, invoice: SalesInvoice) -> None:
        """Set a credit memo off against the invoice it is for."""
        amount = min(memo.remaining, invoice.remaining)
        if not amount:
            return
        memo.remaining -= amount
        invoice.remaining -= amount
        if not invoice.remaining:
            invoice.status = BillStatus.PAID
            self._desk.store.unpaid.pop(invoice.id, None)
        self.invoices.changed(invoice)
