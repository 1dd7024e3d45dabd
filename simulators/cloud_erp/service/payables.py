"""What vendors are owed: by invoices that follow no order, drafted and posted, and until it is paid."""

from simulators.cloud_erp.domain.masters import NO_ID, VENDOR_BLOCKED_ALL, VENDOR_NOT_BLOCKED, ZERO
from simulators.cloud_erp.domain.order import Head
from simulators.cloud_erp.domain.posted import BillStatus, PurchaseInvoice
from simulators.cloud_erp.errors import PostingRefusedError
from simulators.cloud_erp.service.bills import Bills
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.service.drafts import DocumentDraft
from simulators.cloud_erp.service.lines import new_lines
from simulators.cloud_erp.service.parties import currency_of, due_day, must_not_be_blocked, party_of
from simulators.cloud_erp.service.stock import PURCHASE, PURCHASE_INVOICE, book_stock


class Payables:
    """The use cases of what is owed to vendors."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.invoices = Bills(desk, "purchaseInvoices", desk.store.purchase_invoices, ("P-INV", 108001))

    def draft(self, draft: DocumentDraft) -> PurchaseInvoice:
        """Enter a vendor's invoice, not posted yet.

        Raises:
            TableRelationError: no such vendor, item or unit.
            PostingRefusedError: the vendor is blocked.
        """
        store = self._desk.store
        vendor = party_of(store, "vendors", store.vendors, draft)
        must_not_be_blocked(vendor, (VENDOR_BLOCKED_ALL,), "purchase invoice")
        day, version = draft.document_date or self._desk.now().date(), store.next_version()
        currency_id, currency = currency_of(store, draft.currency, vendor)
        number = store.next_number("PI-", 1001)
        return self.invoices.enter(
            PurchaseInvoice(
                id=self._desk.new_id("purchaseInvoice", number),
                number=number,
                head=Head(
                    *(NO_ID, "", draft.external_number, vendor.party, draft.book_role),
                    *(day, currency_id, currency),
                ),
                document_date=day,
                posting_date=draft.posting_date or day,
                due_date=draft.due_day or due_day(store, vendor.party, draft.posting_date or day),
                lines=new_lines(store, draft.lines, vendor.party, version, at_cost=True),
                version=version,
                modified_at=self._desk.now(),
            )
        )

    def post(self, invoice_id: str) -> PurchaseInvoice:
        """Post a drafted invoice: the goods come in, the vendor is owed.

        Raises:
            PostingRefusedError: it is posted already, has no lines, or the vendor has billed it before.
        """
        draft = self.invoices.table[invoice_id]
        draft.must_be_draft("posted")
        self._must_be_new(draft)
        invoice = self.invoices.post(invoice_id)
        moved = [(line, line.quantity) for line in invoice.lines if line.quantity]
        document = (invoice.id, invoice.number, PURCHASE_INVOICE)
        book_stock(self._desk.store, document, PURCHASE, 1, moved, self._desk.now())
        self.owe(invoice)
        return self.invoices.changed(invoice)

    def owe(self, invoice: PurchaseInvoice) -> None:
        """Owe the vendor an invoice."""
        invoice.remaining = invoice.gross
        self._desk.store.vendors.edit(invoice.head.party.id).balance += invoice.gross

    def pay(self) -> None:
        """Pay every invoice that is due by today, unless its vendor is blocked for payment or for all."""
        vendors, today = self._desk.store.vendors, self._desk.now().date()
        due = [one for one in self.invoices.table.values() if one.remaining and one.due_date <= today]
        for one in due:
            if vendors[one.head.party.id].blocked != VENDOR_NOT_BLOCKED:
                continue
            invoice = self.invoices.table.edit(one.id)
            vendors.edit(invoice.head.party.id).balance -= invoice.remaining
            invoice.remaining, invoice.status = ZERO, BillStatus.PAID
            self.invoices.changed(invoice)

    def _must_be_new(self, draft: PurchaseInvoice) -> None:
        """Take a vendor's invoice in once: under one number a vendor bills one thing."""
        named = draft.head.external_number
        known = (draft.head.party.id, named)
        for one in self.invoices.table.values():
            if named and not one.is_draft and (one.head.party.id, one.head.external_number) == known:
                raise PostingRefusedError(
                    f"Purchase invoice {named} already exists for vendor {draft.head.party.number}."
                )
