"""The Pact library's own verifier, over sockets, comes to the verdicts that are come to here in process."""

import subprocess
import sys
from http.server import HTTPServer
from pathlib import Path

import orjson
import pytest

from contracts.cli.serve import asking
from contracts.pact_file import NOTICE, Interaction, read_pacts
from contracts.providers.known import FACADE, PROVIDERS, provider_of
from contracts.providers.served import Desk
from contracts.verification import Provider, verify
from contracts.writing import PACTS

PAUSE_S = 0.02
SPOILT_EVERY = 3
OF_THE_FACADE = "edi-partner"
"""One consumer stands for all: each of its interactions lives through a landscape of its own."""


def spoil(one: dict) -> None:
    """Let an interaction want what no provider gives."""
    part = one["contents"] if one["type"] == NOTICE else one["response"]
    if one["type"] == NOTICE:
        part["content"] = {**part["content"], "gone": 1}
    else:
        part["status"] = 299


def some_spoilt(provider: str, folder: Path) -> list[Interaction]:
    """Write the pacts with a provider, every third interaction spoilt."""
    for file in sorted(PACTS.glob("*.json")):
        document = orjson.loads(file.read_bytes())
        is_meant = provider != FACADE or document["consumer"]["name"] == OF_THE_FACADE
        if document["provider"]["name"] == provider and is_meant:
            for one in document["interactions"][::SPOILT_EVERY]:
                spoil(one)
            (folder / file.name).write_bytes(orjson.dumps(document))
    return read_pacts(folder)


def judged_by_the_library(
    provider: Provider, interactions: list[Interaction], folder: Path
) -> dict[str, bool]:
    """Serve the provider for as long as the library asks."""
    results = folder / "results.json"
    with HTTPServer(("127.0.0.1", 0), asking(Desk(provider, interactions).take)) as server:
        server.timeout = PAUSE_S
        url, pacts = f"http://127.0.0.1:{server.server_port}", str(folder / "pacts")
        asked = [sys.executable, "-m", "contracts.mutation.library", pacts, url, str(results), provider.name]
        with subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as library:
            while library.poll() is None:
                server.handle_request()
    return orjson.loads(results.read_bytes())


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_library_and_we_agree_on_what_holds_and_what_does_not(name: str, tmp_path: Path):
    (tmp_path / "pacts").mkdir()
    interactions, provider = some_spoilt(name, tmp_path / "pacts"), provider_of(name)

    ours = {one.interaction.name: one.holds for one in verify(interactions, provider)}

    assert judged_by_the_library(provider, interactions, tmp_path) == ours
    assert len(ours) == len(interactions) >= 2 * SPOILT_EVERY
    assert set(ours.values()) == {True, False}
