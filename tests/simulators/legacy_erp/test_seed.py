import asyncio
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from simulators.legacy_erp.domain.text import fit
from simulators.legacy_erp.seed import codes
from tests.simulators.legacy_erp.back_office import ITEMS, MASTER, BackOffice


def test_codes_are_the_systems_own():
    native = codes(MASTER)

    assert native["customer"] == {"CUST-1": "D10001", "CUST-2": "D10002", "CUST-3": "D10003"}
    assert native["item"] == {
        "BOLT": "H-BOLT",
        "NUT": "H-NUT",
        "an id that is much too long for a code": "HX000003",
    }
    assert native["site"] == {"SITE-1": "MAIN", "SITE-2": "LOC02"}
    assert native["unit"] == {"EA": "PCS", "CS": "CTN"}


@given(st.lists(st.text(max_size=25), unique=True, max_size=30))
def test_no_two_items_share_a_code_and_none_is_too_long(ids):
    master = replace(MASTER, items=tuple(replace(ITEMS[0], id=one) for one in ids), contracts={})
    numbers = codes(master)["item"]

    assert len(set(numbers.values())) == len(ids)
    assert all(len(number) <= 20 and number.isascii() for number in numbers.values())


@given(st.text(max_size=80))
def test_stored_text_is_what_the_code_page_can_hold(text):
    stored = fit(text, 50)

    assert len(stored) <= 50
    assert stored.encode("cp1252").decode("cp1252") == stored == fit(stored, 50)


def test_numbers_with_an_exponent_reach_the_wire_written_out():
    async def story():
        items = (replace(ITEMS[0], list_price=Decimal("1E+2")),)
        office = BackOffice(master=replace(MASTER, items=items, contracts={}))
        return (await office.page("Item", "Read", "<No>H-BOLT</No>")).one("Unit_Price")

    assert asyncio.run(story()) == "100"


def test_a_reset_begins_again_from_the_master_data():
    office = BackOffice()
    office.erp.main.store.customers["D10001"].name = "Somebody"
    office.system.reset()

    assert office.erp.main.store.customers["D10001"].name == "Nord"
