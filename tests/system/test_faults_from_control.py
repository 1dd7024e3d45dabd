"""Faults put in force at the port that is of all systems: each goes where it is known, or is refused."""

import pytest


@pytest.fixture
def put(landscape):
    """Puts one rule in force in a world of its own; gives the answer and what is in force then."""

    def ask(**rule):
        url, headers = f"{landscape.urls['control']}/__admin/faults", {"x-dualrun-world": "faults"}
        landscape.client.delete(url, headers=headers)
        answer = landscape.client.put(f"{url}/one", json=rule, headers=headers)
        return answer, landscape.client.get(url, headers=headers).json()

    return ask


def test_a_misbehaviour_that_one_system_knows_goes_to_that_system(put):
    answer, in_force = put(kind="short_pick", share=1.0)

    assert answer.json() == {"status": "ok", "id": "short_pick"}
    assert [(rule["kind"], rule["system"], rule["settings"]["share"]) for rule in in_force] == [
        ("short_pick", "wms", 1.0)
    ]


def test_a_misbehaviour_that_several_know_must_say_whose_it_is(put):
    answer, in_force = put(kind="late_webhook")

    assert answer.status_code == 422
    assert answer.json()["error"] == (
        "system: late_webhook is a misbehaviour of commerce, threepl, threepl_graphql, wms;"
        " say which is meant"
    )
    assert in_force == []
    assert put(kind="late_webhook", system="threepl")[0].status_code == 200


def test_a_misbehaviour_of_another_system_is_told_whose_it_is(put):
    answer, _ = put(kind="short_pick", system="threepl")

    assert answer.status_code == 422
    assert answer.json()["error"] == "kind: threepl has no 'short_pick'; wms has it"


def test_a_fault_of_any_hop_goes_to_all(put):
    _, in_force = put(kind="latency")

    assert len({rule["system"] for rule in in_force}) == 6
