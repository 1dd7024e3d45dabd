import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualrun.scenario.values import (
    clock_text,
    hint,
    parse_duration,
    parse_moment,
    parse_start,
    parse_switch,
    shown,
)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("45s", 45),
        ("60m", 3600),
        ("2h", 7200),
        ("1d", 86_400),
        ("1h 30m", 5400),
        ("1.5h", 5400),
        ("20ms", 0.02),
    ],
)
def test_a_duration_is_a_number_with_its_unit(written, seconds):
    assert parse_duration(written) == seconds


@pytest.mark.parametrize("written", ["", "60", 60, "m", "1 fortnight", "-5m", "1h30", None, "9" * 40 + "s"])
def test_a_duration_without_a_unit_is_refused_and_not_guessed(written):
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(written)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("day 0", 0),
        ("day 3 10:00", 3 * 86_400 + 36_000),
        ("day 1 01:02:03", 90_123),
        ("36h", 129_600),
        ("90m", 5400),
    ],
)
def test_a_moment_is_a_day_with_a_time_or_a_duration_since_the_start(written, seconds):
    assert parse_moment(written) == seconds


@pytest.mark.parametrize("written", ["day", "day x", "day 1 24:00", "day 1 10:60", "10:00", 600, "yesterday"])
def test_a_moment_that_is_none_is_refused(written):
    with pytest.raises(ValueError, match="not a moment"):
        parse_moment(written)


@given(st.integers(0, 366 * 86_400))
def test_a_moment_reads_back_as_it_is_shown(seconds):
    assert parse_moment(clock_text(seconds)) == seconds


def test_a_start_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="with its zone"):
        parse_start("2026-03-02T00:00:00")


def test_a_start_in_another_zone_is_taken_to_utc():
    assert parse_start("2026-03-02T01:00:00+01:00").isoformat() == "2026-03-02T00:00:00+00:00"


@pytest.mark.parametrize(("written", "value"), [("on", True), ("off", False), (True, True), ("OFF", False)])
def test_a_switch_is_on_or_off(written, value):
    assert parse_switch(written) is value


def test_a_hint_names_the_nearest_word_or_else_all_there_are():
    assert hint("dualwrit", ["off", "dualwrite"]) == ', did you mean "dualwrite"?'
    assert hint("zzz", ["off", "live"]) == "; there are off, live"


@given(st.text() | st.integers() | st.lists(st.integers()) | st.none() | st.floats())
def test_what_was_found_is_shown_on_one_line_whatever_it_was(value):
    assert len(shown(value).splitlines()) <= 1
    assert len(shown(value)) <= 60
