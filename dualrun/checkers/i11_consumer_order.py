"""I11: does every buyer hear the news of an order in their order, and each piece once?"""

from datetime import datetime

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from simulators.chassis.commits import ChannelCommit, Commit


class ConsumerOrder(Checker):
    """What a channel shows of an order only grows at its end, never repeats, and no invoice comes first.

    A shipment and its invoice are told one after the other; a channel that has applied the later one has
    applied the earlier one. Nothing that was shown is taken back or told again.
    """

    id = "I11"
    name = "consumer_order"
    watches = (ChannelCommit,)

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each thing that a channel has applied."""
        assert isinstance(record, ChannelCommit)
        self.evaluated += 1
        before = archive.previous
        known = before if isinstance(before, ChannelCommit) else record._replace(shipments=(), invoices=())
        for what, was, now in (
            ("shipment", known.shipments, record.shipments),
            ("invoice", known.invoices, record.invoices),
        ):
            if now[: len(was)] != was:
                self._complain(at, system, record, f"{what} {', '.join(was)} was shown and no longer is")
            elif len(dict.fromkeys(now)) != len(now):
                self._complain(at, system, record, f"{what} {now[-1]} is shown twice")
        if len(record.invoices) > len(record.shipments):
            self._complain(at, system, record, f"invoice {record.invoices[-1]} is shown before its shipment")

    def _complain(self, at: datetime, system: str, record: ChannelCommit, what: str) -> None:
        ref = record.external_ref
        self.violate(
            ref, at, f"{ref} in {system}: {what}", shipments=record.shipments, invoices=record.invoices
        )
