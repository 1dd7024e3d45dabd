"""States that rest are kept small, and nobody can tell."""

from decimal import Decimal

import pytest

from facade.messaging.laid_aside import States


def state(number: int, status: str = "accepted") -> tuple[str, Decimal, tuple[str, ...]]:
    """Make what stands for the state of an order."""
    return (status, Decimal(number) / 100, tuple(f"line {line} of {number}" for line in range(20)))


@pytest.fixture
def states() -> States:
    """Keep forty states with room for three."""
    states = States(awake_max=3)
    for number in range(40):
        states.put(f"SO-{number}", state(number))
    return states


def test_every_state_is_given_back_as_it_was_put(states: States) -> None:
    assert [states.get(f"SO-{number}") for number in range(40)] == [state(number) for number in range(40)]


def test_all_but_the_last_few_put_are_packed_to_a_fraction(states: States) -> None:
    packed = [kept for kept in states._states.values() if isinstance(kept, bytes)]

    assert len(packed) == 37
    assert max(map(len, packed[1:])) < 250


def test_the_one_put_longest_ago_is_laid_aside_and_named(states: States) -> None:
    states.put("SO-37", state(37, "validated"))

    assert states.put("SO-40", state(40)) == "SO-38"


def test_a_state_that_changes_again_is_awake_again(states: States) -> None:
    states.put("SO-5", state(5, "completed"))

    assert states.get("SO-5") == state(5, "completed")
    assert not isinstance(states._states["SO-5"], bytes)


def test_pages_and_all_come_in_the_order_the_aggregates_were_made(states: States) -> None:
    states.put("SO-0", state(0, "completed"))

    assert list(states) == [f"SO-{number}" for number in range(40)]
    assert states.page("", 2) == [state(0, "completed"), state(1)]
    assert states.page("SO-37", 9) == [state(38), state(39)]


def test_an_aggregate_that_was_never_put_has_no_state(states: States) -> None:
    assert states.get("SO-99") is None
