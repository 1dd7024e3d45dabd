from dualrun.network.faults import SETTINGS_OF_KIND as OF_THE_WIRE
from dualrun.scenario.faults import CRASH, Crash, CrashAfter, crashes, crashes_after, wire_rules
from dualrun.scenario.load import load
from dualrun.scenario.schema import FAULT_KINDS, SETTINGS_OF_KIND


def test_the_scenario_knows_the_faults_and_settings_that_the_wire_knows():
    assert set(FAULT_KINDS) == {*OF_THE_WIRE, CRASH}
    for kind, settings in OF_THE_WIRE.items():
        assert {name.removesuffix("_s") for name in settings} == {
            name.removesuffix("_s") for name in SETTINGS_OF_KIND.get(kind, ())
        }


def test_every_fault_of_the_file_but_the_crashes_becomes_a_rule():
    faults = load("phased-cutover").faults

    assert len(wire_rules(faults)) == sum(fault.kind != CRASH for fault in faults)


def test_times_and_settings_arrive_in_seconds():
    faults = load(
        "phased-cutover",
        {
            "faults": "[{kind: delayed, at: threepl->facade, keys: [W000001], attempts: [1], from: 1h,"
            " for: 30m, delay: 2m, delay_max: 4m},"
            " {kind: throttled, at: '*->cloud_erp', rate: 0.5, retry_after: 20s}]"
        },
    ).faults
    late, throttled = wire_rules(faults)

    assert (late.boundary, late.keys, late.attempts, late.chance) == (
        "threepl->facade",
        ("W000001",),
        (1,),
        1.0,
    )
    assert (late.start_s, late.end_s, dict(late.settings)) == (
        3600,
        5400,
        {"delay_s": 120, "delay_max_s": 240},
    )
    assert (throttled.rate, dict(throttled.settings)) == (0.5, {"retry_after_s": 20})


def test_crashes_come_in_order_of_time():
    day_s = 86_400.0

    assert crashes(load("phased-cutover").faults) == (
        Crash("facade", 7 * day_s + 12.5 * 3600, 120),
        Crash("facade", 8 * day_s + 2 * 3600, 120),
    )


def test_a_crash_may_follow_the_answers_that_its_route_names():
    assert crashes_after(load("phased-cutover").faults) == (
        CrashAfter("facade", "POST /intake/commerce/orders", (10, 60, 110), 120),
    )
