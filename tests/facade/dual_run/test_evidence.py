from facade.dual_run.evidence import Evidence
from facade.dual_run.parity import Parity
from facade.routing.policy import Route
from facade.routing.stage import Stage

HERE = Route("pricing", "pilot", Stage.SHADOW, 1)
TEN, ELEVEN = {"unit_price": 10}, {"unit_price": 11}


def test_the_same_words_of_one_subject_are_evidence_once() -> None:
    evidence = Evidence(Parity())

    assert evidence.is_new("I1", HERE, TEN, TEN)
    assert not evidence.is_new("I1", HERE, dict(TEN), dict(TEN))
    assert evidence.is_new("I2", HERE, TEN, TEN)


def test_what_one_side_says_anew_is_new_evidence() -> None:
    evidence = Evidence(Parity())
    evidence.is_new("I1", HERE, TEN, TEN)

    assert evidence.is_new("I1", HERE, TEN, ELEVEN)
    assert evidence.is_new("I1", HERE, TEN, TEN)


def test_at_another_visit_or_stage_it_is_evidence_again() -> None:
    parity = Parity()
    evidence = Evidence(parity)
    evidence.is_new("I1", HERE, TEN, TEN)
    assert evidence.is_new("I1", Route("pricing", "pilot", Stage.LIVE, 2), TEN, TEN)

    parity.begin_anew("pricing", "pilot")

    assert evidence.is_new("I1", Route("pricing", "pilot", Stage.LIVE, 2), TEN, TEN)


def test_of_more_subjects_than_can_be_kept_the_oldest_is_forgotten() -> None:
    evidence = Evidence(Parity(), subjects_max=2)
    for subject in ("I1", "I2", "I3"):
        evidence.is_new(subject, HERE, TEN, TEN)

    assert not evidence.is_new("I2", HERE, TEN, TEN)
    assert evidence.is_new("I1", HERE, TEN, TEN)
