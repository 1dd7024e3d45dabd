import asyncio
from decimal import Decimal

from facade.dual_run.comparison import MATCHED, Comparison, Verdict
from facade.dual_run.difference import Difference
from facade.dual_run.order_book import DualOrderBook
from facade.dual_run.parity import SAMPLES_KEPT, Parity, Tally
from facade.routing.gate import Gate, GateVerdict, judge
from facade.routing.money import MoneyGate
from facade.routing.policy import Route
from facade.routing.slices import Direction, Slice, together
from facade.routing.stage import Side, Stage
from tests.facade.builders import NOON, a_booking

ROUTE = Route("orders", "pilot", Stage.SHADOW, 1)
ORDER_IN = Slice("order", "pilot", Direction.INBOUND)
INVOICE_OUT = Slice("invoice", "pilot", Direction.OUTBOUND)


class StandingClock:
    def now(self):
        return NOON

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


def observed(*pairs: tuple[dict[str, object], dict[str, object]]) -> Parity:
    books = DualOrderBook({}, Parity(), StandingClock())
    for old, new in pairs:
        books.observe(ROUTE, "create_order", "W1", lambda pair=(old, new): pair)
    return books.parity


def worth(gross: str, currency: str = "GBP", **more: object) -> dict[str, object]:
    return {"gross": Decimal(gross), "currency": currency, **more}


def test_a_cohort_that_books_well_and_invoices_badly_does_not_pass_on_the_average() -> None:
    parity, gate = Parity(), Gate(0.05)
    for number in range(2_000):
        parity.record(ROUTE, "create_order", f"W{number}", NOON, MATCHED)
    for number in range(40):
        found = MATCHED if number % 2 else Comparison(Verdict.MISMATCH)
        parity.record(ROUTE, "post_invoice", f"W{number}", NOON, found)
    whole, slices = (
        parity.tally("orders", "pilot", Stage.SHADOW),
        parity.slices("orders", "pilot", Stage.SHADOW),
    )

    assert judge(gate, whole.compared, whole.failed).verdict is GateVerdict.PROMOTE
    decisions = {str(place): judge(gate, t.compared, t.failed) for place, t in slices.items()}
    assert list(slices) == [ORDER_IN, INVOICE_OUT]
    assert together(decisions).verdict is GateVerdict.ROLL_BACK
    assert together(decisions).reason.startswith("invoice outbound of pilot: 20 of 40 differ")


def test_a_tally_is_the_sum_of_its_slices_and_other_stages_are_not_in_it() -> None:
    parity = Parity()
    for operation in ("create_order", "mirror_booking", "read_order"):
        parity.record(ROUTE, operation, "W1", NOON, MATCHED)
    parity.record(Route("orders", "pilot", Stage.LIVE, 1), "read_order", "W1", NOON, MATCHED)

    assert parity.tally("orders", "pilot", Stage.SHADOW).compared == 3
    assert parity.slices("orders", "pilot", Stage.SHADOW)[ORDER_IN].compared == 2
    assert [(key, tally.compared) for key, tally in parity.tallies()] == [
        (("orders", "pilot", Stage.SHADOW), 3),
        (("orders", "pilot", Stage.LIVE), 1),
    ]


def test_a_cohort_that_has_moved_is_judged_by_what_is_compared_from_then_on_and_reported_with_all() -> None:
    parity, place = Parity(), ("orders", "pilot", Stage.SHADOW)
    parity.record(ROUTE, "create_order", "W1", NOON, Comparison(Verdict.MISMATCH))
    parity.took(ROUTE, "create_order", Side.OLD, 1.0)
    parity.begin_anew("orders", "rest")
    assert parity.slices(*place)[ORDER_IN].failed == 1

    parity.begin_anew("orders", "pilot")

    assert (parity.slices(*place), parity.latencies(*place)) == ({}, {})
    parity.record(ROUTE, "create_order", "W2", NOON, MATCHED)
    assert parity.slices(*place)[ORDER_IN].counts == {**Tally().counts, Verdict.MATCH: 1}
    assert (parity.tally(*place).compared, parity.tally(*place).failed) == (2, 1)
    assert parity.counted() == {("orders", "order"): (2, 1)}


def test_an_order_read_again_is_no_new_evidence() -> None:
    class Book:
        async def read_order(self, external_ref, call):
            return a_booking()

    async def story() -> Parity:
        books = DualOrderBook({side: Book() for side in Side}, Parity(), StandingClock())  # type: ignore[misc]
        for _ in range(3):
            await books.read(ROUTE, "W1", None)  # type: ignore[arg-type]
        for _ in range(3):
            await asyncio.sleep(0)
        return books.parity

    assert asyncio.run(story()).tally("orders", "pilot", Stage.SHADOW).compared == 1


def test_money_is_weighed_by_currency_and_only_what_no_rule_explains_is_at_stake() -> None:
    parity = observed(
        (worth("100.00"), worth("100.00")),
        (worth("50.00", tax=Decimal("1.00")), worth("50.01", tax=Decimal("1.00"))),
        (worth("70.00", net=Decimal(1)), worth("65.00", net=Decimal(2))),
        (worth("30.00", "EUR"), {}),
    )
    money = parity.tally("orders", "pilot", Stage.SHADOW).money

    assert (money["GBP"].documents, money["GBP"].differing, money["GBP"].total) == (3, 2, Decimal("220.00"))
    assert (money["EUR"].at_stake, money["EUR"].largest) == (Decimal("30.00"), Decimal("30.00"))


def test_the_money_of_a_tally_is_judged_by_a_money_gate() -> None:
    parity = observed(*[(worth("10.00"), worth("10.00"))] * 299)

    decision = MoneyGate(0.01).judge(parity.tally("orders", "pilot", Stage.SHADOW).money["GBP"])

    assert decision.verdict is GateVerdict.PROMOTE


def test_documents_without_an_amount_have_no_money() -> None:
    parity = observed(({"status": "cancelled"}, {"status": "cancelled"}), (worth("NaN"), worth("1.00")))

    assert parity.tally("orders", "pilot", Stage.SHADOW).money == {}


def apart(old: str, new: str, rule: str = "") -> Comparison:
    verdict = Verdict.TOLERATED if rule else Verdict.MISMATCH
    return Comparison(verdict, (Difference("gross", "value", old, new, rule),))


def test_the_dearest_disagreements_are_kept_however_late_they_come_and_of_the_rest_the_earliest() -> None:
    parity = Parity()
    for number in range(40):
        cost = 1_000_000 if number >= 30 else 0.01 if number == 3 else 1
        parity.record(ROUTE, "create_order", f"W{number}", NOON, apart(str(cost + 10), "10"))

    kept = [sample.subject for sample in parity.samples()]
    first, dearest = [f"W{n}" for n in (0, 1, 2, 4, 5, 6, 7, 8, 9, 10)], [f"W{n}" for n in range(30, 40)]
    assert (len(kept), kept) == (SAMPLES_KEPT, first + dearest)


def test_an_amount_that_is_no_amount_is_worth_nothing_and_one_that_only_one_side_has_all_of_it() -> None:
    parity = Parity()
    for number in range(SAMPLES_KEPT):
        parity.record(ROUTE, "create_order", f"W{number}", NOON, apart("NaN", "many"))
    parity.record(ROUTE, "create_order", "LOST", NOON, apart("12.00", ""))

    assert [sample.subject for sample in parity.samples()][-2:] == ["W18", "LOST"]


def test_what_a_rule_has_explained_is_not_at_stake_so_its_first_examples_are_kept() -> None:
    parity = Parity()
    for number in range(40):
        parity.record(ROUTE, "create_order", f"W{number}", NOON, apart(f"{number}.01", "0", "tax_rounding"))

    assert [sample.subject for sample in parity.samples()] == [f"W{n}" for n in range(SAMPLES_KEPT)]
