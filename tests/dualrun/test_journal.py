from decimal import Decimal

import pytest

from dualrun.journal import Journal


class FixedClock:
    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    def us(self) -> int:
        return round(self.seconds * 1e6)


def journal(*notes: tuple, at: float = 0.0) -> Journal:
    made = Journal(FixedClock(at))
    for note in notes:
        made.note(*note)
    return made


def test_the_same_notes_at_the_same_times_have_one_digest():
    notes = [("call", "facade", 1), ("answer", "wms", 200, None, Decimal("1.50"))]
    assert journal(*notes).digest() == journal(*notes).digest()
    assert journal(*notes).digest().startswith("sha256:")
    assert len(journal().digest()) == len("sha256:") + 64


def test_a_microsecond_an_order_a_type_and_a_border_each_change_the_digest():
    a, b = ("call", "ab", "c"), ("call", "a", "bc")
    journals = [
        journal(a, b),
        journal(b, a),
        journal(a),
        journal(a, at=0.000001),
        journal(("call", "ab", "c", 1)),
        journal(("call", "ab", "c", "1")),
    ]
    assert len({one.digest() for one in journals}) == len(journals)


def test_a_body_counts_for_the_digest_and_cannot_pass_for_the_next_note():
    one, other, third = journal(), journal(), journal()
    one.note("answer", body=b"abc")
    other.note("answer", body=b"abd")
    third.note("answer", body=b"")
    assert len({one.digest(), other.digest(), third.digest()}) == 3


def test_notes_are_counted_by_kind():
    assert journal(("call",), ("answer",), ("call",)).counts == {"call": 2, "answer": 1}


def test_the_transcript_keeps_the_last_lines_for_people():
    clock = FixedClock()
    made = Journal(clock, transcript_lines=2)
    for second in range(5):
        clock.seconds = second + 0.25
        made.note("call", "facade", "wms", second, "", body=b"xy")
    assert [line.split() for line in made.transcript()] == [
        ["3.250000", "call", "facade", "wms", "3", "(2", "bytes)"],
        ["4.250000", "call", "facade", "wms", "4", "(2", "bytes)"],
    ]


def test_without_a_transcript_nothing_is_kept():
    assert journal(("call",)).transcript() == []


def test_what_has_no_order_of_its_own_is_refused():
    with pytest.raises(TypeError):
        journal(("call", {"a", "b"}))
