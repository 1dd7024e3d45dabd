"""Who may call the façade of a landscape."""

from dualrun.landscape.access import CLIENTS, bearing, client_secrets, live_access, rehearsal_access
from dualrun.landscape.integration import live_integration


def test_a_rehearsal_knows_its_drivers_by_standing_tokens_and_a_live_landscape_knows_none() -> None:
    standing = {one.client_id: one.standing for one in rehearsal_access().principals}

    assert set(standing) == set(CLIENTS)
    assert bearing("operator") == {"authorization": f"Bearer {standing['operator']}"}
    assert not any(one.standing for one in live_access("").principals)
    assert not any(one.secret for one in rehearsal_access().principals)


def test_what_is_told_to_people_is_what_the_facade_knows() -> None:
    for token in ("", "choose-one"):
        known = {one.client_id: one.secret for one in live_access(token).principals}
        assert client_secrets(token) == known


def test_secrets_and_the_key_of_a_landscape_that_others_can_reach_follow_from_its_token() -> None:
    plain, one, other = live_access(""), live_access("one"), live_access("other")

    secrets = [principal.secret for access in (plain, one, other) for principal in access.principals]
    assert len(set(secrets)) == len(secrets)
    assert len({plain.key, one.key, other.key}) == 3
    assert min(len(principal.secret) for principal in one.principals) >= 32
    assert live_access("one") == one


def test_webhooks_lead_to_this_machine_only_in_a_landscape_that_nobody_else_reaches() -> None:
    assert live_integration("").targets.loopback
    assert not live_integration("one").targets.loopback


def test_only_the_operator_moves_stages_and_no_channel_sees_another() -> None:
    for client_id, (scopes, channels) in CLIENTS.items():
        assert ("control.write" in scopes) is (client_id == "operator")
        assert client_id == "operator" or channels == (client_id,)
