from datetime import date

import pytest

from dualrun.landscape.business import seeded_business
from dualrun.landscape.conversion import KINDS, converted
from dualrun.streams import Streams
from simulators.chassis.suppliers import with_goods_on_order

CHANCE = Streams(1)
MASTER = with_goods_on_order(seeded_business(1), 0.5, "legacy_erp", date(2026, 3, 2), CHANCE)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_changes_something_and_none_of_a_share_of_nothing(kind):
    assert converted(MASTER, {kind: 0.3}, CHANCE) != MASTER
    assert converted(MASTER, {kind: 0.0}, CHANCE) == MASTER


def test_a_larger_share_meets_those_of_the_smaller_one_as_well():
    def wrong(share: float) -> list[str]:
        pairs = zip(MASTER.customers, converted(MASTER, {"tax_codes": share}, CHANCE).customers, strict=True)
        return [before.id for before, after in pairs if before != after]

    few, many = wrong(0.1), wrong(0.4)
    assert 0 < len(few) < len(many)
    assert few == [one for one in many if one in few]


def test_what_is_not_loaded_is_missing_at_the_end_and_everywhere():
    kept = converted(MASTER, {"items_not_loaded": 0.25}, CHANCE)
    assert kept.items == MASTER.items[: len(kept.items)]
    assert len(kept.items) == len(MASTER.items) * 3 // 4
    known = [item.id for item in kept.items]
    assert all(item in known for _, item in kept.opening_stock)
    assert all(item in known for _, item in kept.contracts)
    assert 0 < len(kept.on_order) < len(MASTER.on_order)
    assert all(one.item in known for one in kept.on_order)
