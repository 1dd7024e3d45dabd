"""What a partner may do to an X12 interchange, segment by segment and element by element."""

from collections.abc import Iterator

from contracts.mutation.json_changes import WORD, Change
from contracts.x12 import ELEMENT_AT, HEADER_LENGTH


def x12_changes(body: bytes) -> Iterator[Change]:
    """Give every change of an interchange: what is missing, empty, other, twice, or cut off."""
    text = body.decode()
    between, end = text[ELEMENT_AT], text[HEADER_LENGTH - 1]
    segments = [segment.strip() for segment in text.split(end) if segment.strip()]

    def written(changed: list[str]) -> bytes:
        return "".join(f"{segment}{end}" for segment in changed).encode()

    for number, segment in enumerate(segments):
        before, after = segments[:number], segments[number + 1 :]
        name, *elements = segment.split(between)
        yield Change(name, "drop", written([*before, *after]))
        yield Change(name, "rename", written([*before, between.join(["ZZZ", *elements]), *after]))
        yield Change(name, "twice", written([*before, segment, segment, *after]))
        for place, element in enumerate(elements, 1):
            for operator, value in (("empty", ""), ("other", WORD)):
                if element == value:
                    continue
                spoilt = between.join([name, *elements[: place - 1], value, *elements[place:]])
                yield Change(f"{name}{place:02}", operator, written([*before, spoilt, *after]))


def x12_fields(body: str) -> frozenset[str]:
    """Give the segments and elements that an interchange has."""
    between, end = body[ELEMENT_AT], body[HEADER_LENGTH - 1]
    found = dict[str, None]()
    for segment in (one.strip() for one in body.split(end)):
        name, *elements = segment.split(between)
        found[name] = None
        found.update({f"{name}{place:02}": None for place, _ in enumerate(elements, 1)})
    return frozenset(found)
