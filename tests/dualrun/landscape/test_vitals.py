"""What a process says of itself: how late its loop is, how much of a core and of SQL it uses."""

import asyncio

from dualrun.clock import LiveClock
from dualrun.landscape.vitals import Vitals
from facade.observability.exposition import rendered


def value(vitals, name):
    lines = rendered(vitals.families()).splitlines()
    return float(next(line.split(" ")[1] for line in lines if line.startswith(f"{name} ")))


class SlowConnection:
    """A connection whose statements take their time on somebody's clock."""

    def __init__(self, clock):
        self.clock = clock
        self.in_transaction = True

    def execute(self, statement):
        self.clock.now_s += 2.0
        return statement


class SteppedClock(LiveClock):
    now_s = 0.0

    def monotonic(self):
        return self.now_s


def test_statements_are_timed_and_all_else_passes():
    clock = SteppedClock()
    vitals = Vitals(clock)
    connection = vitals.timed(SlowConnection(clock))

    assert connection.execute("SELECT 1") == "SELECT 1"
    assert connection.in_transaction
    assert value(vitals, "dualrun_sql_seconds_total") == 2.0


def test_a_loop_that_is_held_up_is_late():
    async def story():
        clock = SteppedClock()
        vitals = Vitals(clock)
        vitals.start()
        clock.now_s = 5.1  # what was due after a tenth of a second comes five seconds late
        await asyncio.sleep(0.15)
        vitals.stop()
        return value(vitals, "dualrun_event_loop_lag_seconds")

    assert round(asyncio.run(story()), 6) == 5.0


def test_the_process_tells_its_time_on_a_core():
    assert value(Vitals(LiveClock()), "dualrun_process_cpu_seconds_total") > 0
