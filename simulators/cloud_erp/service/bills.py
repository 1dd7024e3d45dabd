"""Invoices or credit memos of one kind: what can be done with a draft, and how it gets its posted number."""

from typing import Generic, TypeVar

from simulators.chassis.tables import Table
from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.listening import ChangeType
from simulators.cloud_erp.domain.posted import Bill, BillStatus
from simulators.cloud_erp.errors import PostingRefusedError
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.service.drafts import HeaderChange, LineChange, LineDraft
from simulators.cloud_erp.service.lines import new_line

B = TypeVar("B", bound=Bill)


class Bills(Generic[B]):
    """The bills of one entity set; `series` numbers those that are posted."""

    def __init__(self, desk: Desk, entity_set: str, table: Table[str, B], series: tuple[str, int]) -> None:
        self._desk = desk
        self._entity_set = entity_set
        self.table = table
        self._series = series

    def next_number(self) -> str:
        """Take the next number of a posted bill."""
        return self._desk.store.next_number(*self._series)

    def enter(self, bill: B) -> B:
        """Enter a bill, posted or not."""
        self.table[bill.id] = bill
        self._desk.note(self._entity_set, bill.id, ChangeType.CREATED)
        return bill

    def changed(self, bill: B) -> B:
        """Give a bill a new version, because it is no longer what it was."""
        bill.version, bill.modified_at = self._desk.store.next_version(), self._desk.now()
        self._desk.note(self._entity_set, bill.id, ChangeType.UPDATED)
        return bill

    def add_line(self, bill_id: str, asked: LineDraft) -> Line:
        """Enter one more line on a draft."""
        bill, store = self._draft(bill_id), self._desk.store
        taken = [line.sequence for line in bill.lines]
        line = new_line(store, asked, bill.head.party, taken, store.next_version())
        bill.take((*bill.lines, line))
        self.changed(bill)
        return line

    def change_line(self, bill_id: str, sequence: int, change: LineChange) -> Line:
        """Set the quantity, price or discount of one line of a draft."""
        bill = self._draft(bill_id)
        line = bill.line(sequence).changed(
            self._desk.store.next_version(), change.quantity, change.unit_price, change.discount_percent
        )
        bill.take(tuple([line if old.sequence == sequence else old for old in bill.lines]))
        self.changed(bill)
        return line

    def remove_line(self, bill_id: str, sequence: int) -> None:
        """Delete one line of a draft."""
        bill = self._draft(bill_id)
        bill.take(tuple([line for line in bill.lines if line.sequence != sequence]))
        self.changed(bill)

    def change_header(self, bill_id: str, change: HeaderChange) -> B:
        """Change the date of a draft, or what the customer calls it."""
        bill = self._draft(bill_id)
        if change.external_number is not None:
            bill.head = bill.head._replace(external_number=change.external_number)
        if change.document_date is not None:
            bill.document_date = bill.posting_date = change.document_date
        return self.changed(bill)

    def delete(self, bill_id: str) -> None:
        """Forget a draft.

        Raises:
            PostingRefusedError: it is posted.
        """
        self.table[bill_id].must_be_draft("deleted")
        del self.table[bill_id]
        self._desk.note(self._entity_set, bill_id, ChangeType.DELETED)

    def post(self, bill_id: str) -> B:
        """Give a draft its posted number.

        Raises:
            PostingRefusedError: it is posted already, or has nothing to post.
        """
        bill = self.table[bill_id]
        bill.must_be_draft("posted")
        if not any(line.quantity for line in bill.lines):
            raise PostingRefusedError(f"There is nothing to post on {bill.noun.lower()} {bill.number}.")
        bill = self.table.edit(bill_id)
        bill.number, bill.status = self.next_number(), BillStatus.OPEN
        return bill

    def _draft(self, bill_id: str) -> B:
        self.table[bill_id].must_be_draft("changed")
        return self.table.edit(bill_id)
