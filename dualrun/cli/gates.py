"""`dualrun gates`: how many clean comparisons until we may promote?"""

import asyncio
from typing import Annotated, Any

import typer

from dualrun.cli.talk import out
from dualrun.errors import UsageError

FacadeOption = Annotated[
    str | None, typer.Option("--facade", help="A live façade; without one, what it takes from nothing.")
]
RateOption = Annotated[
    float, typer.Option("--mismatch-rate-max", help="The most mismatches tolerated.", min=0.000001, max=0.5)
]
ConfidenceOption = Annotated[
    float, typer.Option("--confidence", help="How sure to be.", min=0.5, max=0.999999)
]
FailedOption = Annotated[int, typer.Option("--failed", help="How many have differed so far.", min=0)]
ComparedOption = Annotated[int, typer.Option("--compared", help="How many were compared so far.", min=0)]
ClientOption = Annotated[
    str, typer.Option("--client", help="Who asks, as client=secret; it reads the control API.")
]


def command(
    facade: FacadeOption = None,
    mismatch_rate_max: RateOption = 0.01,
    confidence: ConfidenceOption = 0.95,
    failed: FailedOption = 0,
    compared: ComparedOption = 0,
    client: ClientOption = "operator=operator-secret",
) -> int:
    """Say how many clean comparisons are needed until a cohort may advance, of each kind of document."""
    from facade.routing.gate import Gate, judge

    if facade is None:
        if failed > compared:
            raise UsageError(f"--failed {failed}: more than were compared, {compared}")
        out(_said(judge(Gate(mismatch_rate_max, confidence), compared, failed)))
        return 0
    for row in asyncio.run(_asked(facade.rstrip("/"), mismatch_rate_max, client)):
        out(
            f"{row['capability']} of {row['cohort']}, {row['stage']} to {row['to']}: {row['gate']['verdict']}"
        )
        for part in row["gate"]["parts"]:
            out(f"  {part['name']}: {part['verdict']}, {part['reason']}")
    return 0


def _said(decision: Any) -> str:
    return f"{decision.verdict}: {decision.reason}"


async def _asked(facade: str, rate: float, client: str) -> list[dict[str, Any]]:
    from dualrun.cli.control_api import signed_in
    from dualrun.network.live import LiveWire, open_session

    async with open_session() as session:
        ask = await signed_in(LiveWire(session), facade, client)
        found: list[dict[str, Any]] = await ask(f"gates?mismatch_rate_max={rate}")
        return found
