"""The log of what people did: lines are only ever added, and each carries the hash of the line before.

Whoever changes, removes or moves a line breaks the chain there. Whoever could write all lines anew is found
out by anybody who has kept the hash of one: every answer to an act carries it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from facade.errors import StaleStepError
from facade.messaging.store import LogEntry, Records
from facade.ports import Clock

BEGINNING = "0" * 64
"""What the first line has for the hash of the line before."""
PAGE = 500


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the log is as it was written; `broken_at` is the first line that is not."""

    is_intact: bool
    lines: int
    head: str
    broken_at: int | None = None
    reason: str = ""


def sealed(document: dict[str, Any]) -> bytes:
    """Write a line with its hash over everything else in it."""
    return orjson.dumps({**document, "hash": _hash(document)}, option=orjson.OPT_SORT_KEYS)


def _hash(document: dict[str, Any]) -> str:
    return sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def seal_of(line: LogEntry) -> str:
    """Give the hash that a line carries, or an empty text when it carries none."""
    try:
        return str(orjson.loads(line.body)["hash"])
    except (ValueError, KeyError, TypeError):
        return ""


def flaw(line: LogEntry, number: int, before: str) -> str:
    """Say what is wrong with a line that should have this number and follow `before`, if anything is."""
    if line.number != number:
        return f"line {number} is missing"
    try:
        document = orjson.loads(line.body)
        seal = document.pop("hash")
    except (ValueError, KeyError, TypeError, AttributeError):
        return "the line cannot be read"
    if seal != _hash(document):
        return "the line is not what was written"
    if document.get("number") != number or document.get("before") != before:
        return "the line does not follow the one before it"
    return ""


class AuditLog:
    """Adds lines and checks them."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def enter(self, who: str, action: str, said: Any) -> str:
        """Add a line, and give its number and hash as `number:hash`."""
        while True:
            last = await self._records.last_entry()
            number = last.number + 1 if last is not None else 1
            document = {
                "number": number,
                "at": self._clock.now().isoformat(),
                "who": who,
                "action": action,
                "said": said,
                "before": seal_of(last) if last is not None else BEGINNING,
            }
            line = LogEntry(number, sealed(document))
            try:
                await self._records.enter(line)
            except StaleStepError:
                continue  # another replica wrote that line: ours follows it
            return f"{number}:{seal_of(line)}"

    async def lines(self, after: int, limit: int) -> Sequence[LogEntry]:
        """Give lines as they were written."""
        return await self._records.entries(after, limit)

    async def verify(self, kept: str = "") -> Verification:
        """Follow the chain from its beginning; `kept` is `number:hash`, kept of an answer."""
        number, before, seals = 0, BEGINNING, {0: BEGINNING}
        while lines := await self._records.entries(number, PAGE):
            for line in lines:
                wrong = flaw(line, number + 1, before)
                if wrong:
                    return Verification(False, number, before, number + 1, wrong)
                number, before = line.number, seal_of(line)
                seals[number] = before
        known, _, hash_ = kept.partition(":")
        kept_number = int(known) if known.isascii() and known.isdecimal() else None
        if kept and (kept_number is None or seals.get(kept_number) != hash_):
            why = "write number:hash" if kept_number is None else "the line is not the one that was kept"
            return Verification(False, number, before, kept_number, why)
        return Verification(True, number, before)
