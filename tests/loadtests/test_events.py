"""What is said of a stream of events, by the versions it holds of each order."""

import pytest

from loadtests.events import judged


def test_every_version_once_and_in_order_is_right() -> None:
    count = judged({"A": [1, 2, 3], "B": [1]}, ["A", "B"])

    assert not count.wrong
    assert (count.events, count.orders) == (4, 2)


@pytest.mark.parametrize(
    ("versions", "what"),
    [
        ([1, 3], "missing"),
        ([2, 3], "missing"),
        ([], "missing"),
        ([1, 2, 2], "twice"),
        ([1, 3, 2], "disordered"),
    ],
)
def test_what_is_amiss_is_named_with_its_order(versions: list[int], what: str) -> None:
    count = judged({"A": versions} if versions else {}, ["A"])

    assert getattr(count, what) == ["A"]
    assert count.wrong
