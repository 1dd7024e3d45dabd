"""Fixed-width files, IDoc-like: one control record, then data records, each a segment of named fields.

The records have the well-known geometry (524 and 1063 bytes); what stands inside a segment is this product's
own layout. Files are CP1252, one record a line, LF or CRLF. The last segment counts the items, so that a
file that was cut off anywhere is recognised.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from simulators.legacy_erp.errors import FileRejectedError

CODE_PAGE = "cp1252"
Layout = tuple[tuple[str, int], ...]
Values = Mapping[str, str]

CONTROL: Layout = (
    *(("TABNAM", 10), ("MANDT", 3), ("DOCNUM", 16), ("DOCREL", 4), ("STATUS", 2), ("DIRECT", 1)),
    *(("OUTMOD", 1), ("EXPRSS", 1), ("TEST", 1), ("IDOCTYP", 30), ("CIMTYP", 30), ("MESTYP", 30)),
    *(("MESCOD", 3), ("MESFCT", 3), ("STD", 1), ("STDVRS", 6), ("STDMES", 6), ("SNDPOR", 10)),
    *(("SNDPRT", 2), ("SNDPFC", 2), ("SNDPRN", 10), ("SNDSAD", 21), ("SNDLAD", 70), ("RCVPOR", 10)),
    *(("RCVPRT", 2), ("RCVPFC", 2), ("RCVPRN", 10), ("RCVSAD", 21), ("RCVLAD", 70), ("CREDAT", 8)),
    *(("CRETIM", 6), ("REFINT", 14), ("REFGRP", 14), ("REFMES", 14), ("ARCKEY", 70), ("SERIAL", 20)),
)
DATA: Layout = (
    *(("SEGNAM", 30), ("MANDT", 3), ("DOCNUM", 16), ("SEGNUM", 6), ("PSGNUM", 6), ("HLEVEL", 2)),
    ("SDATA", 1000),
)
SEGMENTS: Mapping[str, Layout] = {
    "E2EDK01": (("ACTION", 3), ("CURCY", 3), ("BSART", 4), ("BELNR", 35)),
    "E2EDK02": (("QUALF", 3), ("BELNR", 35)),
    "E2EDK03": (("IDDAT", 3), ("DATUM", 8)),
    "E2EDKA1": (
        *(("PARVW", 3), ("PARTN", 17), ("NAME1", 50), ("STRAS", 50)),
        *(("ORT01", 30), ("PSTLZ", 20), ("LAND1", 3)),
    ),
    "E2EDP01": (("POSEX", 6), ("ACTION", 3), ("MENGE", 18), ("MENEE", 3), ("VPREI", 18), ("NETWR", 18)),
    "E2EDP19": (("QUALF", 3), ("IDTNR", 35)),
    "E2EDS01": (("SUMID", 3), ("SUMME", 18)),
}
LAST, COUNT, ITEM = "E2EDS01", "001", "E2EDP01"
_CONTROL_NAME = "EDI_DC40"


class Segment(NamedTuple):
    """One data record: its kind, and its fields without the blanks they are filled up with."""

    name: str
    values: Values


class Message(NamedTuple):
    """One file."""

    control: Values
    segments: tuple[Segment, ...]

    def first(self, name: str, **qualified: str) -> Values:
        """Give the first segment of that name whose fields say that, or an empty one."""
        wanted = qualified.items()
        return next((s.values for s in self.segments if s.name == name and wanted <= s.values.items()), {})


def counted(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Close a message's segments with the one that counts its items."""
    listed = list(segments)
    items = sum(segment.name == ITEM for segment in listed)
    return (*listed, Segment(LAST, {"SUMID": COUNT, "SUMME": str(items)}))


def write(message: Message) -> bytes:
    """Write a file; a value that is too long for its field is cut, as the product does."""
    document = message.control["DOCNUM"]
    lines = [_record(CONTROL, {"TABNAM": _CONTROL_NAME, **message.control})]
    for number, segment in enumerate(message.segments, start=1):
        values = {
            "SEGNAM": segment.name,
            "DOCNUM": document,
            "SEGNUM": f"{number:06}",
            "SDATA": _record(SEGMENTS[segment.name], segment.values),
        }
        lines.append(_record(DATA, values))
    return "".join(f"{line}\n" for line in lines).encode(CODE_PAGE, "replace")


def read(content: bytes) -> Message:
    """Understand a file.

    Raises:
        FileRejectedError: it is cut off, in another code page, or no such file at all.
    """
    control_line, *lines = _lines(content)
    control = _fields(CONTROL, control_line, "the control record")
    if control.get("TABNAM") != _CONTROL_NAME:
        raise FileRejectedError("geometry", "it does not begin with a control record")
    if not control.get("DOCNUM", "").isdecimal():
        raise FileRejectedError("control", "its control record has no number")
    segments = tuple(_segment(control, number, line) for number, line in enumerate(lines, start=1))
    if not segments or segments[-1].name != LAST:
        raise FileRejectedError("half_written", f"it ends without {LAST}")
    items = sum(segment.name == ITEM for segment in segments)
    if segments[-1].values.get("SUMME") != str(items):
        told = segments[-1].values.get("SUMME", "")
        raise FileRejectedError("half_written", f"it says it has {told} items, and has {items}")
    return Message(control, segments)


def _lines(content: bytes) -> list[str]:
    if not content.strip():
        raise FileRejectedError("half_written", "it is empty")
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError:
            pass
        else:
            raise FileRejectedError("code_page", "it is in UTF-8, and CP1252 is wanted")
    try:
        text = content.decode(CODE_PAGE)
    except UnicodeDecodeError as error:
        raise FileRejectedError("code_page", f"byte {error.start} is nothing in CP1252") from None
    if not text.endswith("\n"):
        raise FileRejectedError("half_written", "its last record is not closed")
    ends = "\r\n" if text.endswith("\r\n") else "\n"
    lines = text[: -len(ends)].split(ends)
    if any("\n" in line or "\r" in line for line in lines):
        raise FileRejectedError("geometry", "its lines end in different ways")
    return lines


def _segment(control: Values, number: int, line: str) -> Segment:
    where = f"data record {number}"
    head = _fields(DATA, line, where)
    if head.get("DOCNUM") != control["DOCNUM"] or head.get("SEGNUM") != f"{number:06}":
        raise FileRejectedError("control", f"{where} belongs to another place or another file")
    name = head.get("SEGNAM", "")
    if name not in SEGMENTS:
        raise FileRejectedError("unknown_segment", f"{where} is a '{name}'")
    layout = SEGMENTS[name]
    length = sum(width for _, width in layout)
    return Segment(name, _cut(layout, head.get("SDATA", "").ljust(length)))


def _fields(layout: Layout, line: str, where: str) -> Values:
    length = sum(width for _, width in layout)
    if len(line) != length:
        raise FileRejectedError("geometry", f"{where} has {len(line)} characters, not {length}")
    return _cut(layout, line)


def _cut(layout: Layout, line: str) -> Values:
    return dict(_filled(layout, line))


def _filled(layout: Layout, line: str) -> Iterator[tuple[str, str]]:
    at = 0
    for name, width in layout:
        text = line[at : at + width].rstrip(" ")
        at += width
        if text:
            yield name, text


def _record(layout: Layout, values: Values) -> str:
    return "".join([values.get(name, "")[:width].ljust(width) for name, width in layout])
