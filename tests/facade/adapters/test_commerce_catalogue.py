"""The shop shows its buyers what it was told, and says so when it is read back."""

from decimal import Decimal

import pytest

from facade.adapters import commerce_catalogue
from facade.adapters.commerce_catalogue import CommerceCatalogue
from facade.canonical.catalogue import Subject
from facade.canonical.xref import CrossReference
from simulators.commerce import SIMULATOR
from tests.facade.adapters.test_commerce import Joined, Trail, joined
from tests.simulators.commerce.shop_world import MASTER

ITEMS = [item.id for item in MASTER.items]
CUSTOMERS = [customer.id for customer in MASTER.customers]
CALL = Trail()


def told(subject, rows, story=None):
    """Tell a shop, and give what it did not take and what it shows then."""

    async def telling(both: Joined):
        xref = CrossReference("commerce", SIMULATOR.codes(MASTER))
        catalogue = CommerceCatalogue(both.commerce, xref)
        refused = await catalogue.tell(subject, rows, CALL)
        return refused, await catalogue.shown(subject, list(rows), CALL), both

    return joined(telling)


def test_stock_is_told_and_read_back_page_by_page(monkeypatch):
    monkeypatch.setattr(commerce_catalogue, "PAGE", 1)
    rows = {ITEMS[0]: 17, ITEMS[1]: 0}

    refused, shown, both = told(Subject.STOCK, rows)

    assert refused == []
    assert {key: shown[key] for key in rows} == rows
    searches = [path for path in both.paths if path.startswith("/inventory/source-items?")]
    assert len(searches) == len(ITEMS)


@pytest.mark.parametrize(
    ("subject", "value"), [(Subject.PRICES, Decimal("12.34")), (Subject.ITEMS, "Oak lantern, small")]
)
def test_prices_and_words_of_items_are_told_and_read_back(subject, value):
    refused, shown, _ = told(subject, {ITEMS[0]: value})

    assert refused == []
    assert shown[ITEMS[0]] == value
    assert set(shown) == set(ITEMS)


def test_the_credit_of_customers_is_told_and_read_back():
    refused, shown, _ = told(Subject.CUSTOMERS, {CUSTOMERS[0]: Decimal("4321.5")})

    assert refused == []
    assert shown[CUSTOMERS[0]] == Decimal("4321.5")


def test_contracts_are_told_to_the_customers_own_group_and_read_back():
    (customer, item), _ = next(iter(MASTER.contracts.items()))

    refused, shown, _ = told(Subject.CONTRACTS, {(customer, item): Decimal("0.77")})

    assert refused == []
    assert shown[customer, item] == Decimal("0.77")


def test_what_the_shop_has_no_code_for_is_refused_and_the_rest_is_told():
    refused, shown, _ = told(Subject.STOCK, {"NOPE": 1, ITEMS[0]: 3})

    assert refused == ["NOPE"]
    assert shown[ITEMS[0]] == 3
