"""Two books held in memory: what was read over the wire, or from files of a size that fits."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from dualrun.reconciliation.asked import ALL, NEW, OLD, OWED, PARTLY, POSTING, WAITING, About, Open, Total
from dualrun.reconciliation.extract import OPEN, Account, Article, Document, Extract, Vendor, hash_total
from dualrun.reconciliation.masters import pieces, sizes_of

NOTHING = Decimal(0)
LEFT = ("shipped", "invoiced")


class InMemory:
    """Implements Books."""

    def __init__(self, old: Extract, new: Extract) -> None:
        self._books = {OLD: old, NEW: new}

    def about(self, side: str) -> About:
        """Say whose book it is."""
        book = self._books[side]
        return About(book.system, book.entity, book.url, book.as_of)

    def totals(self, side: str, tables: Sequence[str], which: str) -> Mapping[str, Total]:
        """Add documents up, currency by currency."""
        found: dict[str, list[Document]] = {}
        for one in self._chosen(side, tables, which):
            found.setdefault(one.currency, []).append(one)
        return {currency: _added(documents) for currency, documents in found.items()}

    def accounts(self, side: str) -> Sequence[Account]:
        """Give the customers."""
        return self._books[side].accounts

    def articles(self, side: str) -> Sequence[Article]:
        """Give the items."""
        return self._books[side].articles

    def vendors(self, side: str) -> Sequence[Vendor]:
        """Give the vendors."""
        return self._books[side].vendors

    def stock(self, side: str) -> Mapping[str, int]:
        """Give what is on hand, item by item."""
        return dict(self._books[side].stock)

    def moved(self, side: str) -> Mapping[str, Decimal]:
        """Give the pieces that have left by the book's own documents, less those that came in."""
        book, left = self._books[side], dict[str, Decimal]()
        sizes = sizes_of(book.articles)
        for order in book.orders:
            if order.posting and order.status in LEFT:
                for item, quantity in order.lines:
                    left[item] = left.get(item, NOTHING) + pieces(item, quantity, sizes)
        for item, quantity in book.goods_in:
            left[item] = left.get(item, NOTHING) - pieces(item, quantity, sizes)
        return left

    def differing(self, table: str) -> tuple[Sequence[Document], Sequence[Document]]:
        """Give all documents: what is the same in both books makes no difference."""
        return tuple(self._documents(OLD, (table,))), tuple(self._documents(NEW, (table,)))

    def in_both(self, most: int) -> tuple[int, Sequence[tuple[str, str, bool, str, bool]]]:
        """Count the orders in both books, and give the first."""
        ours, theirs = ({one.reference: one for one in self._books[side].orders} for side in (OLD, NEW))
        both = sorted(reference for reference in ours if reference in theirs)
        return len(both), [
            (name, ours[name].number, ours[name].posting, theirs[name].number, theirs[name].posting)
            for name in both[:most]
        ]

    def open_items(self, side: str, tables: Sequence[str]) -> Sequence[Open]:
        """Give what is posted and open."""
        twice = frozenset(self.posted_twice(tables))
        found: dict[tuple[str, str, bool], tuple[int, Decimal]] = {}
        for one in self._documents(side, tables):
            if one.posting and one.owed:
                place = one.currency, one.due, one.reference in twice
                count, owed = found.get(place, (0, NOTHING))
                found[place] = count + 1, owed + one.owed
        return [Open(*place, *sums) for place, sums in found.items()]

    def posted_twice(self, tables: Sequence[str]) -> Sequence[str]:
        """Give the references that both ledgers have posted."""
        ours, theirs = ({o.reference for o in self._documents(s, tables) if o.posting} for s in (OLD, NEW))
        return sorted(ours & theirs)

    def _documents(self, side: str, tables: Sequence[str]) -> Iterator[Document]:
        for table in tables:
            yield from getattr(self._books[side], table)

    def _chosen(self, side: str, tables: Sequence[str], which: str) -> Iterator[Document]:
        is_of_bills = which in (WAITING, PARTLY)
        bills = [one.reference for one in self._books[side].invoices if one.posting] if is_of_bills else ()
        billed = frozenset(bills)
        for one in self._documents(side, tables):
            is_open = which in (ALL, POSTING) or (one.owed if which == OWED else one.status in OPEN)
            is_billed = one.reference in billed
            if (one.posting or which == ALL) and is_open and is_billed == (which == PARTLY):
                yield one


def _added(documents: Sequence[Document]) -> Total:
    gross, owed = (sum(some, NOTHING) for some in ([d.gross for d in documents], [d.owed for d in documents]))
    return Total(len(documents), gross, owed, hash_total(documents))
