from dualrun.campaign.screen import campaign_screen


def shown(**evaluated: int) -> str:
    rows = {one: {"evaluated": count, "runs_violated": 0} for one, count in evaluated.items()}
    document = {
        "sometimes": {"a crash": 1},
        "schedules": 5,
        "seconds": 2.5,
        "failures": [],
        "verdict": "go",
        "invariants": rows,
        "defects": 0,
        "never": [],
    }
    return campaign_screen(document)


def test_invariants_that_were_all_judged_and_held_are_counted():
    assert shown(I01=7, I02=3).endswith("go: 5 schedules in 2.5 s (2 a second), 2 invariants held")


def test_an_invariant_that_was_never_judged_is_named_and_not_said_to_have_held():
    assert shown(I01=7, I02=3, I03=0).endswith("2 of 3 invariants held, never judged: I03")
