import pytest

from dualrun.errors import UsageError
from dualrun.scenario.load import load


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"bills": "{put_right_a_day: 3}"}, "no bill comes: landscape.on_order_share is 0"),
        (
            {"expect.bills": "{waiting_max: 4, oldest: 4d}"},
            "nobody holds bills against orders: the scenario has no bills",
        ),
    ],
)
def test_a_queue_of_bills_needs_bills_and_bills_need_goods_on_their_way(said, told):
    with pytest.raises(UsageError) as refused:
        load("thin-cohort", said)

    assert told in str(refused.value)


def test_a_queue_is_back_within_ten_days_where_nothing_else_is_said():
    keys = {"landscape.on_order_share": "0.5", "bills": "{}", "expect.bills": "{waiting_max: 4, oldest: 4d}"}

    queue = load("thin-cohort", keys).expect.bills

    assert (queue.waiting_max, queue.oldest_s, queue.within_s) == (4, 4 * 86_400.0, 10 * 86_400.0)
