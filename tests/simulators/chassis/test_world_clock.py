from datetime import timedelta

import pytest

from dualrun.clock import VirtualClock, run_virtual
from simulators.chassis.world_clock import WorldClock


def in_time(act):
    async def main(clock: VirtualClock) -> None:
        await act(clock, WorldClock(clock))

    run_virtual(main)


def test_it_goes_with_its_base_until_told_otherwise():
    async def act(base, clock):
        await base.sleep(90)

        assert clock.now() == base.now()
        assert clock.monotonic() == 90

    in_time(act)


def test_frozen_it_stands_and_goes_on_from_there():
    async def act(base, clock):
        clock.freeze()
        stood_at = clock.now()
        await base.sleep(60)
        assert clock.now() == stood_at

        clock.resume()
        await base.sleep(5)
        assert clock.now() == stood_at + timedelta(seconds=5)

    in_time(act)


def test_hurried_it_goes_that_many_times_as_fast():
    async def act(base, clock):
        began = clock.now()
        clock.hurry(60)
        await base.sleep(60)

        assert clock.now() == began + timedelta(hours=1)
        assert clock.seconds_until(began + timedelta(hours=2)) == 60

    in_time(act)


def test_set_while_frozen_it_shows_that_time_and_stays_frozen():
    async def act(base, clock):
        clock.freeze()
        then = clock.now() + timedelta(days=3)
        clock.set(then)
        await base.sleep(1)

        assert clock.now() == then
        assert clock.is_frozen

    in_time(act)


def test_a_frozen_clock_never_reaches_what_lies_ahead_but_what_is_due_is_due():
    async def act(base, clock):
        clock.freeze()

        assert clock.seconds_until(clock.now() + timedelta(seconds=1)) is None
        assert clock.seconds_until(clock.now()) == 0

    in_time(act)


def test_a_caller_waits_as_long_as_ever_on_a_frozen_or_hurried_clock():
    async def act(base, clock):
        clock.hurry(1000)
        began = base.monotonic()
        await clock.sleep(2)
        clock.freeze()
        await clock.sleep(2)

        assert base.monotonic() - began == 4

    in_time(act)


@pytest.mark.parametrize("scale", [0, -1, float("inf")])
def test_a_speed_that_is_none_is_refused(scale):
    async def act(base, clock):
        with pytest.raises(ValueError, match="above 0"):
            clock.hurry(scale)

    in_time(act)
