"""The shipped profiles as data, and what is said of one that is wrong."""

import pytest

from dualrun.errors import UsageError
from dualrun.scenario.marked import frozen
from loadtests import library
from loadtests.arriving import arrivals
from loadtests.profile import KINDS, Profile
from loadtests.rates import figures, steps, times_at

DUE = {
    "ordinary-week",
    "black-week",
    "flash-promo",
    "edi-top-of-hour",
    "soak",
    "stairs",
    "spike-and-recover",
    "cutover-during-peak",
    "neighbour-down",
    "smoke",
}


def test_every_profile_that_a_season_needs_is_there():
    assert set(library.names()) >= DUE


@pytest.mark.parametrize("name", library.names())
class TestAShippedProfile:
    def test_is_sound_and_promises_that_nothing_is_lost_or_doubled(self, name):
        profile = library.load(name)

        assert {"lost", "doubled"} <= {one.measure for one in profile.slo}
        assert all(profile.rate_of(kind) > 0 for kind in profile.mix)

    def test_is_the_same_after_it_was_written_down_for_the_workers(self, name):
        profile = library.load(name)

        assert Profile.model_validate(frozen(profile.document())) == profile

    def test_offers_something_at_every_moment_of_a_short_run(self, name):
        profile = library.load(name, {"for": "10s"})
        for kind in profile.mix:
            times = times_at(profile.shape_of(kind), profile.length_s)
            assert sum(times(second + 0.5) for second in range(10)) > 0


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("lenght", "3", 'unknown key "lenght"'),
        ("mix.byer", "3", 'unknown user "byer", did you mean "buyer"?'),
        ("shape.kind", "spik", 'did you mean "spike"?'),
        ("shape.risse", "3s", 'unknown key "risse", did you mean "rise"?'),
        ("shape.every", "3s", '"every" says nothing of kind even'),
        ("slo[0].mesure", "lost", 'unknown key "mesure", did you mean "measure"?'),
        ("slo[0].measure", "losst", 'unknown measure "losst", did you mean "lost"?'),
        ("slo[0].at_most", "soon", '"soon" is not a duration'),
        ("landscape.load", "typcal", 'did you mean "typical"?'),
        ("for", "30", "30 is not a duration"),
        ("users", "0", "--set users=0: must be greater than or equal to 1"),
        ("shape.at", "120%", "no moment of a run"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_the_nearest_word(key, value, said):
    with pytest.raises(UsageError) as told:
        library.load("smoke", {key: value})

    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_profile_that_is_not_there_is_told_with_the_nearest_name():
    with pytest.raises(UsageError, match='no profile "blak-week", did you mean "black-week"'):
        library.load("blak-week")


def test_kinds_of_users_have_a_module_each():
    from importlib.util import find_spec

    assert all(find_spec(f"loadtests.users.{kind}") for kind in KINDS)


def test_the_figures_name_their_source_and_hold_two_seasons():
    told = figures()

    assert "UCI Machine Learning Repository, CC BY 4.0" in told["source"]
    assert len(told["season"]) == 2
    week = told["ordinary_week"]
    assert sum(week) / len(week) == pytest.approx(1.0, abs=0.01)


class TestShapes:
    def test_a_flash_promotion_is_at_twenty_times_within_the_minute(self):
        times = times_at(library.load("flash-promo").shape, 60.0)

        assert times(0.0) == 1.0
        assert times(59.99) == pytest.approx(20.0, abs=0.1)

    def test_black_week_is_the_ordinary_one_at_the_height_of_the_season(self):
        ordinary = times_at(library.load("ordinary-week").shape, 60.0)
        black = times_at(library.load("black-week").shape, 60.0)

        assert {round(black(s) / ordinary(s), 6) for s in range(60)} == {1.875}

    def test_partners_send_at_the_top_of_the_hour(self):
        times = times_at(library.load("edi-top-of-hour").shape_of("edi_partner"), 60.0)

        assert [times(s) for s in (0, 1.9, 2.1, 19.9, 20, 41)] == [10, 10, 0.02, 0.02, 10, 10]

    def test_a_spike_ends(self):
        times = times_at(library.load("spike-and-recover").shape, 60.0)

        assert [times(s) for s in (0, 17.9, 18.1, 26.9, 27.1)] == [1, 1, 8, 8, 1]

    def test_stairs_rise_step_by_step(self):
        found = steps(library.load("stairs").shape, 36.0)

        assert [(s.number, s.begin_s, s.end_s, s.times) for s in found] == [
            (1, 0, 12, 1),
            (2, 12, 24, 2),
            (3, 24, 36, 3),
        ]


class TestVisits:
    def test_of_several_processes_are_together_those_of_one(self):
        profile = library.load("smoke")
        whole = arrivals(profile, 0, 1)

        assert sorted(visit for share in range(3) for visit in arrivals(profile, share, 3)) == whole
        assert len(whole) == pytest.approx(60 / 5 * 15, rel=0.3)

    def test_are_the_same_for_the_same_seed_and_others_for_another(self):
        profile, other = library.load("smoke"), library.load("smoke", {"seed": "8"})

        assert arrivals(profile, 0, 1) == arrivals(profile, 0, 1) != arrivals(other, 0, 1)
