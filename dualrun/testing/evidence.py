"""What happened in a world, in the few lines that stand under a test that failed?"""

from collections.abc import Sequence
from typing import Any

from dualrun.testing.control import LandscapeError
from dualrun.testing.world import World

REQUESTS_SHOWN = 10
FAULTS_SHOWN = 5
BODY_SHOWN = 120


def evidence(world: World) -> str:
    """Say which world it was, what was asked there lately (first what no route took), and what struck."""
    try:
        seed = world.health()["seed"]
        requests, unmatched = world.journal.requests(), world.journal.unmatched()
        struck = world.faults.ledger()
    except LandscapeError as error:
        return f"world {world.name}: {error}"
    taken = [one for one in requests if one["nearest"] is None]
    lines = [f"seed {seed}, world {world.name}"]
    lines += _section("no route took", unmatched, REQUESTS_SHOWN, _request)
    lines += _section("asked", taken, REQUESTS_SHOWN, _request)
    lines += _section("struck", struck, FAULTS_SHOWN, _fault)
    return "\n".join(lines)


def _section(title: str, found: Sequence[dict[str, Any]], shown: int, line: Any) -> list[str]:
    if not found:
        return []
    counted = f"{len(found)}" if len(found) <= shown else f"the last {shown} of {len(found)}"
    return [f"{title} ({counted}):", *(f"  {line(one)}" for one in found[-shown:])]


def _request(one: dict[str, Any]) -> str:
    target = f"{one['path']}?{one['query']}" if one["query"] else one["path"]
    said = [f"{one['system']} {one['method']} {target}", str(one["status"] or "no answer")]
    said += [one["fault"]] if one["fault"] else []
    if one["nearest"]:
        said.append(one["nearest"])
    elif one["status"] >= 400:
        said.append(" ".join(one["answer"].split())[:BODY_SHOWN])
    return "  ".join(said)


def _fault(one: dict[str, Any]) -> str:
    return f"{one['id']}  {one['kind']} at {one['system']}, rule {one['rule']}, on {one['subject']}"
