"""`dualrun up`: the whole landscape on loopback, until Ctrl-C."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from dualrun.cli.talk import err
from dualrun.clock import since_process_began_s
from dualrun.errors import UsageError
from dualrun.landscape.assembly import Hooks, LandscapeSettings
from dualrun.landscape.place import BASE_PORT, FACADE, NEIGHBOURS, Keeping, Place
from dualrun.nearest import nearest
from simulators.chassis.load import PROFILES
from simulators.registry import NAMES

STATE = Path(".dualrun")
PACES = ("brisk", "realistic")
REPLICAS_MAX = 16
OUTBOX = "outbox"

BasePortOption = Annotated[
    int,
    typer.Option(
        "--base-port",
        envvar="DUALRUN_BASE_PORT",
        help="The first of as many ports below 32768 as there are systems.",
    ),
]
SeedOption = Annotated[
    int,
    typer.Option("--seed", envvar="DUALRUN_SEED", help="The same seed gives the same business.", min=0),
]
PaceOption = Annotated[
    str,
    typer.Option(
        "--pace",
        envvar="DUALRUN_PACE",
        help="brisk: goods ship in seconds; realistic: in hours, as they would.",
    ),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", envvar="DUALRUN_ONLY", help="Start this system alone; say it again for more."),
]
HostOption = Annotated[
    str,
    typer.Option("--host", envvar="DUALRUN_HOST", help="Where to listen; not loopback: a token is due."),
]
TokenOption = Annotated[
    str,
    typer.Option(
        "--admin-token", envvar="DUALRUN_ADMIN_TOKEN", help="What the control plane wants to be shown."
    ),
]
LoadOption = Annotated[
    str,
    typer.Option(
        "--load", envvar="DUALRUN_LOAD", help=f"How much the systems take at once: {', '.join(PROFILES)}."
    ),
]
StateOption = Annotated[
    Path | None,
    typer.Option("--state", envvar="DUALRUN_STATE", help="Keep the ordinary world's documents here."),
]
DatabaseOption = Annotated[
    str,
    typer.Option(
        "--database-url",
        envvar="DUALRUN_DATABASE_URL",
        help="Where the façade keeps its orders: postgresql://... or sqlite:///file.",
    ),
]
EmptyOption = Annotated[
    bool,
    typer.Option("--empty-database", help="Delete what a façade has kept in that database before."),
]
BrokerOption = Annotated[
    str,
    typer.Option("--broker-url", envvar="DUALRUN_BROKER_URL", help="Where its events go: nats://host:4222."),
]
LogOption = Annotated[
    str,
    typer.Option(
        "--log",
        envvar="DUALRUN_LOG",
        help="Where the façade says what it does, a line of JSON each: a file, or - for the terminal.",
    ),
]
OtlpOption = Annotated[
    str,
    typer.Option(
        "--otlp",
        envvar="DUALRUN_OTLP",
        help="A collector of traces that the façade tells every call and step: http://host:4318.",
    ),
]
ReplicasOption = Annotated[
    int,
    typer.Option("--replicas", envvar="DUALRUN_REPLICAS", help="How many façades share the database.", min=1),
]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option("--without", help="For tests: take a safeguard of the façade away; outbox is one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document once everything answers.")]
EofOption = Annotated[
    bool,
    typer.Option("--until-eof", help="Stop when standard input ends, as it does when the starter is gone."),
]
STDIN = 0


def command(
    base_port: BasePortOption = BASE_PORT,
    seed: SeedOption = 7,
    pace: PaceOption = "brisk",
    only: OnlyOption = None,
    host: HostOption = "127.0.0.1",
    admin_token: TokenOption = "",
    load: LoadOption = "instant",
    state: StateOption = None,
    database_url: DatabaseOption = "",
    empty_database: EmptyOption = False,
    broker_url: BrokerOption = "",
    replicas: ReplicasOption = 1,
    log: LogOption = "",
    otlp: OtlpOption = "",
    without: WithoutOption = None,
    as_json: JsonOption = False,
    until_eof: EofOption = False,
) -> int:
    """Start all systems and the façade on this machine."""
    if pace not in PACES:
        meant = nearest(pace, PACES)
        raise UsageError(f"--pace {pace}: {f'did you mean {meant}?' if meant else 'brisk or realistic'}")
    if load not in PROFILES:
        meant = nearest(load, PROFILES)
        raise UsageError(f"--load {load}: {f'did you mean {meant}?' if meant else ', '.join(PROFILES)}")
    if not admin_token and not _is_loopback(host):
        raise UsageError(f"--host {host}: others can reach it, so --admin-token (DUALRUN_ADMIN_TOKEN) is due")
    keeping = _keeping(database_url, broker_url, replicas, empty_database)
    keeping = replace(
        keeping, is_lasting=_is_lasting(without or [], replicas), log=log, otlp=_collector(otlp)
    )
    folder = STATE / f"up-{base_port}"
    place = Place(base_port, folder, _chosen(only or []), host, admin_token, state, keeping)
    with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
        runner.run(_stay_up(place, LandscapeSettings(seed, pace, load=load), as_json, until_eof))
    return 0


def _keeping(database: str, broker: str, replicas: int, empties: bool) -> Keeping:
    """Check what a façade is to be kept by.

    Raises:
        UsageError: it would be shared by replicas, or emptied, and is not there.
    """
    if not database and replicas > 1:
        raise UsageError(f"--replicas {replicas}: they share a database: --database-url postgresql://...")
    if not database and empties:
        raise UsageError("--empty-database: there is none; it goes with --database-url")
    if replicas > REPLICAS_MAX:
        raise UsageError(f"--replicas {replicas}: {REPLICAS_MAX} at most on one machine")
    return Keeping(database, broker, replicas, empties)


def _collector(url: str) -> str:
    """Check where spans are to go.

    Raises:
        UsageError: that is no address of a collector.
    """
    if url and not url.startswith(("http://", "https://")):
        raise UsageError(f"--otlp {url}: the address of a collector's OTLP/HTTP port: http://host:4318")
    return url


def _is_lasting(without: list[str], replicas: int) -> bool:
    """Say whether the façade keeps what an order still needs.

    Raises:
        UsageError: there is no such safeguard to take away, or not from replicas.
    """
    for name in without:
        if name != OUTBOX:
            meant = nearest(name, (OUTBOX,))
            raise UsageError(
                f"--without {name}: {f'did you mean {meant}?' if meant else 'only outbox can be'}"
            )
    if without and replicas > 1:
        raise UsageError("--without outbox: not with --replicas, which find each other's work there")
    return not without


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _chosen(only: list[str]) -> tuple[str, ...]:
    """Check the names of the systems to start; the façade cannot do without its neighbours.

    Raises:
        UsageError: there is no such system, or the façade is to come without one that it needs.
    """
    known = (FACADE, *NAMES)
    for name in only:
        if name not in known:
            meant = nearest(name, known)
            hint = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
            raise UsageError(f"--only {name}: no such system; {hint}")
    missing = [name for name in NEIGHBOURS if name not in only]
    if FACADE in only and missing:
        raise UsageError(f"--only facade: it cannot do without {', '.join(missing)}")
    return tuple(only)


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give the fast loop where there is one; Windows has none."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _stay_up(place: Place, settings: LandscapeSettings, as_json: bool, until_eof: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if until_eof:
        _set_at_eof(stop)
    gc.disable()  # what is imported and seeded now stays for good: no use looking through it for litter
    from dualrun.cli.welcome import show
    from dualrun.landscape.live import LiveLandscape

    def on_defect(where: str, error: BaseException) -> None:
        err(f"dualrun: defect in {where}: {error!r}")

    landscape = LiveLandscape(settings, place, Hooks(_unheard, _unheard, on_defect, err))
    try:
        await landscape.start()
        gc.freeze()
        gc.enable()
        show(landscape.addresses(), landscape.master, since_process_began_s(), as_json=as_json)
        await stop.wait()
        err("dualrun: stopping")
    finally:
        await landscape.stop()


def _set_at_eof(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def read() -> None:
        if not os.read(STDIN, 4096):
            loop.remove_reader(STDIN)
            stop.set()

    try:
        loop.add_reader(STDIN, read)
    except OSError:
        raise UsageError("--until-eof: standard input is neither a pipe nor a terminal") from None


def _unheard(*_: object) -> None:
    """Nobody judges a landscape that people play with."""
