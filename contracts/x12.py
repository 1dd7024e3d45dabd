"""X12 interchanges as JSON, so that a pact can say what a partner needs of an 850 or an 810.

A pact could only hold a whole interchange against a pattern. Read into groups, transactions and segments of
numbered elements it is a document as any other; what the envelopes have to be, by their numbers and their
counts, is checked while it is read.
"""

from collections.abc import Sequence
from typing import Any

from contracts.fixed_width import FileUnreadableError

HEADER_LENGTH, ELEMENT_AT = 106, 3
"""An interchange begins with a segment of fixed length that says by its own characters what separates."""
Segment = tuple[str, ...]


def is_x12(body: bytes) -> bool:
    """Tell an interchange from other texts."""
    return body.startswith(b"ISA") and len(body) >= HEADER_LENGTH


def parsed(content: bytes) -> dict[str, Any]:
    """Give the interchange's elements, and its groups with their transactions.

    Raises:
        FileUnreadableError: an envelope does not hold.
    """
    interchanges = _enveloped(_segments(content), "ISA", "IEA")
    if len(interchanges) != 1:
        raise FileUnreadableError(f"there are {len(interchanges)} interchanges in it, not one")
    [(head, inside, foot)] = interchanges
    groups = [_group(*envelope) for envelope in _enveloped(inside, "GS", "GE")]
    _must_be("IEA01, the count of groups,", _element(foot, 1), str(len(groups)))
    _must_be("IEA02, the control number,", _element(foot, 2), _element(head, 13))
    return {**_elements(head), "groups": groups}


def _group(head: Segment, inside: Sequence[Segment], foot: Segment) -> dict[str, Any]:
    transactions = [_transaction(*envelope) for envelope in _enveloped(inside, "ST", "SE")]
    _must_be("GE01, the count of transactions,", _element(foot, 1), str(len(transactions)))
    _must_be("GE02, the control number,", _element(foot, 2), _element(head, 6))
    return {**_elements(head), "transactions": transactions}


def _transaction(head: Segment, inside: Sequence[Segment], foot: Segment) -> dict[str, Any]:
    _must_be("SE01, the count of segments,", _element(foot, 1), str(len(inside) + 2))
    _must_be("SE02, the control number,", _element(foot, 2), _element(head, 2))
    segments: dict[str, list[dict[str, str]]] = {}
    for segment in inside:
        segments.setdefault(segment[0], []).append(_elements(segment))
    return {**_elements(head), "segments": segments}


def _segments(content: bytes) -> list[Segment]:
    if not is_x12(content):
        raise FileUnreadableError("it does not begin with an ISA of 106 characters")
    text = content.decode("latin-1")
    between, end = text[ELEMENT_AT], text[HEADER_LENGTH - 1]
    return [tuple(one.strip().split(between)) for one in text.split(end) if one.strip()]


def _enveloped(
    segments: Sequence[Segment], first: str, last: str
) -> list[tuple[Segment, Sequence[Segment], Segment]]:
    """Cut into envelopes: each begins with one segment and ends with another, and nothing is beside them."""
    found, begins = [], None
    for at, segment in enumerate(segments):
        if begins is None and segment[0] != first:
            raise FileUnreadableError(f"{segment[0]} stands where {first} should")
        if begins is None:
            begins = at
        elif segment[0] == last:
            found.append((segments[begins], segments[begins + 1 : at], segment))
            begins = None
    if begins is not None:
        raise FileUnreadableError(f"{first} without {last}")
    return found


def _element(segment: Segment, number: int) -> str:
    return segment[number].strip() if number < len(segment) else ""


def _elements(segment: Segment) -> dict[str, str]:
    return {f"{segment[0]}{number:02}": value.strip() for number, value in enumerate(segment[1:], 1)}


def _must_be(what: str, said: str, found: str) -> None:
    if said.lstrip("0") != found.lstrip("0"):
        raise FileUnreadableError(f"{what} is {said or 'not there'}, and should be {found}")
