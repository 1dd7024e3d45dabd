"""I05: is every piece of stock where its movements and reservations say it is?"""

from datetime import datetime

from dualrun.checkers.archive import Archive, StockKey
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Dossier
from dualrun.history import History
from simulators.chassis.commits import Commit, MovementCommit, StockCommit

HOLDS_STOCK = frozenset({"allocated", "released", "picked"})


class StockAddsUp(Checker):
    """Stock is never negative nor promised beyond what lies there; at rest it equals its own history.

    At rest an order also holds, over all sites and suppliers, no more than was ordered, and nothing at all
    when its order in the book is cancelled: a reservation made twice adds up in the site's own rows, so only
    the order behind it gives it away.

    The sums wait for rest, because a site stores a stock row and a movement one after the other and
    the instant between the two is its own affair.
    """

    id = "I05"
    name = "stock_adds_up"
    watches = (StockCommit, MovementCommit)

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each change of stock."""
        self.evaluated += 1
        if isinstance(record, StockCommit):
            if not 0 <= record.allocated <= record.on_hand:
                self._complain(
                    (system, record.site, record.item),
                    at,
                    f"0 <= allocated <= on hand must hold; "
                    f"found {record.allocated} allocated of {record.on_hand} on hand",
                )
            return
        assert isinstance(record, MovementCommit)
        key = (system, record.site, record.item)
        if archive.moved[key] < 0:
            self._complain(
                key,
                at,
                f"no more can leave than ever lay there; {record.kind} {record.reference} of "
                f"{record.quantity} brings the sum of movements to {archive.moved[key]}",
            )

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge every item at every site against its movements and reservations."""
        reserved = _reserved(archive)
        for key in dict.fromkeys((*archive.stock, *archive.moved, *reserved)):
            self.evaluated += 1
            stock = archive.stock.get(key)
            moved = archive.sum_of_movements(key)
            on_hand = stock.on_hand if stock else archive.opening_stock(key)
            if on_hand != moved:
                self._complain(
                    key,
                    closing.ended_at,
                    f"stock on hand must be the sum of movements, {moved}; found {on_hand}",
                )
            held = reserved.get(key, 0)
            allocated = stock.allocated if stock else 0
            if allocated != held:
                self._complain(
                    key,
                    closing.ended_at,
                    f"allocated stock must be the sum of open reservations, {held}; found {allocated}",
                )

        for dossier in archive.dossiers.values():
            if dossier.fulfilments or dossier.purchases:
                self.evaluated += 1
                self._judge_holding(archive, dossier, closing)

    def _judge_holding(self, archive: Archive, dossier: Dossier, closing: Closing) -> None:
        ref = dossier.external_ref
        live = [f"{s} {n}" for (s, n), f in dossier.fulfilments.items() if f.status != "cancelled"]
        bought = [(key, one) for key, one in dossier.purchases.items() if one.posting or one.papers]
        live += [f"{system} {number}" for (system, number), one in bought if one.status != "cancelled"]
        home = dossier.home
        order = dossier.orders.at(home) if home is not None else None
        if home is None or order is None or order.status == "cancelled":
            if len(live) > (order is None):
                why = "no more, its order is cancelled" if order else "once"
                what = f"{ref} may hold goods {why}; found {len(live)} live warehouse orders"
                self.violate(ref, closing.ended_at, what, fulfilments=", ".join(live))
            return
        wanted = archive.pieces(home[0], ((line, line.quantity) for line in order.lines))
        for place, units in dossier.pieces_held(archive).items():
            if units > wanted.get(place, 0):
                line, item = place
                what = f"line {line} wants {wanted.get(place, 0)} of {item}; {units} are held or gone for it"
                self.violate(
                    ref,
                    closing.ended_at,
                    f"{ref} may hold goods once; {what} in {len(live)} live warehouse orders",
                    fulfilments=", ".join(live),
                )

    def _complain(self, key: StockKey, at: datetime, what: str) -> None:
        system, site, item = key
        self.violate(
            f"{system} {site} {item}", at, f"{item} at {system} {site}: {what}", item=item, site=site
        )


def _reserved(archive: Archive) -> dict[StockKey, int]:
    reserved: dict[StockKey, int] = {}
    for dossier in archive.dossiers.values():
        for (system, _), fulfilment in dossier.fulfilments.items():
            if fulfilment.status in HOLDS_STOCK:
                for _, item, units in fulfilment.reserved:
                    key = (system, fulfilment.site, item)
                    reserved[key] = reserved.get(key, 0) + units
    return reserved
