from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.report.document import Report

CLIMB = ("dualwrite", "shadow", "live")
DEARER = "{cloud_erp: {prices: 1.0}}"


def rehearsed(*stages: str) -> Report:
    """Rehearse a day on which the new book's prices are all wrong, and pricing alone has come so far."""
    steps = ", ".join(
        f"{{at: day 0 0{hour}:{minute}, capability: {name}, cohort: all, to: {stage}}}"
        for name, minute in (("items", "00"), ("pricing", "30"))
        for hour, stage in enumerate(stages)
    )
    changes = {
        "demand.orders": "30",
        "migration.steps": f"[{steps}]",
        "landscape.conversion": DEARER,
        "expect.judged": "[I01]",
    }
    return rehearse(prepare(Wish("one-capability-at-a-time", 7, changes)))


def test_an_orders_prices_are_checked_by_the_book_that_its_stage_names():
    old, new = rehearsed(*CLIMB[:2]), rehearsed(*CLIMB)

    assert "price_mismatch" not in old.orders.rejected
    assert new.orders.rejected["price_mismatch"] > 20
