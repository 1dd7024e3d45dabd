from collections import Counter
from dataclasses import replace
from decimal import Decimal
from statistics import median

import pytest

from dualrun.errors import UsageError
from dualrun.scenario.demand import prepare
from dualrun.scenario.generated import generated
from dualrun.scenario.load import load
from dualrun.streams import Streams
from simulators.chassis.generate import generate
from simulators.chassis.master import CASE, EACH, Way
from simulators.chassis.suppliers import an_order

CHANCE = Streams(7)
MASTER = generate(CHANCE, customers=100, items=150)


def made(**overrides):
    keys = {f"demand.{key}": str(value) for key, value in overrides.items()}
    return generated(load("phased-cutover", keys), MASTER, CHANCE)


@pytest.fixture(scope="module")
def week():
    return made(orders=2000, cancel_share=0.1, stale_price_share=0.05)


def test_the_same_seed_gives_the_same_demand(week):
    assert made(orders=2000, cancel_share=0.1, stale_price_share=0.05) == week


def test_another_seed_gives_another_demand(week):
    assert generated(load("phased-cutover"), MASTER, Streams(8)) != generated(
        load("phased-cutover"), MASTER, CHANCE
    )


def test_orders_come_in_order_of_time_within_the_window(week):
    scenario = load("phased-cutover")
    moments = [(order.at - scenario.start).total_seconds() for order in week.orders]

    assert moments == sorted(moments)
    assert scenario.demand.from_s <= moments[0] <= moments[-1] <= scenario.demand.to_s


def test_the_week_is_busy_at_noon_on_weekdays_and_idle_at_night(week):
    hours = Counter(order.at.hour for order in week.orders)
    days = Counter(order.at.strftime("%a") for order in week.orders)

    assert hours[12] > 5 * hours[8]
    assert not any(hours[hour] for hour in (22, 23, 0, 1, 2, 3, 4, 5))
    assert days["Thu"] > days["Sun"] > 10 * days["Sat"]


def test_an_even_profile_comes_by_night_too():
    hours = Counter(order.at.hour for order in made(orders=2000, profile="even").orders)

    assert min(hours[hour] for hour in range(24)) > 30


def test_a_window_in_which_nobody_ever_ordered_is_filled_evenly():
    night = made(orders=20, **{"from": "day 5 02:00", "to": "day 5 04:00"})

    assert {order.at.hour for order in night.orders} == {2, 3}


def test_references_are_unique_and_tell_the_channel(week):
    refs = [order.external_ref for order in week.orders]

    assert len(set(refs)) == len(refs)
    assert {(order.external_ref[0], order.channel) for order in week.orders} == {
        ("W", "commerce"),
        ("F", "field_sales"),
    }
    assert refs[0] in {"W000001", "F000001"}
    assert 0.15 < sum(ref.startswith("F") for ref in refs) / len(refs) < 0.25


def test_orders_have_the_median_of_lines_that_was_asked_for(week):
    assert median(len(order.lines) for order in week.orders) == 4
    assert median(len(order.lines) for order in made(orders=500, lines_median=8).orders) == 8


def test_no_order_has_an_item_twice(week):
    assert all(len({line.item_id for line in order.lines}) == len(order.lines) for order in week.orders)


def test_a_few_customers_send_many_of_the_orders(week):
    counts = Counter(order.customer_id for order in week.orders).most_common()

    assert sum(count for _, count in counts[:10]) > 0.25 * len(week.orders)
    assert len(counts) > 90


def test_buyers_see_the_contract_price_but_for_the_few_stale_ones(week):
    items = {item.id: item for item in MASTER.items}
    stale = 0
    for order in week.orders:
        off = 0
        for line in order.lines:
            each = MASTER.price(order.customer_id, items[line.item_id])
            due = each * (items[line.item_id].pack_size if line.uom == CASE else 1)
            assert line.unit_price >= due
            assert line.unit_price <= due * Decimal("1.04") + Decimal("0.01")
            off += line.unit_price != due
        assert off <= 1
        stale += off
    assert 0.03 < stale / len(week.orders) < 0.07


def test_big_lines_are_ordered_in_cases_now_and_then(week):
    units = Counter(line.uom for order in week.orders for line in order.lines)

    assert 0.05 < units[CASE] / units[EACH] < 0.5
    assert all(line.quantity >= 1 for order in week.orders for line in order.lines)


def test_some_orders_are_taken_back_whole_or_in_part_within_hours(week):
    orders = {order.external_ref: order for order in week.orders}

    assert 0.07 < len(week.cancellations) / len(orders) < 0.13
    assert 0.4 < sum(not cancel.quantities for cancel in week.cancellations) / len(week.cancellations) < 0.8
    for cancel in week.cancellations:
        order = orders[cancel.external_ref]
        assert 120 <= (cancel.at - order.at).total_seconds() <= 6 * 3600
        ordered = {line.line: line.quantity for line in order.lines}
        assert all(1 <= quantity <= ordered[line] for line, quantity in cancel.quantities)
    moments = [cancel.at for cancel in week.cancellations]
    assert moments == sorted(moments)


def test_a_business_with_one_item_still_gets_its_orders():
    tiny = generate(CHANCE, customers=1, items=1)

    assert {len(order.lines) for order in generated(load("phased-cutover"), tiny, CHANCE).orders} == {1}


def test_buyers_say_where_and_by_when_only_where_the_scenario_asks_them_to():
    plain, asked = made(orders=300), made(orders=300, elsewhere_share=0.4, wished_day_share=0.5)

    assert [replace(order, ship_to=None, deliver_by=None) for order in asked.orders] == list(plain.orders)
    assert 90 < sum(order.ship_to is not None for order in asked.orders) < 150
    wished = [order for order in asked.orders if order.deliver_by]
    assert {order.channel for order in wished} == {"field_sales"}, "a shop has no field for the day"
    assert {(order.deliver_by - order.at.date()).days for order in wished} == {3, 4, 5}


def test_the_ways_of_a_scenario_are_the_businesss_and_a_site_that_is_none_is_refused():
    keys = {"landscape.ways": "{DC1: {GB: {days: 1, cost: 4.5}}}"}
    master, _, _ = prepare(load("thin-cohort", keys), None, CHANCE)

    assert master.ways == {("DC1", "GB"): Way(1, Decimal("4.5"))}
    with pytest.raises(UsageError, match='unknown site "DC9"'):
        load("thin-cohort", {"landscape.ways": "{DC9: {GB: {days: 1, cost: 4.5}}}"})


def test_what_suppliers_send_lies_nowhere_however_much_of_it_is_ordered():
    master, demand, _ = prepare(load("thin-cohort", {"landscape.drop_ship_share": "0.5"}), None, CHANCE)
    ordered = {line.item_id for order in demand.orders for line in order.lines}
    stocked = {item for _, item in master.opening_stock} | {item for _, item in master.replenishment}

    assert ordered & set(master.drop_shipped)
    assert not stocked & set(master.drop_shipped)
    assert set(master.drop_shipped.values()) <= {one.id for one in master.suppliers}


def test_goods_on_order_come_in_whole_packs_to_where_the_item_lies_and_post_in_the_old_book():
    keys = {"landscape.on_order_share": "0.5", "landscape.drop_ship_share": "0.2"}
    master, _, _ = prepare(load("thin-cohort", keys), None, CHANCE)
    packs = {item.id: item.pack_size for item in master.items}

    assert 0 < len(master.on_order) < len(master.items)
    assert all((one.site, one.item) in master.opening_stock for one in master.on_order)
    assert not any(one.units % packs[one.item] for one in master.on_order)
    assert {one.book for one in master.on_order} == {"legacy_erp"}
    assert len({one.reference for one in master.on_order}) == len(master.on_order)


def test_what_is_on_its_way_when_it_begins_shares_no_reference_with_what_is_ordered_that_day():
    scenario = load("thin-cohort", {"landscape.on_order_share": "0.5"})
    master, _, _ = prepare(scenario, None, CHANCE)
    places = {item.id: (item, place) for place, item in enumerate(master.items, 1)}
    today = scenario.start.date()

    again = {
        an_order(*places[one.item], (one.site, one.book), today, CHANCE).reference for one in master.on_order
    }

    assert not again & {one.reference for one in master.on_order}
