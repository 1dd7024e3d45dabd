from dualrun.scenario.demand import demand, prepare, units_by_item
from dualrun.scenario.load import load
from dualrun.streams import Streams
from tests.dualrun.scenario.order_file import history, line

CHANCE = Streams(3)


def test_a_generated_demand_says_so():
    _, made, report = prepare(load("phased-cutover", {"demand.orders": "30"}), None, CHANCE)

    assert (report.source, report.orders, len(made.orders)) == ("generated", 30, 30)
    assert report.lines_read == report.lines_used == sum(len(order.lines) for order in made.orders)


def test_lines_that_fall_out_of_the_window_are_rejected_for_that(tmp_path):
    scenario = load("phased-cutover", {"demand.fit": "as_is", "demand.to": "day 1 06:00"})
    past = history(tmp_path, line("1"), line("2", date="2010-12-09"), line("3", customer=""))
    made, report = demand(scenario, past.master(CHANCE), past, CHANCE)

    assert [order.external_ref for order in made.orders] == ["1"]
    assert report.rejected == {"missing_customer": 1, "outside_window": 1}
    assert (report.source, report.lines_read, report.lines_used, report.fit) == ("orders.csv", 3, 1, "as_is")


def test_the_stock_follows_the_demand_however_often_a_history_is_played(tmp_path):
    past = history(tmp_path, line(quantity="100"))
    once, _, _ = prepare(load("phased-cutover", {"demand.fit": "as_is"}), past, CHANCE)
    often, made, report = prepare(load("phased-cutover", {"demand.fit": "repeat"}), past, CHANCE)

    assert report.rounds == len(made.orders) == 12
    assert units_by_item(made, often) == {"85123A": 1200}
    assert sum(often.opening_stock.values()) > 11 * sum(once.opening_stock.values())


def test_units_count_what_is_in_the_cases():
    master, made, _ = prepare(load("phased-cutover", {"demand.orders": "200"}), None, CHANCE)
    packs = {item.id: item.pack_size for item in master.items}

    assert sum(units_by_item(made, master).values()) == sum(
        ordered.quantity * (packs[ordered.item_id] if ordered.uom == "CS" else 1)
        for order in made.orders
        for ordered in order.lines
    )
