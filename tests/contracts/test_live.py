"""A live system gets the verdicts that the same system gets in process."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contracts.cli import run
from contracts.pact_file import SAID, Interaction, PactError, read_pacts
from contracts.providers.known import live_provider, provider_of
from contracts.verification import verify
from contracts.writing import PACTS
from dualrun.testing import running
from simulators.registry import NAMES

ALL = [one for one in read_pacts(PACTS) if one.request.method != SAID]


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    with running() as landscape:
        yield {name: landscape.url(name) for name in NAMES}


def spoilt(interactions: list[Interaction]) -> list[Interaction]:
    return [replace(one, expected=replace(one.expected, status=299)) for one in interactions]


@pytest.mark.parametrize("name", NAMES)
def test_what_holds_in_process_holds_live(urls, name):
    live = live_provider(name, urls[name], None, [])

    outcomes = verify(ALL, live)

    assert [(one.interaction.name, one.differences) for one in outcomes if not one.holds] == []


def test_what_breaks_in_process_breaks_live(urls):
    interactions = spoilt([one for one in ALL if one.provider == "wms"])
    live = live_provider("wms", urls["wms"], None, [])

    verdicts = [
        [one.differences for one in verify(interactions, each)] for each in (live, provider_of("wms"))
    ]

    assert verdicts[0] == verdicts[1]
    assert all(verdicts[0])


def test_who_cannot_be_reached_is_told_at_once(capsys):
    asked = ["verify", "--provider", "wms", "--url", "http://127.0.0.1:9", "--only", "to release when"]

    assert run(asked) == 1
    assert "state: wms cannot be reached" in capsys.readouterr().out


def test_a_header_that_is_none_is_told():
    with pytest.raises(PactError, match="'x-api-key' is no header; write it as 'Name: value'"):
        live_provider("wms", "http://127.0.0.1:9", None, ["x-api-key"])


def test_what_can_only_be_verified_in_process_is_not_passed_over_in_silence(capsys):
    asked = [
        "verify",
        "--provider",
        "wms",
        "--url",
        "http://127.0.0.1:9",
        "--only",
        "that an order is shipped",
    ]

    assert run(asked) == 2
    assert "messages are verified in process or at --message-url" in capsys.readouterr().err
