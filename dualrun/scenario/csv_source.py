"""How does a CSV of unknown make open: in which encoding, with which delimiter?"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dualrun.errors import UsageError

_CHUNK = 1 << 20
_DELIMITERS = (",", ";", "\t")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class CsvSource:
    """A CSV file that can be read from the top any number of times, line by line."""

    path: Path
    label: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]

    def rows(self) -> Iterator[list[str]]:
        """Give the rows below the header; lines with nothing on them at all are no rows.

        Raises:
            UsageError: the file cannot be taken apart further, usually for a quote that is never closed.
        """
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                next(reader)
                for row in reader:
                    if row:
                        yield row
            except csv.Error as error:
                raise UsageError(f"{self.label} line {reader.line_num}: not CSV: {error}") from error


def open_source(path: str | Path) -> CsvSource:
    """Open a CSV file and read its header.

    Raises:
        UsageError: it cannot be read, or has no header of columns.
    """
    file_path, label = Path(path), str(path)
    try:
        encoding = _encoding(file_path)
        with file_path.open(encoding=encoding, errors="replace", newline="") as file:
            first = file.readline(_CHUNK)
            delimiter = max(_DELIMITERS, key=first.count)
            file.seek(0)
            headers = next(csv.reader(file, delimiter=delimiter), [])
    except csv.Error as error:
        raise UsageError(f"{label} line 1: not CSV: {error}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{label}: cannot be read: {reason}") from error
    if len(headers) < 2:
        raise UsageError(f"{label} line 1: no header with columns divided by comma, semicolon or tab")
    return CsvSource(file_path, label, encoding, delimiter, tuple(headers))


def _encoding(path: Path) -> str:
    """Tell UTF-8 from the code page of Western desktops by decoding the whole file once, in pieces."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        if chunk.startswith(_WIDE_MARKS):
            return "utf-16"
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
