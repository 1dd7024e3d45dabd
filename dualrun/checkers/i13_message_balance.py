"""I13: has every message that was sent to the integration layer been taken in, or refused for a reason?"""

from datetime import timedelta

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.history import CallRecord, History

FACADE = "facade"
PAUSE_MAX = timedelta(hours=6)
"""No sender waits longer before it sends again: one that has been silent for so long has given up."""
COME_AGAIN = frozenset({408, 423, 425, 429})


class MessageBalance(Checker):
    """On every channel, received is processed plus refused; at rest nothing is left in between.

    A message that nobody answered, or that was told to come again, is under way: its sender keeps it and
    sends it again, under the same id. One that is under way at rest, and has not been sent for long, is lost.
    """

    id = "I13"
    name = "message_balance"
    hears_calls = True

    def __init__(self) -> None:
        super().__init__()
        self._under_way: dict[tuple[str, str], CallRecord] = {}

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Follow a message from its first delivery to its last answer."""
        is_told = record.source in archive.sites or record.source in archive.channels
        if record.target != FACADE or not is_told or not record.operation.startswith("POST"):
            return
        message = (record.source, record.message_id)
        if record.status == 0 or record.status >= 500 or record.status in COME_AGAIN:
            self._under_way[message] = record
            return
        self.evaluated += 1
        self._under_way.pop(message, None)

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge what is still under way."""
        for (source, message_id), last in self._under_way.items():
            self.evaluated += 1
            if closing.ended_at - last.at <= PAUSE_MAX:
                continue
            self.violate(
                last.correlation_id or message_id,
                closing.ended_at,
                f"{last.operation} from {source}, last sent at {last.at.isoformat()}, "
                "must have been taken in or refused; it never was",
                source=source,
                message_id=message_id,
            )
