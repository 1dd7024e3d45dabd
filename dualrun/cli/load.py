"""`dualrun load`: a peak season against a façade, ours or another, and a reconciliation at the end.

The load itself is a process of its own: Locust patches the interpreter that imports it.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from dualrun.errors import UsageError

ProfileArgument = Annotated[str, typer.Argument(help="A profile by name, or a YAML file by path.")]
TargetOption = Annotated[
    str, typer.Option("--target", help="The façade to load; one is started when not given.")
]
LandscapeOption = Annotated[
    str,
    typer.Option("--landscape", help="The control port of `dualrun up`: where the books are, and the rest."),
]
UsersOption = Annotated[int | None, typer.Option("--users", help="Instead of the profile's number.", min=1)]
WorkersOption = Annotated[
    int, typer.Option("--workers", help="Processes that offer the load; one does it when not given.", max=64)
]
MasterOption = Annotated[
    bool, typer.Option("--master", help="Wait for --workers that are started elsewhere, with --worker.")
]
WorkerOption = Annotated[bool, typer.Option("--worker", help="Be a worker of the master at --host.")]
HostOption = Annotated[str, typer.Option("--host", help="Where the master of a --worker is.")]
PortOption = Annotated[int, typer.Option("--port", help="Where a master and its workers meet.")]
WebOption = Annotated[int, typer.Option("--web-port", help="Show Locust's own pages on this port meanwhile.")]
ReportOption = Annotated[
    Path | None, typer.Option("--report", help="Write report.html, report.json, junit.xml and CSV here.")
]
BaselineOption = Annotated[
    Path | None, typer.Option("--baseline", help="An earlier report.json: say what got worse beyond noise.")
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", help="A YAML file that names the routes of another façade.")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="Another value in the profile, as in --set for=30s.")
]
SeedOption = Annotated[
    int, typer.Option("--seed", help="The business to order from, as for `dualrun up`.", min=0)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the report as one JSON document.")]


def command(
    profile: ProfileArgument = "",
    target: TargetOption = "",
    landscape: LandscapeOption = "",
    users: UsersOption = None,
    workers: WorkersOption = 0,
    master: MasterOption = False,
    worker: WorkerOption = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 5557,
    web_port: WebOption = 0,
    report: ReportOption = None,
    baseline: BaselineOption = None,
    mapping: MappingOption = None,
    override: SetOption = None,
    seed: SeedOption = 7,
    as_json: JsonOption = False,
) -> int:
    """Load a façade by a profile; at the end every acknowledged order is looked up in the books."""
    if find_spec("locust") is None:
        raise UsageError("load: Locust is not here: pip install 'dualrun[load]'")
    if worker:
        arguments = ["loadtests.working", "--host", host, "--port", str(port)]
    elif not profile:
        raise UsageError("load: which profile? dualrun load --help, or dualrun load ordinary-week")
    else:
        given = {
            "--target": target,
            "--landscape": landscape,
            "--users": users,
            "--report": report,
            "--baseline": baseline,
            "--mapping": mapping,
        }
        arguments = ["loadtests", profile, f"--workers={workers}", f"--port={port}", f"--seed={seed}"]
        arguments += [f"{name}={value}" for name, value in given.items() if value]
        arguments += [f"--web-port={web_port}"] if web_port else []
        arguments += ["--master"] if master else []
        arguments += ["--json"] if as_json else []
        arguments += [f"--set={one}" for one in override or ()]
    try:
        return subprocess.run([sys.executable, "-m", *arguments], check=False).returncode
    except KeyboardInterrupt:  # the load has heard it too, and ends by itself
        return 130
