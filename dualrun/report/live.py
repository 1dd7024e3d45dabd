"""The same page while it happens: where every cohort stands, what its gate says, what waits, what differs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dualrun.report import charts, derived
from dualrun.report.document import MismatchRow, ParityRow, StageRow
from dualrun.report.html import environment

MOVES = "POST /v1/control/stages"
LOOKS = {
    "policy": "policy",
    "parity": "parity",
    "gates": "gates",
    "mismatches": "mismatches",
    "outbox": "outbox",
    "repairs": "repair-queue",
    "parked": "parked",
}
"""What the page shows, and where the control API tells it; its audit log comes beside."""
LADDER = ("off", "dualwrite", "shadow", "live", "rampdown", "complete")
SHOWN_MAX = 100


def live_page(said: Mapping[str, Any], facade: str, at: datetime, every_s: int) -> str:
    """Draw a façade's standing at one instant, with the parts that the report of a rehearsal is made of."""
    moves = _moves(said["audit"])
    begun = datetime.fromisoformat(moves[0].at) if moves else at
    parity = _parity(said["parity"]["tallies"])
    differing = [MismatchRow(**row) for row in said["mismatches"]]
    shown = {
        "started_at": begun.isoformat(),
        "stages": moves,
        "parity": parity,
        "papers": {},
    }
    length_s = max((at - begun).total_seconds(), 1.0)
    return (
        environment()
        .get_template("live.html.j2")
        .render(
            report=shown,
            facade=facade,
            at=at.isoformat(),
            every_s=every_s,
            ladder=LADDER,
            standing=_standing(said["policy"]),
            gates=said["gates"],
            outbox=said["outbox"],
            repairs=said["repairs"],
            parked=said["parked"][:SHOWN_MAX],
            drawings={
                "stages": charts.stage_timeline(moves, begun.isoformat(), length_s),
                "parity": charts.parity_bars(parity),
                "course": {},
            },
            parity_sum=derived.parity_sum(parity),
            disagreements=derived.by_verdict(differing),
        )
    )


def _standing(policy: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give every cohort's stage; one that has never moved is at the first."""
    stages = {(row["cohort"], row["capability"]): row["stage"] for row in policy["stages"]}
    shares = {row["name"]: row["percent"] for row in policy["cohorts"]}
    asleep = {(name, "orders"): LADDER[0] for name in shares if name not in {name for name, _ in stages}}
    return [
        {"cohort": cohort, "capability": capability, "percent": shares.get(cohort), "stage": stage}
        for (cohort, capability), stage in {**asleep, **stages}.items()
    ]


def _moves(lines: Sequence[Mapping[str, Any]]) -> list[StageRow]:
    """Read from the audit log which cohort has moved when: what was asked for and then granted."""
    asked = {one["number"]: one for one in lines if one["action"] == MOVES and "asked" in _said(one)}
    granted = [_said(one).get("of") for one in lines if _said(one).get("status") == 200]
    stood: dict[tuple[str, str], str] = {}
    found = []
    for number in granted:
        if number in asked:
            wish = asked[number]["said"]["asked"]
            place = str(wish["capability"]), str(wish["cohort"])
            before, stood[place] = stood.get(place, LADDER[0]), str(wish["to"])
            gate = {"reason": "passed"} if wish.get("gate") else {}
            found.append(
                StageRow(
                    at=asked[number]["at"], capability=place[0], cohort=place[1], to=stood[place], gate=gate,
                    **{"from": before},
                )
            )  # fmt: skip
    return found


def _said(line: Mapping[str, Any]) -> Mapping[str, Any]:
    said = line["said"]
    return said if isinstance(said, Mapping) else {}


def _parity(tallies: Sequence[Mapping[str, Any]]) -> list[ParityRow]:
    """Add the cohorts up: how often the books agreed by capability and stage."""
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for row in tallies:
        place = sums.setdefault((row["capability"], row["stage"]), {})
        for name, number in row.items():
            if name not in ("capability", "stage", "cohort"):
                place[name] = place.get(name, 0) + number
    return [
        ParityRow(capability=capability, stage=stage, **counts)
        for (capability, stage), counts in sorted(
            sums.items(), key=lambda one: (one[0][0], LADDER.index(one[0][1]))
        )
    ]
