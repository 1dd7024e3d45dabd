import subprocess
import sys
from statistics import correlation, fmean, median
from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualrun.streams import Streams

KEYS = st.lists(st.text() | st.integers(-(2**62), 2**62), max_size=4).map(tuple)


@given(KEYS, KEYS)
def test_two_keys_draw_alike_only_if_they_are_the_same(one, other):
    streams = Streams(7)
    assert (streams.uuid(*one) == streams.uuid(*other)) == (one == other)


def test_where_one_part_of_a_key_ends_matters_and_so_does_its_type():
    streams = Streams(7)
    assert len({streams.uniform(*key) for key in [("a", "bc"), ("ab", "c"), ("abc",), ("1",), (1,), ()]}) == 6


def test_another_seed_and_another_child_draw_otherwise():
    draws = [
        Streams(7).uniform("x"),
        Streams(8).uniform("x"),
        Streams(7).child("x").uniform("x"),
        Streams(7).child("y").uniform("x"),
        Streams(7).child("x").child("x").uniform("x"),
        Streams(7).child("x", "x").uniform("x"),
    ]
    assert len(set(draws)) == len(draws)


def test_what_was_drawn_before_does_not_matter():
    busy, fresh = Streams(7), Streams(7)
    for number in range(100):
        busy.uniform("other", number)
    assert busy.uniform("this", 1) == fresh.uniform("this", 1)


def test_every_process_draws_the_same():
    program = "from dualrun.streams import Streams; s = Streams(7); print(s.uniform('a', 1), s.uuid('a', 1))"
    answers = [
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    ]
    here = f"{Streams(7).uniform('a', 1)} {Streams(7).uuid('a', 1)}\n"
    assert answers == [here, here]


def test_uniform_draws_fill_the_unit_interval_evenly():
    draws = [Streams(7).uniform("draw", number) for number in range(5000)]
    assert all(0.0 <= draw < 1.0 for draw in draws)
    assert fmean(draws) == pytest.approx(0.5, abs=0.02)
    tenths = [sum(int(draw * 10) == tenth for draw in draws) for tenth in range(10)]
    assert all(400 < count < 600 for count in tenths)


def test_ids_are_valid_and_named_ones():
    identity = Streams(7).uuid("order", 1)
    assert identity.version == 5
    assert identity.variant == RFC_4122


@given(st.integers(-1000, 1000), st.integers(0, 50), st.integers(0, 10_000))
def test_a_whole_number_lies_between_its_bounds(low, span, number):
    assert low <= Streams(7).between(low, low + span, "n", number) <= low + span


def test_a_whole_number_reaches_both_bounds():
    assert {Streams(7).between(1, 6, "die", throw) for throw in range(200)} == {1, 2, 3, 4, 5, 6}


def test_bounds_the_wrong_way_round_are_refused():
    with pytest.raises(ValueError, match="between 2 and 1"):
        Streams(7).between(2, 1, "x")


def test_a_choice_reaches_every_option():
    assert {Streams(7).choice(("EA", "CS"), "unit", line) for line in range(50)} == {"EA", "CS"}


def test_a_choice_among_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing to choose"):
        Streams(7).choice((), "x")


def test_lognormal_draws_lie_around_their_median_with_a_long_tail():
    pairs = [Streams(7).lognormals(0.04, 0.8, "hop", number) for number in range(5000)]
    for draws in zip(*pairs, strict=True):
        assert min(draws) > 0
        assert median(draws) == pytest.approx(0.04, rel=0.06)
        assert max(draws) > 0.3


def test_the_two_numbers_of_one_lognormal_draw_know_nothing_of_each_other():
    pairs = [Streams(7).lognormals(0.04, 0.8, "hop", number) for number in range(5000)]
    assert abs(correlation(*zip(*pairs, strict=True))) < 0.05


def test_without_spread_every_draw_is_the_median():
    assert Streams(7).lognormals(0.04, 0.0, "hop", 1) == (0.04, 0.04)
