from datetime import UTC, datetime, timedelta

from facade.dual_run.event_window import EventVerdict, Seen, compare_events

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WINDOW = timedelta(minutes=10)


def seen(kind: str, minute: float, subject: str = "W1", **fields: object) -> Seen:
    return Seen(subject, kind, NOON + timedelta(minutes=minute), fields)


def verdicts(old: list[Seen], new: list[Seen], until_minute: float = 60) -> dict[str, EventVerdict]:
    until = NOON + timedelta(minutes=until_minute)
    return {
        f"{c.subject} {c.type} {c.occurrence}": c.verdict for c in compare_events(old, new, WINDOW, until)
    }


def test_the_same_events_match_whatever_other_documents_do_in_between() -> None:
    old = [seen("shipped", 0), seen("shipped", 1, "W2"), seen("invoiced", 2)]
    new = [seen("shipped", 1, "W2"), seen("shipped", 3), seen("invoiced", 5)]

    assert set(verdicts(old, new).values()) == {EventVerdict.MATCH}


def test_late_within_no_window_is_late_and_at_its_edge_is_not() -> None:
    assert verdicts([seen("shipped", 0)], [seen("shipped", 10)]) == {"W1 shipped 1": EventVerdict.MATCH}
    assert verdicts([seen("shipped", 0)], [seen("shipped", 11)]) == {"W1 shipped 1": EventVerdict.LATE}


def test_an_event_that_overtakes_another_of_its_document_is_reordered() -> None:
    old = [seen("shipped", 0), seen("invoiced", 1)]
    new = [seen("invoiced", 2), seen("shipped", 3)]

    assert verdicts(old, new) == {
        "W1 shipped 1": EventVerdict.MATCH,
        "W1 invoiced 1": EventVerdict.REORDERED,
    }


def test_what_nobody_has_answered_is_open_until_its_window_is_over() -> None:
    assert verdicts([seen("shipped", 0)], [], until_minute=10) == {"W1 shipped 1": EventVerdict.OPEN}
    assert verdicts([seen("shipped", 0)], [], until_minute=11) == {"W1 shipped 1": EventVerdict.UNOBSERVED}
    assert verdicts([], [seen("shipped", 0)], until_minute=11) == {"W1 shipped 1": EventVerdict.EXTRA}


def test_the_same_event_twice_on_one_side_is_an_extra_one() -> None:
    twice = [seen("shipped", 0), seen("shipped", 1)]

    assert verdicts([seen("shipped", 0)], twice) == {
        "W1 shipped 1": EventVerdict.MATCH,
        "W1 shipped 2": EventVerdict.EXTRA,
    }


def test_other_contents_are_a_mismatch() -> None:
    old, new = [seen("shipped", 0, quantity=3)], [seen("shipped", 0, quantity=4)]

    assert verdicts(old, new) == {"W1 shipped 1": EventVerdict.MISMATCH}
