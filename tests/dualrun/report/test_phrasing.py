"""Words for times and shares, that say no more than what is known."""

import pytest

from dualrun.report.phrasing import clipped, duration, harmless, percentage, spaced, told_once, virtual_day


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.0923, "0.092 s"),
        (5, "5 s"),
        (59.96, "1 min"),
        (61, "1 min 1 s"),
        (119.9, "2 min"),
        (599, "9 min 59 s"),
        (600, "10 min"),
        (3600, "1 h"),
        (7200, "2 h"),
        (36_000, "10 h"),
        (86_400 * 14, "14 d"),
        (86_400 * 14 + 17 * 3600 + 40, "14 d 17 h"),
        (86_400 * 14 + 60, "14 d"),
    ],
)
def test_a_duration_is_told_in_the_units_that_matter(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 10, "0%"),
        (10, 10, "100%"),
        (1, 3, "33.3%"),
        (99_999, 100_000, ">99.9%"),
        (1, 100_000, "<0.1%"),
        (0, 0, "n/a"),
        (12, 5, "240.0%"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(part, whole, words):
    assert percentage(part, whole) == words


def test_an_instant_is_named_as_scenarios_name_it():
    assert virtual_day("2026-03-02T00:00:00+00:00", "2026-03-06T05:00:07.02+00:00") == "day 4 05:00"
    assert virtual_day("2026-03-02T00:00:00+00:00", "2026-03-06T05:00:07Z") == "day 4 05:00"
    assert virtual_day("2026-03-02T00:00:00+00:00", "yesterday") == "yesterday"


def test_harmless_text_is_left_alone():
    assert harmless("façade → 仓库\n\tline") == "façade → 仓库\n\tline"
    assert harmless("a\x1b[2Jb\x00c\u202ed") == "a�[2Jb�c�d"


def test_names_become_words_and_sentences_stay():
    assert spaced("too_late_to_cancel") == "too late to cancel"
    assert spaced("legacy_erp says no") == "legacy_erp says no"


def test_what_is_cut_shows_it():
    assert clipped("as it is", 8) == "as it is"
    assert clipped("a little longer", 11) == "a little..."


def test_a_subject_is_named_once():
    assert told_once("W1", "W1 may post once") == "W1 may post once"
    assert told_once("W1", "posted twice") == "W1: posted twice"
