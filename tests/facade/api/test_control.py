import asyncio
from itertools import pairwise

import pytest

from contracts.alone import facade_alone
from facade.api.control import ControlDesk
from facade.api.problem import ProblemError
from facade.api.schemas import MoveStage
from facade.dual_run.comparison import MATCHED, Comparison, Difference, Verdict
from facade.dual_run.rules import FieldRule, Ignored
from facade.orders.desk import PolicyHolder
from facade.orders.repair_queue import RepairQueue
from facade.orders.state import Status
from facade.routing.policy import Policy, Route
from facade.routing.stage import ORDER, Stage
from tests.facade.builders import NOON, a_state
from tests.facade.door import Door, refusal

GATE = {"mismatch_rate_max": 0.05}
TAX = Difference("tax", "value", "1.00", "1.01", "tax_rounding_basis")
NET = Difference("net", "value", "5.00", "6.00", "")


def move(door: Door, to: Stage | str, gate: object = None, **changes: object):
    wish = {"capability": "orders", "cohort": "all", "to": to, **changes}
    return door.ask("POST", "/control/stages", wish | ({"gate": gate} if gate else {}))


def climb(door: Door, to: Stage) -> None:
    for stage in ORDER[1 : ORDER.index(to) + 1]:
        assert move(door, stage).status_code == 200


def compare(
    door: Door, stage: Stage, count: int, found: Comparison = MATCHED, operation: str = "create_order"
) -> None:
    for number in range(count):
        route = Route("orders", "all", stage, 1)
        door.alone.parity.record(route, operation, f"W{number}", NOON, found)


class TestTheLadder:
    def test_is_climbed_one_stage_at_a_time(self, door: Door) -> None:
        for number, (below, above) in enumerate(pairwise(ORDER), start=2):
            moved = move(door, above).json()

            assert (moved["stage_from"], moved["stage_to"], moved["policy_version"]) == (below, above, number)

    @pytest.mark.parametrize("to", [Stage.OFF, Stage.SHADOW, Stage.LIVE, Stage.COMPLETE])
    def test_has_no_short_cut_up_and_no_standing_still(self, door: Door, to: Stage) -> None:
        reply = move(door, to)

        assert refusal(reply) == (409, "move_refused")
        assert door.get("/control/policy")["version"] == 1

    @pytest.mark.parametrize("to", ORDER[:3])
    def test_is_left_downwards_from_anywhere(self, door: Door, to: Stage) -> None:
        climb(door, Stage.LIVE)

        assert move(door, to).json()["stage_to"] == to

    @pytest.mark.parametrize(
        ("changes", "status", "kind"),
        [
            ({"cohort": "nobody"}, 409, "move_refused"),
            ({"cohort": ""}, 422, "invalid_request"),
            ({"capability": "payroll"}, 422, "invalid_request"),
            ({"to": "lively"}, 422, "invalid_request"),
            ({"why": "because"}, 422, "invalid_request"),
        ],
    )
    def test_is_only_there_for_what_exists(self, door: Door, changes, status, kind) -> None:
        wish = {"to": "dualwrite", **changes}

        assert refusal(move(door, **wish)) == (status, kind)

    def test_a_move_is_shown_and_outlives_the_process(self, door: Door) -> None:
        climb(door, Stage.SHADOW)
        shown = door.get("/control/policy")

        restarted = Door(facade_alone(door.alone.store))

        assert shown["stages"] == [{"capability": "orders", "cohort": "all", "stage": "shadow"}]
        everybody = {"name": "all", "percent": 100.0, "customers": 0, "channels": [], "order_types": []}
        assert shown["cohorts"] == [everybody]
        assert restarted.get("/control/policy") == shown
        assert restarted.get("/control/health") == {"status": "ok", "policy_version": 3}
        restarted.close()

    def test_does_not_end_while_a_rule_looks_away(self) -> None:
        alone, last = facade_alone(), Policy(stages={("orders", "all"): Stage.RAMPDOWN})
        away = FieldRule("note", ("note",), Ignored(), "finance", "nobody reads it", NOON.date())
        repairs = RepairQueue(alone.store, alone.clock)
        desk = ControlDesk(
            alone.store, PolicyHolder(last), alone.parity, alone.clock, repairs, lambda: None, (away,)
        )

        with pytest.raises(ProblemError, match="note of finance still looks away from note"):
            asyncio.run(desk.move(MoveStage(capability="orders", cohort="all", to=Stage.COMPLETE)))


class TestTheGate:
    def test_holds_while_nothing_was_compared_and_says_how_much_is_needed(self, door: Door) -> None:
        climb(door, Stage.SHADOW)

        reply = move(door, Stage.LIVE, GATE)

        assert refusal(reply) == (409, "gate_hold")
        assert "59 more clean comparisons are needed" in reply.json()["detail"]
        assert door.get("/control/policy")["stages"][0]["stage"] == "shadow"

    def test_promotes_when_it_has_got_what_it_asked_for(self, door: Door) -> None:
        climb(door, Stage.SHADOW)
        compare(door, Stage.SHADOW, 58)
        assert refusal(move(door, Stage.LIVE, GATE)) == (409, "gate_hold")
        compare(door, Stage.SHADOW, 1, Comparison(Verdict.TOLERATED, (TAX,)))

        moved = move(door, Stage.LIVE, GATE).json()

        assert moved["stage_to"] == "live"
        assert moved["gate"] | {"bound": 0, "parts": []} == {
            "parts": [],
            "verdict": "promote",
            "reason": "0 of 59 differ: at most 4.95% with 95% confidence",
            "compared": 59,
            "failed": 0,
            "bound": 0,
            "samples_needed": 0,
        }

    def test_counts_only_the_stage_it_stands_at(self, door: Door) -> None:
        compare(door, Stage.DUALWRITE, 1000)
        climb(door, Stage.SHADOW)

        assert refusal(move(door, Stage.LIVE, GATE)) == (409, "gate_hold")

    @pytest.mark.parametrize(
        "verdict", [Verdict.UNOBSERVED, Verdict.SHADOW_FAILED, Verdict.COMPARATOR_FAILED]
    )
    def test_takes_what_was_not_seen_for_a_failure(self, door: Door, verdict: Verdict) -> None:
        climb(door, Stage.SHADOW)
        compare(door, Stage.SHADOW, 40)
        compare(door, Stage.SHADOW, 20, Comparison(verdict))

        assert refusal(move(door, Stage.LIVE, GATE)) == (409, "gate_roll_back")

    def test_stays_shut_after_a_roll_back_until_the_stage_has_gone_back(self, door: Door) -> None:
        climb(door, Stage.SHADOW)
        compare(door, Stage.SHADOW, 20, Comparison(Verdict.MISMATCH, (NET,)))
        first = move(door, Stage.LIVE, GATE)
        compare(door, Stage.SHADOW, 100_000)

        again = move(door, Stage.LIVE, GATE)

        assert refusal(first) == (409, "gate_roll_back")
        assert refusal(again) == (409, "gate_latched")
        assert again.json()["detail"] == first.json()["detail"]
        assert move(door, Stage.DUALWRITE).status_code == 200
        assert move(door, Stage.SHADOW).status_code == 200
        assert refusal(move(door, Stage.LIVE, GATE)) == (409, "gate_hold")
        compare(door, Stage.SHADOW, 59)
        gate = move(door, Stage.LIVE, GATE).json()["gate"]
        assert (gate["compared"], gate["failed"]) == (59, 0)
        [shown] = door.get("/control/parity")["tallies"]
        assert (shown["compared"], shown["mismatch"]) == (100_079, 20)

    def test_stays_shut_over_a_restart(self, door: Door) -> None:
        climb(door, Stage.SHADOW)
        compare(door, Stage.SHADOW, 20, Comparison(Verdict.MISMATCH, (NET,)))
        move(door, Stage.LIVE, GATE)

        restarted = Door(facade_alone(door.alone.store))

        assert refusal(move(restarted, Stage.LIVE, GATE)) == (409, "gate_latched")
        assert move(restarted, Stage.OFF).status_code == 200
        assert refusal(move(restarted, Stage.DUALWRITE, GATE)) == (409, "gate_hold")
        restarted.close()

    def test_need_not_be_named_but_no_move_goes_past_one_that_is_shut(self, door: Door) -> None:
        climb(door, Stage.SHADOW)
        assert move(door, Stage.LIVE).json()["gate"] is None
        compare(door, Stage.LIVE, 20, Comparison(Verdict.MISMATCH, (NET,)))
        move(door, Stage.RAMPDOWN, GATE)

        assert refusal(move(door, Stage.RAMPDOWN)) == (409, "gate_latched")
        assert move(door, Stage.SHADOW, GATE).json()["gate"] is None

    @pytest.mark.parametrize(
        "gate",
        [
            {"mismatch_rate_max": 0},
            {"mismatch_rate_max": 5e-324},
            {"mismatch_rate_max": 1},
            {"mismatch_rate_max": "0.05"},
            {"mismatch_rate_max": 0.05, "confidence": 1},
            {"mismatch_rate_max": 0.05, "confidence": 0.9999999999999999},
            {"mismatch_rate_max": 0.05, "confidence": 0.1},
        ],
    )
    def test_asks_for_nothing_that_no_comparison_could_show(self, door: Door, gate) -> None:
        assert refusal(move(door, Stage.DUALWRITE, gate)) == (422, "invalid_request")

    @pytest.mark.parametrize("failed", [0, 1, 20])
    @pytest.mark.parametrize("rate", [0.000_001, 0.5])
    def test_answers_at_the_bounds_of_what_may_be_asked(self, door: Door, rate: float, failed: int) -> None:
        compare(door, Stage.OFF, 20, MATCHED)
        compare(door, Stage.OFF, failed, Comparison(Verdict.MISMATCH))

        reply = move(door, Stage.DUALWRITE, {"mismatch_rate_max": rate, "confidence": 0.999_999})

        assert reply.status_code in (200, 409)


class TestWhatIsShown:
    def test_parity_counts_every_verdict_and_every_use_of_a_rule(self, door: Door) -> None:
        compare(door, Stage.SHADOW, 3)
        compare(door, Stage.SHADOW, 2, Comparison(Verdict.TOLERATED, (TAX,)))
        compare(door, Stage.LIVE, 1, Comparison(Verdict.UNOBSERVED))

        shown = door.get("/control/parity")

        assert shown["rules"] == {"tax_rounding_basis": 2}
        shadow, live = shown["tallies"]
        assert (shadow["stage"], shadow["compared"], shadow["match"], shadow["tolerated"]) == (
            "shadow",
            5,
            3,
            2,
        )
        assert (live["stage"], live["compared"], live["unobserved"]) == ("live", 1, 1)

    def test_a_disagreement_is_shown_with_both_sides_and_only_the_first_few_of_a_kind(
        self, door: Door
    ) -> None:
        compare(door, Stage.SHADOW, 30, Comparison(Verdict.MISMATCH, (NET,)))

        shown = door.get("/control/mismatches")

        assert len(shown) == 20
        assert shown[0]["differences"] == [
            {"field": "net", "kind": "value", "old": "5.00", "new": "6.00", "rule": ""}
        ]
        assert (shown[0]["operation"], shown[0]["subject"]) == ("create_order", "W0")

    def test_unfinished_orders_are_listed_oldest_first_with_their_reason(self, door: Door) -> None:
        door.place(door.order("FS-1"), "1")
        door.put(a_state(status=Status.COMPLETED))
        door.place(door.order("FS-2"), "2")
        assert [row["reference"] for row in door.get("/control/orders")] == ["FS-1", "FS-2"]
        assert [row["reference"] for row in door.get("/control/orders?limit=1")] == ["FS-1"]

        door.put(a_state(status=Status.ON_HOLD, reason="post_invoice: period closed"))

        held = door.get("/control/orders")[1]
        assert held == {"reference": "W000001", "status": "on_hold", "reason": "post_invoice: period closed"}

    @pytest.mark.parametrize("limit", ["0", "1001", "x", ""])
    def test_a_limit_beyond_reason_is_refused(self, door: Door, limit: str) -> None:
        assert refusal(door.ask("GET", f"/control/orders?limit={limit}")) == (422, "invalid_request")

    def test_an_empty_outbox_has_no_oldest_row(self, door: Door) -> None:
        assert door.get("/control/outbox") == {
            "unsent": 0,
            "oldest_due_s": None,
            "retried": 0,
            "dead": 0,
            "events": 0,
        }
