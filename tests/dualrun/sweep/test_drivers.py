from dualrun.streams import Streams
from dualrun.sweep.drivers import Seen, correlation, driver, ranked

STREAMS = Streams(1)


def runs(count: int, is_driving: bool) -> list[Seen]:
    """Runs that fail when the driving value is high; the other value has nothing to do with it."""
    found = []
    for place in range(count):
        driving, idle = STREAMS.uniform("driving", place), STREAMS.uniform("idle", place)
        value = driving if is_driving else idle
        found.append(Seen(value, driving < 0.6, 10 * driving, 0.0, 5.0))
    return found


def test_the_key_that_drives_comes_first_and_says_which_way():
    first, second = ranked([driver("idle", runs(300, False)), driver("driving", runs(300, True))])
    assert (first.key, first.on_passing, second.key) == ("driving", -1.0, "idle")
    assert first.by_chance is not None
    assert first.by_chance < 0.001
    assert abs(second.on_passing or 0) < 0.25
    assert [third[2].share for third in first.thirds][::2] == [1.0, 0.0]


def test_where_all_runs_end_alike_nothing_is_said_to_drive_passing():
    found = driver("any", [Seen(1.0, True, 1.0, 1.0, 1.0), Seen(2.0, True, 2.0, 1.0, 0.0)])
    assert (found.on_passing, found.by_chance, found.on_backlog, found.on_catch_up) == (None, None, 1.0, -1.0)


def test_a_correlation_is_of_ranks():
    assert correlation([1, 2, 3, 4], [1, 10, 100, 1000]) == 1.0
    assert correlation([1, 2, 3], [5, 5, 5]) == 0.0
