from collections import Counter

import pytest

from dualrun.errors import UsageError
from dualrun.network.faults import Address, Fault, FaultLedger, FaultPlan, FaultRule
from dualrun.streams import Streams


def a_call(
    source: str = "facade",
    target: str = "wms",
    operation: str = "POST /orders",
    key: str = "SO-1",
    attempt: int = 1,
) -> Address:
    return Address(source, target, operation, key, attempt)


def plan(*rules: FaultRule, seed: int = 7) -> FaultPlan:
    return FaultPlan(rules, Streams(seed))


def hits(plan: FaultPlan, count: int = 2000) -> set[int]:
    return {number for number in range(count) if plan.decide(a_call(key=f"SO-{number}"), 0.0)}


def test_the_ledger_knows_from_when_to_when_a_kind_struck_a_boundary():
    ledger = FaultLedger()
    for at_s in (3.0, 60.0, 7200.0):
        ledger.record("response_lost", a_call(), at_s)
    ledger.record("duplicate", a_call(), 5.0)

    assert ledger.spans == {
        ("response_lost", "facade->wms"): (3.0, 7200.0),
        ("duplicate", "facade->wms"): (5.0, 5.0),
    }


class TestWhichCallsAreHit:
    @pytest.mark.parametrize("boundary", ["facade->wms", "*->wms", "facade->*", "f*->w?s", "facade -> wms"])
    def test_a_boundary_may_be_named_with_wildcards_on_either_side(self, boundary: str):
        assert plan(FaultRule("reset", boundary, rate=1.0)).decide(a_call(), 0.0)

    @pytest.mark.parametrize("boundary", ["wms->facade", "*->threepl", "commerce->wms"])
    def test_other_boundaries_are_left_alone(self, boundary: str):
        assert plan(FaultRule("reset", boundary, rate=1.0)).decide(a_call(), 0.0) is None

    def test_a_rate_hits_about_that_share_of_the_orders(self):
        assert len(hits(plan(FaultRule("reset", "*->wms", rate=0.1)))) == pytest.approx(200, abs=50)

    def test_a_higher_rate_hits_the_same_orders_and_more(self):
        few = hits(plan(FaultRule("reset", "*->wms", rate=0.05)))
        assert few < hits(plan(FaultRule("reset", "*->wms", rate=0.2)))

    def test_another_seed_hits_other_orders(self):
        rule = FaultRule("reset", "*->wms", rate=0.1)
        assert hits(plan(rule, seed=1)) != hits(plan(rule, seed=2))

    def test_named_orders_are_hit_for_certain_and_no_others(self):
        named = plan(FaultRule("response_lost", "facade->wms", keys=("SO-3", "SO-5")))
        assert hits(named) == {3, 5}

    def test_named_attempts_are_hit_and_no_others(self):
        second = plan(FaultRule("response_lost", "facade->wms", keys=("SO-1",), attempts=(2,)))
        assert [bool(second.decide(a_call(attempt=attempt), 0.0)) for attempt in (1, 2, 3)] == [
            False,
            True,
            False,
        ]

    def test_a_route_may_be_a_soap_action_or_a_path_with_wildcards(self):
        some = plan(FaultRule("reset", "*->*", rate=1.0, route="POST /orders*"))
        assert some.decide(a_call(operation="POST /orders/7/lines"), 0.0)
        assert some.decide(a_call(operation="GET /orders/7"), 0.0) is None
        assert plan(FaultRule("reset", "*->*", rate=1.0, route="*Order")).decide(
            a_call(operation="CreateOrder"), 0
        )

    def test_a_window_opens_at_its_start_and_is_closed_at_its_end(self):
        window = plan(FaultRule("outage", "*->wms", start_s=10, end_s=20))
        assert [bool(window.decide(a_call(), now_s)) for now_s in (9.9, 10, 19.9, 20)] == [
            False,
            True,
            True,
            False,
        ]

    def test_a_rule_without_rate_or_keys_hits_nothing(self):
        assert hits(plan(FaultRule("reset", "*->*"))) == set()

    def test_the_first_rule_that_hits_decides(self):
        both = plan(FaultRule("reset", "*->*", keys=("SO-2",)), FaultRule("throttled", "*->*", rate=1.0))
        kinds = [both.decide(a_call(key=key), 0.0) for key in ("SO-1", "SO-2")]
        assert [fault.kind for fault in kinds if fault] == ["throttled", "reset"]

    def test_leaving_a_rule_out_does_not_change_what_another_hits(self):
        rule = FaultRule("reset", "*->wms", rate=0.1)
        alone, behind = plan(rule), plan(FaultRule("delayed", "commerce->*", rate=0.5), rule)
        assert hits(alone) == hits(behind)

    def test_two_rules_that_say_the_same_hit_independently(self):
        rule = FaultRule("reset", "*->wms", rate=0.1)
        assert len(hits(plan(rule, rule))) > len(hits(plan(rule))) * 1.5


class TestWhatHappensToThem:
    def test_each_kind_carries_what_the_wire_needs(self):
        def fault(kind: str, **settings: float) -> Fault | None:
            return plan(FaultRule(kind, "*->*", rate=1.0, settings=settings)).decide(a_call(), 0.0)

        assert fault("request_lost") == Fault("request_lost")
        assert fault("server_error") == Fault("server_error", 503)
        assert fault("server_error", status=500, retry_after_s=3) == Fault("server_error", 500, 3)
        assert fault("throttled") == Fault("throttled", 429)
        assert fault("throttled", retry_after_s=0) == Fault("throttled", 429, 0)
        assert fault("delayed", delay_s=4) == Fault("delayed", delays_s=(4.0,))

    def test_delays_differ_from_order_to_order_within_their_bounds(self):
        late = plan(FaultRule("delayed", "*->*", rate=1.0, settings={"delay_s": 2, "delay_max_s": 30}))
        faults = [late.decide(a_call(key=f"SO-{number}"), 0.0) for number in range(200)]
        delays = [fault.delays_s[0] for fault in faults if fault]
        assert min(delays) >= 2
        assert max(delays) <= 30
        assert len(set(delays)) == 200

    def test_every_copy_of_a_duplicate_has_a_delay_of_its_own(self):
        rule = FaultRule(
            "duplicate", "*->*", rate=1.0, settings={"delay_s": 1, "delay_max_s": 9, "copies": 3}
        )
        fault = plan(rule).decide(a_call(), 0.0)
        assert fault is not None
        assert len(set(fault.delays_s)) == 3


class TestWhatIsRefused:
    def test_an_unknown_kind_is_refused_with_the_nearest_right_word(self):
        with pytest.raises(UsageError, match="did you mean response_lost"):
            FaultRule("respons_lost", "facade->wms")

    def test_a_kind_like_no_other_is_refused_with_all_of_them(self):
        with pytest.raises(UsageError, match=r"choose one of .*outage"):
            FaultRule("xyzzy", "facade->wms")

    def test_an_unknown_setting_is_refused_with_the_nearest_right_word(self):
        with pytest.raises(UsageError, match="did you mean delay_s"):
            FaultRule("delayed", "facade->wms", settings={"delays": 3})

    @pytest.mark.parametrize("boundary", ["wms", "facade->", "->wms", ""])
    def test_half_a_boundary_is_refused(self, boundary: str):
        with pytest.raises(UsageError, match="caller->called"):
            FaultRule("reset", boundary)

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            ("reset", {"rate": 1.5}),
            ("reset", {"rate": -0.1}),
            ("outage", {"start_s": 20.0, "end_s": 10.0}),
            ("delayed", {"settings": {"delay_s": 5, "delay_max_s": 2}}),
            ("delayed", {"settings": {"delay_s": -1}}),
            ("delayed", {"settings": {"delay_s": "soon"}}),
            ("throttled", {"settings": {"retry_after_s": -1}}),
            ("server_error", {"settings": {"status": 200}}),
            ("duplicate", {"settings": {"copies": 0}}),
        ],
    )
    def test_numbers_that_make_no_sense_are_refused(self, kind: str, fields: dict):
        with pytest.raises(UsageError, match=kind):
            FaultRule(kind, "facade->wms", **fields)


class TestLedger:
    def test_it_counts_by_kind_and_boundary_and_keeps_the_first_few_examples(self):
        ledger = FaultLedger(examples_max=2)
        for number in range(5):
            ledger.record("reset", a_call(key=f"SO-{number}"), float(number))
        ledger.record("throttled", a_call(source="commerce", target="facade"), 9.0)

        assert ledger.counts == Counter({("reset", "facade->wms"): 5, ("throttled", "commerce->facade"): 1})
        assert [(example.kind, example.call.key, example.at_s) for example in ledger.examples] == [
            ("reset", "SO-0", 0.0),
            ("reset", "SO-1", 1.0),
            ("throttled", "SO-1", 9.0),
        ]
