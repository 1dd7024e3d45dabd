"""`dualrun up`: the whole landscape on loopback, until Ctrl-C."""

import asyncio
import json
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dualrun.cli.talk import console, err, out
from dualrun.errors import UsageError
from dualrun.nearest import nearest

STATE = Path(".dualrun/facade.sqlite3")
BASE_PORT = 8200
PACES = ("brisk", "realistic")

BasePortOption = Annotated[int, typer.Option("--base-port", help="The first of six ports below 32768.")]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same business.", min=0)]
PaceOption = Annotated[
    str, typer.Option("--pace", help="brisk: goods ship in seconds; realistic: in hours, as they would.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document once everything answers.")]


def command(
    base_port: BasePortOption = BASE_PORT,
    seed: SeedOption = 7,
    pace: PaceOption = "brisk",
    as_json: JsonOption = False,
) -> int:
    """Start all systems and the façade on this machine."""
    if pace not in PACES:
        meant = nearest(pace, PACES)
        raise UsageError(f"--pace {pace}: {f'did you mean {meant}?' if meant else 'brisk or realistic'}")
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_stay_up(base_port, seed, pace, as_json))
    return 0


async def _stay_up(base_port: int, seed: int, pace: str, as_json: bool) -> None:
    from dualrun.landscape.assembly import Hooks, LandscapeSettings
    from dualrun.landscape.live import LiveLandscape
    from dualrun.streams import Streams
    from simulators.chassis.generate import generate

    def nobody(*_: object) -> None:
        return None

    def on_defect(where: str, error: BaseException) -> None:
        err(f"dualrun: defect in {where}: {error!r}")

    master = generate(Streams(seed).child("master"), customers=200, items=300)
    settings = LandscapeSettings(seed, pace)
    hooks = Hooks(nobody, nobody, on_defect)
    landscape = LiveLandscape(settings, master, base_port, STATE, hooks)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await landscape.start()
        _announce(landscape, as_json)
        await stop.wait()
        err("dualrun: stopping")
    finally:
        await landscape.stop()


def _announce(landscape: "LiveLandscape", as_json: bool) -> None:  # type: ignore[name-defined]  # noqa: F821
    addresses = landscape.addresses()
    if as_json:
        systems = [
            {"name": a.name, "title": a.title, "url": a.url, "docs": a.docs, "credentials": a.credentials}
            for a in addresses
        ]
        out(json.dumps({"schema": "dualrun.up/1", "systems": systems, "state": str(STATE)}))
        return
    table = Table("system", "URL", "docs", "credentials", box=None, pad_edge=False)
    for a in addresses:
        secret = ", ".join(f"{key}={value}" for key, value in a.credentials.items())
        table.add_row(a.name, a.url, a.docs, secret)
    screen = console(talk=False)
    screen.print(table, soft_wrap=True)
    screen.print("\nThese are development credentials; everything listens on loopback only. Ctrl-C stops it.")
