import pytest

from facade.dual_run.difference import Difference
from facade.dual_run.noise import NoiseFilter, NoiseLimits, PathCount

TOTAL = Difference("total", "value", "1", "2", "")
STAMP = Difference("created_at", "value", "10:00", "10:01", "")


@pytest.mark.parametrize(
    ("requests", "raw", "noise", "relative", "absolute", "flagged"),
    [
        (1_000, 15, 10, 20.0, 0.5, False),
        (1_000, 16, 10, 23.08, 0.6, True),
        (10_000, 3, 0, 100.0, 0.03, False),
        (10_000, 4, 0, 100.0, 0.04, True),
        (100, 1, 0, 100.0, 1.0, True),
        (1_000, 10, 16, 23.08, 0.6, False),
        (1_000, 0, 0, 0.0, 0.0, False),
    ],
)
def test_the_arithmetic_is_the_published_one(
    requests: int, raw: int, noise: int, relative: float, absolute: float, flagged: bool
) -> None:
    count = PathCount(raw, noise)

    assert count.relative() == pytest.approx(relative, abs=0.005)
    assert count.absolute(requests) == pytest.approx(absolute)
    assert count.is_flagged(requests, NoiseLimits()) is flagged


def test_a_field_that_differs_from_itself_as_often_is_dropped_and_listed() -> None:
    seen = NoiseFilter()
    for _ in range(50):
        seen.see([STAMP, TOTAL], [STAMP])

    assert list(seen.flagged()) == ["total:value"]
    assert list(seen.dropped()) == ["created_at:value"]


def test_the_kind_of_difference_is_part_of_the_path_and_the_line_is_not() -> None:
    seen = NoiseFilter()
    seen.see([Difference("lines[10].net", "missing", "1", "", "")], [])
    seen.see(
        [Difference("lines[20].net", "value", "1", "2", "")],
        [Difference("lines[10].net", "value", "", "", "")],
    )

    assert list(seen.flagged()) == ["lines[*].net:missing"]


def test_a_request_counts_once_a_path_however_many_lines_differ() -> None:
    seen = NoiseFilter()
    seen.see([Difference(f"lines[{line}].net", "value", "1", "2", "") for line in (10, 20, 30)], [])

    assert seen.paths == {"lines[*].net:value": PathCount(1, 0)}


def test_a_prefix_marked_by_hand_is_dropped() -> None:
    seen = NoiseFilter(noisy_prefixes=("created",))
    seen.see([STAMP], [])

    assert (list(seen.flagged()), list(seen.dropped())) == ([], ["created_at:value"])
