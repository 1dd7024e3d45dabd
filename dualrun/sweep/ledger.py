"""What has been rehearsed already, on disk: a sweep that was killed goes on, a longer one begins further on.

One line a rehearsal, written as soon as it has ended. A line that was cut short by a kill is passed over, and
its rehearsal done again. Every line names what decided its outcome, the code included, so nothing in the file
can be out of date; it can only be of no use any more.
"""

from pathlib import Path

import orjson

from dualrun.sweep.record import Record, read_record


class Ledger:
    """The records of a file, by the key of their job."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._records: dict[str, Record] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_bytes() if path.exists() else b""
        for line in text.splitlines():
            try:
                document = orjson.loads(line)
                self._records[document["key"]] = read_record(document["record"])
            except (orjson.JSONDecodeError, KeyError, TypeError):
                continue
        self._file = path.open("ab", buffering=0)
        if text and not text.endswith(b"\n"):
            self._file.write(b"\n")

    def get(self, key: str) -> Record | None:
        """Give the record of a job, if it has been done."""
        return self._records.get(key)

    def take(self, key: str, record: Record) -> None:
        """Keep a record, on disk as well."""
        line = orjson.dumps({"key": key, "record": record.document()}, option=orjson.OPT_APPEND_NEWLINE)
        self._file.write(line)
        self._records[key] = record

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
