"""Which pacts is a provider to be verified against? The selectors of the Pact Broker, as rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.broker.shelf import Published, Shelf

MAIN = ("main", "master")
KNOWN = (
    *("mainBranch", "branch", "tag", "latest", "consumer", "matchingBranch", "fallbackBranch", "fallbackTag"),
    *("deployed", "released", "deployedOrReleased", "environment"),
)


def selected(
    shelf: Shelf, provider: str, selectors: Sequence[Mapping[str, Any]], branch: str | None
) -> list[Published]:
    """Give the pacts that any selector means, each content once; without one, the last of each consumer."""
    offered = [pact for pact in shelf.pacts() if pact.provider == provider]
    found: dict[str, Published] = {}
    for selector in selectors or [{"latest": True}]:
        for pact in _meant(shelf, offered, selector, branch):
            found.setdefault(pact.sha, pact)
    return list(found.values())


def is_pending(shelf: Shelf, pact: Published, branch: str | None) -> bool:
    """Say whether a failure is no surprise: no version of the provider on its branch kept to it so far."""
    kept = [r for r in shelf.held["results"] if r["sha"] == pact.sha and r["success"]]
    versions = shelf.versions(pact.provider)
    return not any(branch is None or branch in versions[one["version"]]["branches"] for one in kept)


def _meant(
    shelf: Shelf, offered: Sequence[Published], selector: Mapping[str, Any], branch: str | None
) -> list[Published]:
    wanted = selector.get("consumer")
    ours = [pact for pact in offered if wanted in (None, pact.consumer)]
    if {"deployed", "released", "deployedOrReleased", "environment"} & selector.keys():
        return _deployed(shelf, ours, selector.get("environment"))
    named = branch if selector.get("matchingBranch") else selector.get("branch")
    branches = MAIN if selector.get("mainBranch") else (named,) if named else ()
    for kind, names in (("branches", branches), ("tags", (selector["tag"],) if "tag" in selector else ())):
        if names:
            ours = [p for p in ours if set(names) & set(shelf.versions(p.consumer)[p.version][kind])]
    is_all = "tag" in selector and not selector.get("latest")
    return ours if is_all else list({pact.consumer: pact for pact in ours}.values())


def _deployed(shelf: Shelf, ours: Sequence[Published], environment: str | None) -> list[Published]:
    places = [environment] if environment else shelf.held["environments"]
    there = [shelf.deployed(place) for place in places]
    return [pact for pact in ours if any(place.get(pact.consumer) == pact.version for place in there)]
