"""Who leads an order, and how that changes while its goods are still here."""

from decimal import Decimal

import pytest

from simulators.chassis.commits import OrderCommit
from tests.simulators.cloud_erp.erp_world import ErpWorld, error_of, in_an_erp


async def given_role(erp: ErpWorld, order, role: str):
    return await erp.ask("PATCH", f"salesOrders({order['id']})", {"bookRole": role}, if_match="*")


def test_an_order_that_is_made_a_mirror_weighs_nothing_and_one_made_leading_does_again():
    async def story(erp: ErpWorld):
        order = await erp.an_order()
        owed, roles = [await erp.balance()], []
        for role in ("mirror", "leading"):
            roles.append((await given_role(erp, order, role)).document["bookRole"])
            owed.append(await erp.balance())
        told = [one.posting for one in erp.commits if isinstance(one, OrderCommit)]
        return owed, roles, told

    owed, roles, told = in_an_erp(story)

    assert owed == [Decimal("25.70"), 0, Decimal("25.70")]
    assert roles == ["mirror", "leading"]
    assert told == [True, False, True]


def test_what_ships_from_then_on_posts_as_its_order_does():
    async def story(erp: ErpWorld):
        order = await erp.an_order()
        await given_role(erp, order, "mirror")
        await erp.act(order, "shipAndInvoice")
        return [one.posting for one in erp.commits[2:]]

    assert not any(in_an_erp(story))


@pytest.mark.parametrize("action", ["cancel", "ship"])
def test_an_order_that_is_over_or_has_shipped_keeps_its_role(action):
    async def story(erp: ErpWorld):
        order = await erp.an_order()
        await erp.act(order, action)
        return error_of(await given_role(erp, order, "mirror")), erp.last_order.posting

    refused, posting = in_an_erp(story)

    assert refused == (400, "Application_DialogException")
    assert posting is True
