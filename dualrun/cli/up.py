"""`dualrun up`: the whole landscape on loopback, until Ctrl-C."""

import asyncio
import gc
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from dualrun.cli.talk import err
from dualrun.errors import UsageError
from dualrun.nearest import nearest

STATE = Path(".dualrun")
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
    with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
        runner.run(_stay_up(base_port, seed, pace, as_json))
    return 0


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give the fast loop where there is one; Windows has none."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _stay_up(base_port: int, seed: int, pace: str, as_json: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    gc.disable()  # what is imported and seeded now stays for good: no use looking through it for litter
    from dualrun.cli.welcome import show
    from dualrun.landscape.assembly import Hooks, LandscapeSettings
    from dualrun.landscape.business import seeded_business
    from dualrun.landscape.live import LiveLandscape

    def on_defect(where: str, error: BaseException) -> None:
        err(f"dualrun: defect in {where}: {error!r}")

    master = seeded_business(seed)
    landscape = LiveLandscape(
        LandscapeSettings(seed, pace),
        master,
        base_port,
        STATE / f"up-{base_port}",
        Hooks(_unheard, _unheard, on_defect),
    )
    try:
        await landscape.start()
        gc.freeze()
        gc.enable()
        show(landscape.addresses(), master, as_json=as_json)
        await stop.wait()
        err("dualrun: stopping")
    finally:
        await landscape.stop()


def _unheard(*_: object) -> None:
    """Nobody judges a landscape that people play with."""
