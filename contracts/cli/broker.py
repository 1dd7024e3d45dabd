"""`dualrun contracts broker`, `publish`, `record-deployment` and `can-i-deploy`: pacts between teams."""

import asyncio
import json
import socket
from pathlib import Path
from typing import Annotated

import typer

from contracts.cli.options import JsonOption, PactsOption, need_extra
from dualrun.cli.talk import err, out
from dualrun.errors import UsageError

BrokerOption = Annotated[
    str, typer.Option("--broker", help="A Pact broker by its URL, or a folder that is one.")
]
DirOption = Annotated[Path, typer.Option("--dir", help="The folder in which everything is kept.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="Where to listen; 0 for any.")]
VersionOption = Annotated[str, typer.Option("--version", help="Such as the commit.")]
BranchOption = Annotated[str | None, typer.Option("--branch", help="Such as main.")]
NameOption = Annotated[str, typer.Option("--pacticipant", help="A consumer or a provider, by its name.")]
ToOption = Annotated[str, typer.Option("--to", help="The environment, such as production.")]


def serve(directory: DirOption = Path(".dualrun/broker"), port: PortOption = 9292) -> int:
    """Serve a folder as a Pact broker, on this machine alone."""
    from contracts.broker.app import create_app
    from contracts.broker.shelf import Shelf
    from dualrun.landscape.serving import Servers

    app = create_app(Shelf(directory))
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(("127.0.0.1", port))
    except OSError as error:
        raise UsageError(f"--port {port}: {error.strerror}") from None

    async def run() -> None:
        await Servers().serve(app, bound)
        out(f"http://127.0.0.1:{bound.getsockname()[1]}")
        await asyncio.get_running_loop().create_future()

    asyncio.run(run())
    return 0


def publish(
    broker: BrokerOption, version: VersionOption, branch: BranchOption = None, pacts: PactsOption = None
) -> int:
    """Publish pact files of a version of their consumers."""
    need_extra()
    from contracts.broker.client import Broker
    from contracts.pact_file import read_pacts
    from contracts.writing import PACTS

    source = pacts or PACTS
    read_pacts(source)
    files = sorted(source.glob("*.json")) if source.is_dir() else [source]
    for line in Broker(broker).publish(version, branch, files):
        out(line)
    return 0


def record_deployment(
    broker: BrokerOption, pacticipant: NameOption, version: VersionOption, to: ToOption
) -> int:
    """Tell the broker that a version is in an environment."""
    need_extra()
    from contracts.broker.client import Broker

    Broker(broker).deploy(pacticipant, version, to)
    out(f"{pacticipant} {version} is in {to}")
    return 0


def can_i_deploy(
    broker: BrokerOption,
    pacticipant: NameOption,
    version: VersionOption,
    to: ToOption,
    as_json: JsonOption = False,
) -> int:
    """Ask the broker whether a version gets along with what is in an environment."""
    need_extra()
    from contracts.broker.client import Broker

    answer = Broker(broker).can_i_deploy(pacticipant, version, to)
    summary = answer["summary"]
    if as_json:
        out(json.dumps(answer, ensure_ascii=False))
    else:
        word = "yes" if summary["deployable"] else "no"
        (out if summary["deployable"] else err)(f"{word}: {summary['reason']}")
    return 0 if summary["deployable"] else 1
