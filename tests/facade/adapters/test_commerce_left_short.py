"""A site found less than was ordered: the shop is told in whole units, and of nothing that is nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from facade.canonical.value import Quantity
from tests.facade.adapters.test_commerce import SHIPMENT, Trail, joined


@pytest.mark.parametrize(("left", "shown"), [(("0", "2"), [0, 2]), (("3", "0.5"), [3, 1])])
def test_what_left_short_is_shown_in_the_units_of_the_shop(left, shown):
    lines = tuple(
        replace(line, quantity=Quantity(Decimal(found), line.quantity.uom))
        for line, found in zip(SHIPMENT.lines, left, strict=True)
    )

    async def story(both):
        await both.commerce.tell_shipment(both.order, replace(SHIPMENT, lines=lines), Trail())
        return await both.shop.order()

    assert [item["qty_shipped"] for item in joined(story)["items"]] == shown
