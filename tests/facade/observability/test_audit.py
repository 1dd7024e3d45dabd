import asyncio

import orjson
import pytest

from facade.messaging.memory import MemoryStore
from facade.messaging.store import LogEntry
from facade.observability.audit import AuditLog, Verification, sealed
from tests.facade.way_out.moved_clock import MovedClock

ACTS = 5


class Log:
    """A log with some lines, and a store to reach behind its back."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.log = AuditLog(self.store, MovedClock())
        self.kept = [
            asyncio.run(self.log.enter("ann", f"POST /control/{n}", {"n": n})) for n in range(1, ACTS + 1)
        ]

    def verify(self, kept: str = "") -> Verification:
        return asyncio.run(self.log.verify(kept))

    @property
    def lines(self) -> list[LogEntry]:
        return self.store._log


@pytest.fixture
def log() -> Log:
    return Log()


class TestALog:
    def test_is_intact_as_long_as_nobody_touches_it(self, log: Log) -> None:
        verified = log.verify()

        assert (verified.is_intact, verified.lines) == (True, ACTS)
        assert f"{ACTS}:{verified.head}" == log.kept[-1]

    @pytest.mark.parametrize("number", range(1, ACTS + 1))
    @pytest.mark.parametrize("field", ["who", "at", "action", "said", "before", "number", "hash"])
    def test_shows_where_a_line_was_changed(self, log: Log, number: int, field: str) -> None:
        document = orjson.loads(log.lines[number - 1].body)
        document[field] = "bob"
        log.lines[number - 1] = LogEntry(number, orjson.dumps(document))

        assert log.verify().broken_at == number

    @pytest.mark.parametrize("number", range(1, ACTS))
    def test_shows_where_a_line_was_changed_and_sealed_anew(self, log: Log, number: int) -> None:
        document = orjson.loads(log.lines[number - 1].body)
        del document["hash"]
        log.lines[number - 1] = LogEntry(number, sealed({**document, "who": "bob"}))

        assert (log.verify().is_intact, log.verify().broken_at) == (False, number + 1)

    @pytest.mark.parametrize("number", range(1, ACTS))
    def test_shows_where_a_line_was_taken_out_or_moved(self, log: Log, number: int) -> None:
        taken = log.lines.pop(number - 1)
        assert log.verify().broken_at == number

        log.lines.insert(number, taken)
        assert log.verify().broken_at == number

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"7", b"\xff"])
    def test_shows_a_line_that_cannot_be_read(self, log: Log, body: bytes) -> None:
        log.lines[2] = LogEntry(3, body)

        assert log.verify().reason == "the line cannot be read"

    def test_cut_at_its_end_is_found_out_by_who_kept_a_line_of_it(self, log: Log) -> None:
        log.lines.pop()

        assert log.verify().is_intact
        assert log.verify(log.kept[-2]).is_intact
        assert log.verify(log.kept[-1]).broken_at == ACTS

    @pytest.mark.parametrize("kept", ["x", "1:x", "99:" + "0" * 64, ":"])
    def test_is_not_the_one_of_somebody_who_kept_something_else(self, log: Log, kept: str) -> None:
        assert not log.verify(kept).is_intact

    def test_has_one_line_after_another_however_many_write_at_once(self, log: Log) -> None:
        async def all_at_once() -> None:
            await asyncio.gather(*[log.log.enter("ann", "act", n) for n in range(20)])

        asyncio.run(all_at_once())

        assert log.verify() == Verification(True, ACTS + 20, log.verify().head)
