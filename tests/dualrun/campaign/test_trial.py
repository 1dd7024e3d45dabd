import pytest

from dualrun.campaign.case import Case
from dualrun.campaign.disks import HOSTS
from dualrun.campaign.flows import FLOWS
from dualrun.campaign.mishap import CONVERT, MOVE, OPERATOR, ROLL_BACK, Mishap, read_mishap
from dualrun.campaign.points import Point
from dualrun.campaign.trial import try_out

NAMES = [flow.name for flow in FLOWS]


@pytest.mark.parametrize("flow", NAMES)
def test_an_undisturbed_flow_breaks_nothing(flow):
    result = try_out(Case(flow, 7))

    assert result.findings == []
    assert result.seen[f"flow {flow}"] == 1


@pytest.mark.parametrize("flow", [flow.name for flow in FLOWS if not flow.acts])
def test_a_flow_is_the_same_again_and_on_every_host(flow):
    digests = {try_out(Case(flow, 7, host=host)).digest for host in ("memory", "memory", "sqlite")}

    assert len(digests) == 1


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("flow", [flow.name for flow in FLOWS if flow.acts])
def test_a_flow_with_an_operator_is_the_same_again(flow, host):
    """Whether he is answered before the first call that follows, or after, is the host's business."""
    assert try_out(Case(flow, 7, host=host)).digest == try_out(Case(flow, 7, host=host)).digest


def test_flows_end_as_their_names_say():
    seen = {flow: try_out(Case(flow, 7)).seen for flow in NAMES}

    assert seen["plain"]["status completed"]
    assert seen["backorder"]["status backordered"]
    assert seen["backorder"]["status completed"]
    assert seen["cancel"]["a cancellation done"]
    assert seen["cut"]["a cancellation done in part"]
    assert seen["bound"]["status completed"]
    assert seen["instead"]["an item in another's place"]
    assert seen["repriced"]["a price agreed anew"]
    assert seen["repriced"]["status completed"]
    assert seen["refused"]["status rejected"]
    assert seen["converted"]["an order that changed its book"] == 3
    assert seen["converted"]["a conversion refused"] == 1


def test_a_copy_whose_booking_was_never_written_down_is_found_before_it_is_given_up():
    """The façade died between the two; the stage of the day keeps no copies any more."""
    died = read_mishap("crash | process->facade | after | MOVED-2 | 5 | down_s=60")

    assert try_out(Case("converted", 904, (died,))).findings == []


def test_a_way_back_that_overtakes_a_conversion_leaves_the_old_book_its_copy():
    moves = (("live", 10.1), ("rampdown", 10.13), ("complete", 10.16))
    acts = [Mishap(MOVE, OPERATOR, stage, settings={"at_s": at_s}) for stage, at_s in moves]
    acts.append(Mishap(CONVERT, OPERATOR, settings={"at_s": 10.577}))
    acts.append(Mishap(ROLL_BACK, OPERATOR, "off", settings={"at_s": 10.811}))

    result = try_out(Case("bound", 110, tuple(acts)))

    assert result.findings == []
    assert result.seen["a way back from complete"] == 1


def test_an_order_that_came_while_nobody_answered_is_booked_where_it_was_moved_to():
    died = read_mishap("crash | process->facade | before | MOVED-2 | 8 | down_s=600")

    assert try_out(Case("converted", 10, (died,))).findings == []


def test_a_crash_happens_where_it_was_asked_for():
    result = try_out(Case("plain", 7, cut=Point("after", 3)))

    assert result.pulled
    assert result.seen["fault crash"] == 1
    assert result.findings == []


def test_a_file_keeps_what_was_committed_and_nothing_else():
    """Killed in the middle of a transaction: the step is gone as a whole, and is done again."""
    places = [Point("before", number) for number in (12, 15, 18, 21, 24, 27)]

    for result in (try_out(Case("plain", 7, cut=point, host="sqlite")) for point in places):
        assert result.pulled
        assert result.findings == []


def test_what_a_dead_process_has_sent_is_waited_for():
    """The façade comes back at once, looks for its order, and finds nothing: it is still on its way."""
    crash = read_mishap("crash | process->facade | before | BACK-2 | 3 | down_s=0")

    for seed in (7, 11, 13, 17):
        assert try_out(Case("cancel", seed, (crash,))).findings == []


def test_a_book_whose_lists_lag_is_not_given_an_order_twice():
    lag = read_mishap("search_lag | product->cloud_erp | * | * | 1 | share=1 | lag_s=60")
    for write in range(2, 8):
        crash = read_mishap(f"crash | process->facade | after | PLAIN-1 | {write} | down_s=5")

        assert try_out(Case("plain", 5, (lag, crash))).findings == []


def test_an_old_book_whose_lists_lag_is_not_given_an_order_twice():
    lag = read_mishap("stale_list | product->legacy_erp | * | * | 1 | share=1 | lag_s=30")
    for write in range(2, 8):
        crash = read_mishap(f"crash | process->facade | after | BACK-1 | {write} | down_s=5")

        assert try_out(Case("cancel", 5, (lag, crash))).findings == []


@pytest.mark.parametrize("posting", ["ship", "invoice"])
def test_what_no_list_shows_yet_is_not_posted_twice(posting):
    """Found by seeds 20001 and 20005: the second departure of an order looks like none, posted again."""
    lag = read_mishap("search_lag | product->cloud_erp | * | * | 1 | share=1 | lag_s=60")
    for attempt in (1, 2):
        lost = read_mishap(f"response_lost | facade->cloud_erp | *.{posting} | SHORT-1 | {attempt}")

        assert try_out(Case("backorder", 7, (lag, lost))).findings == []


@pytest.mark.parametrize("flow", ["plain", "backorder", "cancel"])
def test_what_arrives_after_its_caller_has_given_up_is_not_done_twice(flow):
    """Found by the campaign of seed 7: the warehouse holds goods twice when asked again too early."""
    for system, route in (
        ("wms", "POST /api/v1/orders"),
        ("threepl", "POST /2026-01/order"),
        ("cloud_erp", "POST *"),
        ("legacy_erp", "urn:*:Create"),
        ("legacy_erp", "urn:*:Post*"),
    ):
        late = read_mishap(f"delayed | facade->{system} | {route} | * | 1 | delay_s=29")

        assert try_out(Case(flow, 7, (late,))).findings == []


@pytest.mark.parametrize(("system", "route"), [("wms", "* /api/v1/webhook*"), ("threepl", "* /*/webhook")])
def test_a_site_that_does_not_know_yet_where_to_tell_us_is_given_nothing(system, route):
    lost = [read_mishap(f"request_lost | facade->{system} | {route} | * | {n}") for n in (1, 2, 3)]

    assert try_out(Case("cancel", 7, tuple(lost))).findings == []


def test_an_answer_that_came_too_late_for_its_caller_binds_nobody():
    """Found by seed 13: asked to wait 50 s, but killed before it heard so."""
    crash = read_mishap("crash | process->facade | before | BACK-1 | 2 | down_s=5")
    rate = read_mishap("request_rate | product->threepl | * | * | 1 | calls=3")

    assert try_out(Case("cancel", 13, (crash, rate))).findings == []


def test_a_wish_that_comes_twice_takes_back_no_more_than_once():
    """Found by seed 12: the second came when the first was done, and took as much again off the order."""
    late = read_mishap("late_webhook | product->threepl | * | * | 1 | share=0.5 | delay_s=600")
    twice = read_mishap(
        "duplicate | driver->facade | POST /orders/BACK-2/cancel | BACK-2 | 1 | delay_s=1 | copies=1"
    )

    assert try_out(Case("cancel", 12, (late, twice))).findings == []


def test_a_shop_that_sends_its_buyer_away_is_no_defect_of_ours():
    turned_away = read_mishap(
        "throttled | driver->commerce | POST /rest/V1/orders | PLAIN-1 | 1 | retry_after_s=5"
    )

    assert try_out(Case("plain", 7, (turned_away,))).findings == []


def test_an_order_that_is_never_done_is_a_finding():
    result = try_out(Case("plain", 7, without=("outbox",), cut=Point("after", 1)))

    assert {"I01", "I24"} <= {found.invariant for found in result.findings}
