"""What the load generator saw, second by second, as lines of JSON: the one account that all reports read.

Every process writes lines of its own, so that nothing is merged while the load is on; whoever reads adds up
lines of the same second. Each request is counted twice over: from the moment it was due, and from the
moment it was sent. Only the first tells what a caller waited (coordinated omission); the second is there to
show the difference.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from loadtests.histogram import class_of

Line = dict[str, Any]
SAID_MAX = 160


class Recorder:
    """Counts what Locust fires; `write` takes a line once its second is over."""

    def __init__(self, name: str, began_at: float, write: Callable[[Line], None]) -> None:
        self._name = name
        self._began_at = began_at
        self._write = write
        self._seconds: dict[int, Line] = {}
        self._cpu_s = time.process_time()
        self._looked_at = time.monotonic()

    def request(
        self, name: str, response_time: float, exception: Any = None, context: Any = None, **_: Any
    ) -> None:
        """Take in a request that has ended, in the second of its end."""
        sent_s = (response_time or 0.0) / 1000
        due = (context or {}).get("due")
        waited_s = max(sent_s, time.monotonic() - due) if due is not None else sent_s
        entry = self._now()["entries"].setdefault(name, [0, 0, {}, {}])
        entry[0] += 1
        if exception is not None:
            entry[1] += 1
            said = f"{name}: {exception}"[:SAID_MAX]
            self._now()["said"][said] = self._now()["said"].get(said, 0) + 1
        for place, seconds in ((2, waited_s), (3, sent_s)):
            number = str(class_of(seconds))
            entry[place][number] = entry[place].get(number, 0) + 1

    def visit(self, kind: str, late_s: float) -> None:
        """Take in a visit that has begun, and how late it was."""
        line = self._now()
        line["visits"][kind] = line["visits"].get(kind, 0) + 1
        line["late_s"] = max(line["late_s"], round(late_s, 4))

    def dropped(self) -> None:
        """Take in a visit that could not begin, because too many were under way."""
        self._now()["dropped"] += 1

    def flush(self, *, everything: bool = False) -> None:
        """Write the lines of the seconds that are over, with the share of a core this process has used."""
        now, cpu_s = time.monotonic(), time.process_time()
        share = (cpu_s - self._cpu_s) / max(now - self._looked_at, 1e-9)
        current = self._second()
        over = [second for second in sorted(self._seconds) if everything or second < current]
        for second in over:
            used_s = cpu_s - self._cpu_s if second == over[-1] else 0.0
            self._write({**self._seconds.pop(second), "cpu": round(share, 3), "used_s": round(used_s, 4)})
        if over:
            self._cpu_s, self._looked_at = cpu_s, now

    def _second(self) -> int:
        return int(time.time() - self._began_at)

    def _now(self) -> Line:
        second = self._second()
        line = self._seconds.get(second)
        if line is None:
            line = self._seconds[second] = {
                "t": second,
                "by": self._name,
                "visits": {},
                "late_s": 0.0,
                "dropped": 0,
                "entries": {},
                "said": {},
            }
        return line


def to_file(path: str) -> Callable[[Line], None]:
    """Give what appends lines to a file, each whole."""

    def write(line: Line) -> None:
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    return write
