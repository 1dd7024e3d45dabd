from decimal import Decimal

from simulators.chassis.master import Item, MasterData
from simulators.commerce.seed import codes
from tests.simulators.commerce.shop_world import MASTER, in_shop


def test_every_business_id_has_a_code_of_its_own():
    assert codes(MASTER) == {
        "customer": {"C1": "101", "C2": "102"},
        "item": {"85123A": "metal-lantern-85123a", "x": "mug-x"},
        "unit": {"EA": "each", "CS": "case"},
    }


def test_ids_that_differ_in_case_or_signs_alone_do_not_share_a_sku():
    ids = ("85123A", "85123a", "85123 a", "85-123A", "", "Ω")
    items = tuple(Item(item_id, "Mug", Decimal(1), 6, "") for item_id in ids)

    skus = codes(MasterData((), items, ()))["item"]

    assert list(skus.values()) == [
        *("mug-85123a", "mug-85123a-2", "mug-85123-a", "mug-85-123a", "mug-item", "mug-item-2")
    ]


def test_a_reset_begins_again_from_the_master_data():
    async def story(shop):
        await shop.place()
        shop.system.reset()
        await shop.sign_in()
        gone = await shop.call("GET", "/rest/V1/orders/1")
        return gone.status, (await shop.place())["entity_id"]

    assert in_shop(story) == (404, 1)
