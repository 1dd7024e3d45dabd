from hypothesis import given
from hypothesis import strategies as st

from dualrun.nearest import nearest

STAGES = ("off", "dualwrite", "shadow", "live", "rampdown", "complete")


def test_a_slip_of_the_finger_is_recognised():
    assert nearest("shaddow", STAGES) == "shadow"


def test_case_and_the_kind_of_hyphen_do_not_matter():
    assert nearest("Dual_Write", ["dual-write", "live"]) == "dual-write"


def test_a_word_from_elsewhere_gets_no_hint():
    assert nearest("warehouse", STAGES) is None


def test_nothing_is_near_when_nothing_is_known():
    assert nearest("shadow", []) is None


@given(st.permutations(["stage", "stages", "staged"]))
def test_the_order_of_the_known_words_does_not_change_the_hint(known):
    assert nearest("stag", known) == "stage"


@given(st.sampled_from(STAGES))
def test_a_known_word_is_nearest_to_itself(word):
    assert nearest(word, STAGES) == word
