import pytest

from dualrun.campaign.flows import FLOWS, flow_named
from dualrun.campaign.mishap import Mishap, crash_points, misbehaviours, read_mishap, wire_rules
from dualrun.campaign.points import Point, read_point
from dualrun.campaign.schedules import Schedules
from dualrun.errors import UsageError


def test_every_drawn_mishap_reads_back_as_it_was_written():
    schedules = Schedules(FLOWS, 7)

    for number in range(120):
        for mishap in schedules.case(number).mishaps:
            assert read_mishap(str(mishap)) == mishap


def test_each_kind_goes_to_whom_it_concerns():
    mishaps = (
        Mishap("reset", "facade->wms", "POST /x", "K-1", 2),
        Mishap("crash", "process->facade", "after", "K-1", 3, {"down_s": 9.0}),
        Mishap("short_pick", "product->wms", settings={"share": 1.0}),
    )

    [rule] = wire_rules(mishaps)
    assert (rule.kind, rule.keys, rule.attempts, rule.route) == ("reset", ("K-1",), (2,), "POST /x")
    assert crash_points(mishaps) == {Point("after", 3, "K-1"): 9.0}
    assert misbehaviours(mishaps) == {"wms": {"short_pick": {"share": 1.0}}}


def test_an_outage_is_about_every_call_in_its_time():
    cut = Mishap("outage", "facade->wms", settings={"start_s": 3.0, "end_s": 9.0})

    [rule] = wire_rules((cut,))
    assert (rule.start_s, rule.end_s, rule.attempts, rule.keys) == (3.0, 9.0, (), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("resett | a->b | * | K | 1", "did you mean reset?"),
        ("reset a->b", "write kind | caller->called"),
        ("reset | a->b | * | K | one", "write kind | caller->called"),
        ("reset | ab | * | K | 1", "no boundary"),
        ("short_pik | product->wms | * | * | 1", "did you mean short_pick?"),
        ("short_pick | product->wsm | * | * | 1", "did you mean wms?"),
        ("crash | process->facade | within | K | 1", "unknown side of a write"),
        ("reset | a->b | * | K | 1 | delay_s=1", "unknown setting of reset"),
        ("delayed | a->b | * | K | 1 | delay_s=soon", "write kind | caller->called"),
    ],
)
def test_what_is_no_mishap_is_refused_with_the_reason(text, said):
    with pytest.raises(UsageError) as refused:
        read_mishap(text)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["step", "step:0", "step:x", "stop:1", ":1"])
def test_what_is_no_point_is_refused(text):
    with pytest.raises(UsageError, match="write step:12"):
        read_point(text)


def test_a_point_reads_back_as_it_was_written():
    for point in (Point("step", 12), Point("after", 3, "PLAIN-1")):
        assert read_point(str(point)) == point


def test_an_unknown_flow_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="did you mean plain"):
        flow_named("plane")
