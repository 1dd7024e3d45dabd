"""Fixed-width files of the IDoc kind as JSON, so that a pact can say what a partner needs of them.

A pact could only hold a whole file against a pattern. Read into segments of named fields it is a document as
any other; what the envelope has to be, by its numbers and its count of items, is checked while it is read.
"""

from collections.abc import Iterable
from typing import Any

CODE_PAGE = "cp1252"
CONTROL_NAME, LAST, ITEM = "EDI_DC40", "E2EDS01", "E2EDP01"
CONTROL_LENGTH, DATA_LENGTH = 524, 1063
Layout = tuple[tuple[str, int, int], ...]
"""Fields by name, with where each begins and ends."""
CONTROL: Layout = (
    *(("DOCNUM", 13, 29), ("STATUS", 33, 35), ("DIRECT", 35, 36), ("IDOCTYP", 39, 69), ("MESTYP", 99, 129)),
    *(("SNDPRN", 162, 172), ("RCVPRN", 277, 287), ("CREDAT", 378, 386), ("CRETIM", 386, 392)),
)
SEGMENTS: dict[str, tuple[tuple[str, int], ...]] = {
    "E2EDK01": (("ACTION", 3), ("CURCY", 3), ("BSART", 4), ("BELNR", 35)),
    "E2EDK02": (("QUALF", 3), ("BELNR", 35)),
    "E2EDK03": (("IDDAT", 3), ("DATUM", 8)),
    "E2EDKA1": (("PARVW", 3), ("PARTN", 17)),
    "E2EDP01": (("POSEX", 6), ("ACTION", 3), ("MENGE", 18), ("MENEE", 3), ("VPREI", 18), ("NETWR", 18)),
    "E2EDP19": (("QUALF", 3), ("IDTNR", 35)),
    LAST: (("SUMID", 3), ("SUMME", 18)),
}
"""What stands in a segment, as far as a partner reads it, by widths from its beginning."""


class FileUnreadableError(Exception):
    """The file is not whole, or no such file at all; says where."""


def parsed(content: bytes) -> dict[str, Any]:
    """Give the control record's fields and, by segment name, a list of the segments' fields.

    Raises:
        FileUnreadableError: its envelope does not hold.
    """
    lines = content.decode(CODE_PAGE, "replace").splitlines()
    if not lines or not lines[0].startswith(CONTROL_NAME):
        raise FileUnreadableError(f"it does not begin with {CONTROL_NAME}")
    _must_be_long(lines[0], CONTROL_LENGTH, "the control record")
    control = {name: lines[0][begin:end].rstrip() for name, begin, end in CONTROL}
    segments: dict[str, list[dict[str, str]]] = {}
    for number, line in enumerate(lines[1:], start=1):
        where = f"data record {number}"
        _must_be_long(line, DATA_LENGTH, where)
        if line[33:49] != control["DOCNUM"]:
            raise FileUnreadableError(f"{where} belongs to document {line[33:49]}, not {control['DOCNUM']}")
        if line[49:55] != f"{number:06}":
            raise FileUnreadableError(f"{where} says that it is number {line[49:55]}")
        name = line[:30].rstrip()
        segments.setdefault(name, []).append(dict(_fields(name, line[63:])))
    _must_count(segments)
    return {"control": control, "segments": segments}


def _must_be_long(line: str, length: int, where: str) -> None:
    if len(line) != length:
        raise FileUnreadableError(f"{where} has {len(line)} characters, not {length}")


def _must_count(segments: dict[str, list[dict[str, str]]]) -> None:
    items = len(segments.get(ITEM, ()))
    told = [each.get("SUMME", "") for each in segments.get(LAST, ())]
    if told != [str(items)]:
        raise FileUnreadableError(f"it says it has {', '.join(told) or 'no'} items, and has {items}")


def _fields(name: str, data: str) -> Iterable[tuple[str, str]]:
    at = 0
    for field, width in SEGMENTS.get(name, ()):
        yield field, data[at : at + width].rstrip()
        at += width
