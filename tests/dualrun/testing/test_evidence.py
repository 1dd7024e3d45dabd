"""What stands under a failure: the world, what went astray first, what was asked, what struck."""

import httpx

from dualrun.testing.control import ControlPlane
from dualrun.testing.evidence import REQUESTS_SHOWN, evidence
from dualrun.testing.world import World


def test_what_no_route_took_comes_first_then_what_was_asked_and_what_struck(world):
    world.faults.put("status", "wms", path="/api/v1/stock", times=1)
    for path in ("/api/v1/stock?maxArticlesToGet=1", "/api/v1/articles", "/api/v1/order"):
        httpx.get(world.url("wms", path), trust_env=False)

    lines = evidence(world).splitlines()

    assert lines[:4] == [
        "seed 7, world of-a-test",
        "no route took (1):",
        "  wms GET /api/v1/order  404  nearest: GET /api/v1/orders ('order' is not 'orders')",
        "asked (2):",
    ]
    [entry] = world.faults.ledger()
    assert lines[4].startswith(f"  wms GET /api/v1/stock?maxArticlesToGet=1  503  {entry['id']}  ")
    assert "401" in lines[5]
    assert lines[6:] == [
        "struck (1):",
        f"  {entry['id']}  status at wms, rule status, on {entry['subject']}",
    ]


def test_only_the_last_requests_are_shown_and_all_are_counted(world):
    for number in range(REQUESTS_SHOWN + 2):
        httpx.get(world.url("wms", f"/nowhere/{number}"), trust_env=False)

    _, title, *shown = evidence(world).splitlines()

    assert title == f"no route took (the last {REQUESTS_SHOWN} of {REQUESTS_SHOWN + 2}):"
    assert len(shown) == REQUESTS_SHOWN
    assert f"/nowhere/{REQUESTS_SHOWN + 1} " in shown[-1]


def test_a_landscape_that_no_longer_answers_says_no_more_than_that():
    lost = World("lost", ControlPlane("http://127.0.0.1:9"), {})

    assert evidence(lost).startswith("world lost: no control plane answers at http://127.0.0.1:9")
