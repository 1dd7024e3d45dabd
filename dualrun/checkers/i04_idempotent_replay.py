"""I04: does an order that is sent again get the answer it got, and another order under its key none?"""

from hashlib import blake2b

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.history import CallRecord

FACADE = "facade"
KEY = "idempotency-key"
RUNNING, REUSED = 409, 422
DIGEST = 8
COME_AGAIN = frozenset({408, 423, 425, 429})


class IdempotentReplay(Checker):
    """All last words about one key and one body are one word; the same key with another body is refused.

    What only says to come again is no last word: a busy signal, a broken server, a request that is still
    being carried out. Keys are told apart by who sends them.
    """

    id = "I04"
    name = "idempotent_replay"
    hears_calls = True

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[str, dict[str, bytes]] = {}  # by source and key, see `_written`

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Judge each answer to a call with a key."""
        sent, heard = record.sent, record.heard
        if record.target != FACADE or sent is None or heard is None or KEY not in sent.headers:
            return
        if record.status >= 500 or record.status in COME_AGAIN:
            return
        self.evaluated += 1
        key = sent.headers[KEY]
        now = _written(sent.body, record.status, heard.body)
        known = self._first.setdefault(record.source, {})
        first = known.get(key)
        if first is None:
            if record.status not in (RUNNING, REUSED):
                known[key] = now
        elif now[:DIGEST] == first[:DIGEST]:
            if now != first and record.status != RUNNING:
                before = int.from_bytes(first[-2:], "big")
                self._complain(
                    record, key, f"was answered {before}, and now {record.status} or in other words"
                )
        elif record.status != REUSED:
            self._complain(
                record, key, f"was used for another request, so {REUSED} is due; found {record.status}"
            )

    def _complain(self, record: CallRecord, key: str, what: str) -> None:
        ref = record.correlation_id or key
        self.violate(ref, record.at, f"{ref}: key {key} {what}", source=record.source, key=key)


def _written(sent: bytes, status: int, heard: bytes) -> bytes:
    """Give a last word about a key in few bytes: the digests of what was sent and answered, the status."""
    return _digest(sent) + _digest(heard) + status.to_bytes(2, "big")


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=DIGEST).digest()
