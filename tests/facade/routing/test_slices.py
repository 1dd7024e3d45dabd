from facade.routing.gate import Gate, GateVerdict, judge
from facade.routing.latch import ONCE_DECIDED, Latch
from facade.routing.sequential import SequentialGate
from facade.routing.slices import Direction, Slice, slice_of, together

GATE = Gate(0.01)
GOOD, THIN, BAD = judge(GATE, 400, 0), judge(GATE, 40, 0), judge(GATE, 100, 20)


def test_the_worst_slice_decides_with_its_own_reason() -> None:
    decision = together({"orders": GOOD, "invoices": BAD, "shipments": THIN})

    assert decision.verdict is GateVerdict.ROLL_BACK
    assert decision.reason == f"invoices: {BAD.reason}"
    assert (decision.compared, decision.failed) == (540, 20)


def test_forty_orders_a_week_without_a_mismatch_are_inconclusive_with_the_samples_still_needed() -> None:
    decision = together({"orders": GOOD, "returns": THIN})

    assert decision.verdict is GateVerdict.HOLD
    assert decision.samples_needed == 259


def test_all_good_promotes_and_nothing_at_all_holds() -> None:
    assert together({"orders": GOOD, "invoices": GOOD}).verdict is GateVerdict.PROMOTE
    assert together({}).verdict is GateVerdict.HOLD


def test_an_operation_belongs_to_the_document_the_business_knows() -> None:
    assert slice_of("read_order", "pilot") == Slice("order", "pilot", Direction.OUTBOUND)
    assert str(slice_of("mirror_invoice", "pilot")) == "invoice outbound of pilot"
    assert str(slice_of("read_pricing", "pilot")) == "price outbound of pilot"
    assert slice_of("tender_load", "pilot").document == "tender_load"


def test_a_roll_back_is_not_overwritten_by_a_later_good_reading() -> None:
    latch = Latch()

    assert latch.see("pilot", THIN) is THIN
    assert latch.see("pilot", BAD) is BAD
    assert latch.see("pilot", GOOD) is BAD
    assert latch.see("wave-1", GOOD) is GOOD
    latch.release("pilot")
    assert latch.see("pilot", GOOD) is GOOD


def test_a_sequential_gate_once_decided_stays_decided() -> None:
    watched, latch = SequentialGate(), Latch(ONCE_DECIDED)
    promoted = latch.see("pilot", watched.judge(330, 0))

    assert latch.see("pilot", watched.judge(331, 1)) is promoted
