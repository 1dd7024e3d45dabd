"""Tokens: who gets one, what it is good for, and which of those that look like one are not."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from contracts.alone import StoppedClock, facade_alone
from tests.facade.api.callers import ACCESS, as_, token_of
from tests.facade.door import Door, refusal

FORM = {"content-type": "application/x-www-form-urlencoded"}
ASKED = b"grant_type=client_credentials"
CLIENT, SECRET = "field_sales", "field_sales-secret"


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def door(clock: StoppedClock) -> Iterator[Door]:
    opened = Door(facade_alone(access=ACCESS, clock=clock))
    yield opened
    assert not opened.alone.defects
    opened.close()


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()}


class TestGettingOne:
    def test_a_client_shows_its_secret_by_basic_and_gets_a_token_for_all_its_scopes(self, door: Door) -> None:
        reply = door.ask("POST", "/oauth2/token", body=ASKED, headers={**FORM, **basic(CLIENT, SECRET)})

        shown = reply.json()
        assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-store")
        assert (shown["token_type"], shown["expires_in"]) == ("Bearer", 900)
        assert shown["scope"] == "orders.read orders.write answers.read webhooks.manage"
        assert door.ask("GET", "/v1/orders", headers=as_(shown["access_token"])).status_code == 200

    def test_a_token_may_be_asked_for_less(self, door: Door) -> None:
        token = token_of(door, CLIENT, SECRET, scope="orders.read")

        reply = door.ask("POST", "/v1/orders", {}, headers=as_(token))

        assert refusal(reply) == (403, "scope_missing")
        assert 'scope="orders.write"' in reply.headers["www-authenticate"]
        assert door.ask("GET", "/v1/orders", headers=as_(token)).status_code == 200

    @pytest.mark.parametrize(
        ("body", "headers", "status", "error"),
        [
            (b"", FORM, 400, "invalid_request"),
            (ASKED, FORM, 401, "invalid_client"),
            (ASKED, {"content-type": "application/json"}, 400, "invalid_request"),
            (b"grant_type=password", FORM, 400, "unsupported_grant_type"),
            (ASKED + b"&grant_type=password", FORM, 400, "invalid_request"),
            (ASKED + b"&client_id=field_sales&client_secret=wrong", FORM, 401, "invalid_client"),
            (ASKED + b"&client_id=nobody-much&client_secret=", FORM, 401, "invalid_client"),
            (ASKED + b"&client_id=nobody&client_secret=x", FORM, 401, "invalid_client"),
            (ASKED, {**FORM, "authorization": "Basic !"}, 401, "invalid_client"),
            (ASKED + b"&client_secret=x", {**FORM, **basic(CLIENT, SECRET)}, 400, "invalid_request"),
            (ASKED + b"&scope=control.write", {**FORM, **basic(CLIENT, SECRET)}, 400, "invalid_scope"),
            (b"\xff=\xff", FORM, 400, "invalid_request"),
            (b"&".join(b"%d=1" % n for n in range(30)), FORM, 400, "invalid_request"),
        ],
    )
    def test_who_does_not_ask_as_the_rfc_says_gets_none(
        self, door: Door, body, headers, status, error
    ) -> None:
        reply = door.ask("POST", "/oauth2/token", body=body, headers={"authorization": "", **headers})

        assert (reply.status_code, reply.json()["error"]) == (status, error)
        assert ("www-authenticate" in reply.headers) is (status == 401)


class TestShowingIt:
    def test_it_ends_when_it_said_it_would(self, door: Door, clock: StoppedClock) -> None:
        token = token_of(door, CLIENT, SECRET)
        clock.at += timedelta(seconds=899)
        assert door.ask("GET", "/v1/orders", headers=as_(token)).status_code == 200

        clock.at += timedelta(seconds=1)

        assert refusal(door.ask("GET", "/v1/orders", headers=as_(token))) == (401, "token_expired")

    def test_a_replica_knows_what_another_has_issued_but_not_what_one_with_another_key_has(
        self, door
    ) -> None:
        token = token_of(door, CLIENT, SECRET)
        twin, stranger = (
            Door(facade_alone(access=access)) for access in (ACCESS, replace(ACCESS, key=b"j" * 32))
        )

        assert twin.ask("GET", "/v1/orders", headers=as_(token)).status_code == 200
        assert stranger.ask("GET", "/v1/orders", headers=as_(token)).status_code == 401
        twin.close()
        stranger.close()

    def test_no_forgery_is_taken(self, door: Door) -> None:
        token = token_of(door, CLIENT, SECRET)
        content, _, signature = token.partition(".")
        more = urlsafe_b64encode(orjson.dumps([CLIENT, ["control.write"], 10**12])).decode()
        none = urlsafe_b64encode(b'{"alg":"none"}').decode()
        forged = [
            *("", ".", "x", token[:-1], token[1:], f"{token}x", token.swapcase(), f" {token}"),
            *(
                f"{more}.{signature}",
                f"{more}.",
                content,
                f"{content}.",
                f"{content}.{signature}.{signature}",
            ),
            *(f"{none}.{more}.", "a" * 5000, "field_sales\x00", "FIELD_SALES", signature),
        ]

        for bad in forged:
            reply = door.ask("GET", "/v1/orders", headers=as_(bad))
            assert reply.status_code == 401, bad
            assert reply.headers["www-authenticate"].startswith("Bearer ")

    @pytest.mark.parametrize("scheme", ["Basic", "Token", "", "Digest"])
    def test_another_scheme_is_no_token(self, door: Door, scheme: str) -> None:
        reply = door.ask("GET", "/v1/orders", headers={"authorization": f"{scheme} {CLIENT}"})

        assert refusal(reply) == (401, "token_missing")
        assert "/oauth2/token" in reply.json()["detail"]

    def test_a_facade_that_was_told_of_nobody_lets_nobody_in(self) -> None:
        shut = Door(facade_alone(access=replace(ACCESS, principals=(), key=b"")))

        assert shut.ask("GET", "/v1/orders", headers=as_("operator")).status_code == 401
        assert shut.ask("GET", "/v1/control/health").status_code == 200
        shut.close()
