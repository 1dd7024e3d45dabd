"""`dualrun divergences`: what do the comparator and the gate see of differences that are known?"""

from typing import TYPE_CHECKING, Annotated

import typer

from dualrun.cli.talk import out

if TYPE_CHECKING:
    from dualrun.rehearsal.measuring import Counted

SeedsOption = Annotated[int, typer.Option("--seeds", help="How many rehearsals.", min=1, max=100_000)]
RECALL_MIN = PRECISION_MIN = 0.99
HEAD = (
    "divergence        runs occurred   seen  recall precision (no rules)  seen after   gate rolled back after"
)


def command(seeds: SeedsOption = 200) -> int:
    """Measure recall, precision, false alarms and time to detect over declared divergences."""
    from dualrun.rehearsal.measuring import GATE, SAME, measure, total
    from dualrun.report.phrasing import duration

    found = dict(measure(seeds))
    out(HEAD)
    for kind, row in found.items():
        out(_line(kind, row))
    declared = total([row for kind, row in found.items() if kind != SAME])
    out(
        f"recall {declared.recall:.2%}, precision {declared.precision:.2%} "
        f"({declared.precision_before:.2%} without rules), seen after {duration(declared.median_s())}"
    )
    out(
        f"gate: {declared.rolled_back} rolled back of {declared.gate_due} due, {declared.promoted} promoted, "
        f"after {duration(declared.gate_median_s())}"
    )
    same = found.get(SAME)
    false = same.alarms if same is not None else 0
    if same is not None:
        out(
            f"A/A: {false} alarms in {same.documents:,} documents of {same.runs} runs; the gate rolled back "
            f"{same.rolled_back} ({GATE.false_alarm:.0%} is the stated rate), promoted {same.promoted}"
        )
    return 0 if declared.recall >= RECALL_MIN and declared.precision >= PRECISION_MIN and not false else 1


def _line(kind: str, row: "Counted") -> str:
    from dualrun.report.phrasing import duration

    return (
        f"{kind:<16} {row.runs:>5} {row.occurred:>8} {row.seen:>6}  {row.recall:>6.1%} {row.precision:>9.1%}"
        f" {row.precision_before:>10.1%}  {duration(row.median_s()):<11} {row.rolled_back:>3} of "
        f"{row.gate_due:<3} due  {duration(row.gate_median_s())}"
    )
