"""`dualrun doctor`: what this machine has for dualrun, and what to do about what it has not."""

import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from dualrun.cli.talk import console, out
from dualrun.landscape.place import BASE_PORT, Place

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
NEEDED = ("fastapi", "uvicorn", "aiohttp", "pydantic", "lxml", "orjson")
OPTIONAL = {"pact-python": "contracts", "schemathesis": "contracts", "locust": "load"}
SERVICES = {"PostgreSQL": 5432, "NATS": 4222}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `level`: ok, note (nothing to worry about) or fault."""

    what: str
    level: str
    detail: str


def command(as_json: JsonOption = False) -> int:
    """Look at this machine: versions, ports, services, a place to write."""
    findings = [_python(), *_packages(), _ports(), *_services(), _writable()]
    if as_json:
        out(json.dumps([asdict(finding) for finding in findings]))
    else:
        screen = console(talk=False)
        for finding in findings:
            screen.print(f"{finding.level:5} {finding.what}: {finding.detail}", markup=False)
    return 1 if any(finding.level == "fault" for finding in findings) else 0


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    level = "ok" if sys.version_info >= (3, 11) else "fault"
    return Finding("Python", level, f"{found}; 3.11 or newer is needed")


def _packages() -> list[Finding]:
    findings = [_package(name, "fault", "run: make rehearse, or pip install dualrun") for name in NEEDED]
    return findings + [
        _package(name, "note", f"not installed; pip install 'dualrun[{extra}]' brings it")
        for name, extra in OPTIONAL.items()
    ]


def _package(name: str, level_if_missing: str, advice: str) -> Finding:
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, level_if_missing, advice)


def _ports() -> Finding:
    ports = range(BASE_PORT, BASE_PORT + len(Place(BASE_PORT, Path()).names()))
    taken = [port for port in ports if _answers(port)]
    if taken:
        listed = ", ".join(map(str, taken))
        return Finding("ports", "note", f"{listed} in use: dualrun up --base-port elsewhere")
    return Finding("ports", "ok", f"{ports[0]} to {ports[-1]} are free")


def _services() -> list[Finding]:
    return [
        Finding(name, "ok", f"answers on 127.0.0.1:{port}")
        if _answers(port)
        else Finding(name, "note", f"does not answer on 127.0.0.1:{port}; only some tests need it")
        for name, port in SERVICES.items()
    ]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _writable() -> Finding:
    here = Path.cwd()
    level = "ok" if os.access(here, os.W_OK) else "fault"
    return Finding("folder", level, f"{here} is where .dualrun/ is written")
