from dualrun.scenario.load import listing, load


def test_every_scenario_tells_its_story_and_has_a_plan_that_passes_and_one_that_does_not():
    shipped = listing()
    assert len(shipped) >= 24
    for one in shipped:
        scenario = load(one.name)
        assert scenario.story is not None, one.name
        assert scenario.story.figures, f"{one.name}: nothing to compare its magnitudes with"
        assert scenario.plans["right"].verdict == "go", one.name
        assert not scenario.plans["right"].changes, one.name
        wrong = scenario.plans["wrong"]
        assert wrong.verdict != "go", one.name
        assert wrong.because, one.name


def test_a_plan_is_the_file_with_its_changes():
    right, wrong = load("order-in-flight"), load("order-in-flight@wrong")
    assert (right.plan, right.facade.pinning) == ("right", True)
    assert (wrong.plan, wrong.facade.pinning) == ("wrong", False)
    assert wrong.migration == right.migration


def test_what_is_set_goes_before_what_the_plan_says():
    assert load("order-in-flight@wrong", {"facade.pinning": "on"}).facade.pinning is True
