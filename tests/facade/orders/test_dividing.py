from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from facade.orders.dividing import divided
from tests.facade.builders import a_line, an_order

ITEMS = ("I001", "I002", "I003")
STOCK = st.lists(
    st.tuples(
        st.sampled_from(["DC1", "DC2", "DC3"]), st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 40))
    ),
    unique_by=lambda entry: entry[0],
).map(lambda sites: [(site, tuple(items.items())) for site, items in sites])
LINES = st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["EA", "CS"])), min_size=1, max_size=3).map(
    lambda rows: tuple(a_line(number, units, uom) for number, (units, uom) in enumerate(rows, 1))
)


def test_a_line_leaves_in_one_piece_where_some_site_has_all_of_it() -> None:
    found = [("DC1", (("I001", 4), ("I002", 6))), ("DC2", (("I001", 6),))]

    assert divided(an_order(), found) == ((("DC1", ((2, 6),)), ("DC2", ((1, 6),))), ())


def test_what_no_site_has_whole_is_taken_from_wherever_there_is_some() -> None:
    found = [("DC1", (("I001", 4),)), ("DC2", (("I001", 1), ("I002", 9)))]

    shares, rest = divided(an_order(), found)

    assert dict(shares) == {"DC1": ((1, 4),), "DC2": ((2, 6), (1, 1))}
    assert rest == ((1, 1),)


def test_a_site_that_sends_something_anyway_is_preferred() -> None:
    order = replace(an_order(), lines=(a_line(1), a_line(2)))
    found = [("DC1", (("I002", 50),)), ("DC2", (("I001", 6), ("I002", 6)))]

    assert [site for site, _ in divided(order, found).shares] == ["DC2"]


def test_a_case_is_never_opened() -> None:
    order = replace(an_order(), lines=(a_line(1, 2, "CS"),))

    assert divided(order, [("DC1", (("I001", 23),))]) == ((("DC1", ((1, 1),)),), ((1, 1),))


@given(lines=LINES, stock=STOCK)
def test_every_unit_is_sent_once_or_left_and_no_site_sends_more_than_it_has(lines, stock) -> None:  # type: ignore[no-untyped-def]
    order = replace(an_order(), lines=lines)

    shares, rest = divided(order, stock)

    sent = [(line, units) for _, share in shares for line, units in share]
    for line in lines:
        total = sum(units for number, units in (*sent, *rest) if number == line.line)
        assert total == line.quantity.value
    there = {site: dict(items) for site, items in stock}
    pack = {line.line: (line.item_id, line.pack_size) for line in lines}
    for site, share in shares:
        assert share
        for number, units in share:
            item, size = pack[number]
            there[site][item] -= units * size
        assert min(there[site].values()) >= 0
