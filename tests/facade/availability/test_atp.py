"""What may be promised is never more than there is, whatever books, sites and vendors say."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from facade.availability.atp import Share, Supply, available
from facade.canonical.supply import ANYWHERE, Due, Lot, Position

TODAY = date(2026, 3, 2)
SITES = ("DC1", "DC2", "DC3")
UNITS = st.integers(0, 500)
DAYS = st.integers(0, 20).map(lambda days: TODAY + timedelta(days=days))
SITE = st.sampled_from(SITES)
POSITIONS = st.lists(
    st.builds(Position, st.just("I1"), SITE, UNITS, UNITS, UNITS), unique_by=lambda p: p.site, max_size=3
)
BOOKED = st.one_of(
    st.dictionaries(SITE, UNITS, max_size=3), st.fixed_dictionaries({ANYWHERE: UNITS}), st.just({})
)
DUE = st.lists(st.builds(Due, st.just("I1"), st.sampled_from((*SITES, ANYWHERE)), DAYS, UNITS), max_size=4)
LOTS = st.lists(st.builds(Lot, st.just("I1"), SITE, st.text("AB", min_size=1), UNITS, DAYS), max_size=3)
SUPPLY = st.builds(Supply, BOOKED, POSITIONS.map(tuple), DUE.map(tuple), LOTS.map(tuple), st.integers(0, 600))
SHARE = st.builds(Share, st.integers(0, 100), st.integers(0, 100))


def there_is(supply: Supply, by: date) -> int:
    """Add up on hand less allocated, plus what comes by the day, without looking at how it is promised."""
    by_site = {p.site: p.on_hand for p in supply.positions}
    on_hand = sum(by_site.values()) + sum(
        units
        for site, units in supply.booked.items()
        if site not in by_site and (site != ANYWHERE or not by_site)
    )
    allocated = sum(p.allocated for p in supply.positions)
    return max(0, on_hand - allocated + sum(due.units for due in supply.due if due.on <= by))


@given(SUPPLY, DAYS, SHARE)
def test_never_below_nothing_and_never_more_than_there_is_by_that_day(supply, by, share):
    promise = available(supply, by, share)

    assert 0 <= promise.total <= there_is(supply, by)
    assert all(0 <= units <= promise.total for _, units in promise.sites)
    assert all(0 <= units <= lot.units for lot, units in promise.lots)


@given(SUPPLY, DAYS, SHARE)
def test_no_site_promises_more_than_lies_there_unpromised_or_comes(supply, by, share):
    positions = {p.site: p for p in supply.positions}
    for site, units in available(supply, by, share).sites:
        coming = sum(due.units for due in supply.due if due.site == site and due.on <= by)
        if site in positions:
            there = positions[site]
            assert units <= max(0, there.on_hand - there.allocated - there.held + coming)


@given(SUPPLY, DAYS, st.integers(1, 20))
def test_a_later_day_never_has_less_unless_a_lot_expires(supply, by, days):
    assert available(supply, by + timedelta(days), Share()).total >= available(supply, by).total


@given(SUPPLY, DAYS, st.integers(0, 100))
def test_what_is_reserved_is_promised_to_nobody_else(supply, by, more):
    before, after = available(supply, by), available(supply._replace(reserved=supply.reserved + more), by)

    assert after.total == max(0, before.total - more) or before.total == 0


@given(SUPPLY, DAYS, SHARE)
def test_a_channel_never_sees_more_than_everybody_together(supply, by, share):
    assert available(supply, by, share).total <= available(supply, by).total


def test_the_lower_of_book_and_site_counts():
    site = Position("I1", "DC1", on_hand=100, allocated=20, held=5)

    assert available(Supply({"DC1": 90}, (site,)), TODAY).total == 65
    assert available(Supply({"DC1": 110}, (site,)), TODAY).total == 75


def test_a_site_that_has_promised_too_much_takes_it_from_the_others():
    short, rich = Position("I1", "DC1", 0, allocated=5), Position("I1", "DC2", 12)

    promise = available(Supply({}, (short, rich)), TODAY)

    assert promise.total == 7
    assert dict(promise.sites) == {"DC1": 0, "DC2": 7}


def test_goods_on_their_way_count_from_their_day_on():
    supply = Supply({"DC1": 3}, due=(Due("I1", "DC1", TODAY + timedelta(2), 10),))

    assert available(supply, TODAY).total == 3
    assert available(supply, TODAY + timedelta(2)).total == 13


def test_a_book_that_does_not_know_where_its_goods_lie_bounds_the_sum_of_the_sites():
    sites = (Position("I1", "DC1", 50, allocated=10), Position("I1", "DC2", 50))

    assert available(Supply({ANYWHERE: 70}, sites), TODAY).total == 60
    assert available(Supply({ANYWHERE: 70}), TODAY).total == 70


def test_a_lot_that_expires_by_the_day_is_not_offered():
    fresh = Lot("I1", "DC1", "L2", 5, TODAY + timedelta(30))
    supply = Supply({}, (Position("I1", "DC1", 9),), lots=(Lot("I1", "DC1", "L1", 4, TODAY), fresh))

    assert available(supply, TODAY).lots == ((fresh, 5),)


def test_a_channel_sees_its_part_less_what_is_kept_back():
    supply = Supply({"DC1": 101})

    assert available(supply, TODAY, Share(80, 10)).total == 70
