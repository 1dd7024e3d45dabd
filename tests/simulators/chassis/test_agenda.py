from datetime import UTC, datetime, timedelta

from simulators.chassis.agenda import Agenda

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def taken(agenda: Agenda, now: datetime) -> list[tuple[str, tuple[str | int, ...]]]:
    found = []
    while (entry := agenda.take(now)) is not None:
        found.append((entry.act, entry.subject))
        agenda.done(entry.number)
    return found


def test_entries_come_in_the_order_they_fall_due_then_in_the_order_they_were_entered() -> None:
    agenda = Agenda()
    agenda.put(at(2), "ship", 1)
    agenda.put(at(1), "pick", 2)
    agenda.put(at(1), "pick", 1)

    assert taken(agenda, at(5)) == [("pick", (2,)), ("pick", (1,)), ("ship", (1,))]


def test_what_is_not_due_stays() -> None:
    agenda = Agenda()
    agenda.put(at(2), "ship", 1)

    assert agenda.take(at(1)) is None
    assert agenda.next_due() == at(2)


def test_a_dropped_entry_never_comes() -> None:
    agenda = Agenda()
    number = agenda.put(at(1), "pick", 1)
    agenda.put(at(2), "ship", 1)

    agenda.drop(number)

    assert agenda.next_due() == at(2)
    assert taken(agenda, at(5)) == [("ship", (1,))]


def test_only_what_comes_before_all_the_rest_is_announced() -> None:
    agenda = Agenda()
    heard: list[datetime | None] = []
    agenda.on_earlier = lambda: heard.append(agenda.next_due())

    agenda.put(at(3), "ship", 1)
    agenda.put(at(5), "ship", 2)
    agenda.put(at(1), "pick", 3)

    assert heard == [at(3), at(1)]


def test_a_fork_goes_its_own_way() -> None:
    agenda = Agenda()
    agenda.put(at(1), "pick", 1)
    fork = agenda.fork()

    fork.put(at(2), "ship", 1)
    assert taken(agenda, at(5)) == [("pick", (1,))]

    assert taken(fork, at(5)) == [("pick", (1,)), ("ship", (1,))]


def test_what_was_taken_and_not_done_is_done_again_after_a_fork() -> None:
    agenda = Agenda()
    agenda.put(at(1), "deliver", "msg-1")
    assert agenda.take(at(1)) is not None

    assert taken(agenda.fork(), at(1)) == [("deliver", ("msg-1",))]
    assert agenda.take(at(1)) is None
