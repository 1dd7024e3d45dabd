import pytest

from dualrun.sweep.causes import cause_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I02 one_financial_order: 3 violated, first W1", "I02 one_financial_order: 9 violated, first W7"),
        (
            "the gate of pilot to live held: 0 of 19 differ: 10 more",
            "the gate of pilot to live held: 1 of 20 differ",
        ),
        (
            "only 81.2% of the orders were completed; 85% were expected",
            "only 7% of the orders were completed; 85%",
        ),
        ("reconciliation shipments: 2 documents differ", "reconciliation shipments: 14 documents differ"),
    ],
)
def test_one_cause_is_the_same_in_every_run_whatever_its_figures(one, other):
    assert cause_of(one) == cause_of(other)


def test_different_causes_stay_apart():
    reasons = [
        "I02 one_financial_order: 3 violated",
        "I03 indeterminate_is_honest was never judged",
        "the gate of wave-1 to live held: 0 of 3 differ",
        "the gate of wave-2 to live held: 0 of 3 differ",
        "the gate of wave-1 to live says roll back: 3 of 3 differ",
        "fault outage on facade->wms never struck",
        "fault crash on process->facade never struck",
    ]
    assert len(dict.fromkeys(map(cause_of, reasons))) == len(reasons)
