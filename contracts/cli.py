"""`python -m contracts`: write the pacts, verify them, fuzz a system. Exit codes are those of `dualrun`."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from dualrun.cli.talk import err, out
from simulators.registry import NAMES

FACADE = "facade"


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    os.environ.setdefault("PACT_DO_NOT_TRACK", "true")
    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.command(asked)
    except KeyboardInterrupt:
        err("contracts: stopped")
        return 130
    return code


def _parser() -> ArgumentParser:
    parser = ArgumentParser("contracts", description="Write and verify contracts, and fuzz a system.")
    commands = parser.add_subparsers(title="commands", required=True)
    write = commands.add_parser("write", help="try at a mock what every consumer relies on; write the pacts")
    write.set_defaults(command=_write)
    verify = commands.add_parser("verify", help="verify the façade against its pacts, in process")
    verify.add_argument("--pacts", type=Path, help="a pact file or a folder; ours unless told otherwise")
    verify.add_argument("--only", default="", help="a pattern on 'consumer: description'")
    verify.set_defaults(command=_verify)
    fuzz = commands.add_parser("fuzz", help="send a system what its OpenAPI document allows and forbids")
    fuzz.add_argument("system", nargs="?", default=FACADE, choices=(FACADE, *NAMES), help="default: facade")
    fuzz.add_argument("--examples", type=_positive, default=100, help="made-up requests an operation")
    fuzz.add_argument("--seed", type=int, default=7, help="the same seed makes up the same requests")
    fuzz.set_defaults(command=_fuzz)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(f"{number} is below 1")
    return number


def _write(_: Namespace) -> int:
    """Try what every consumer relies on at a mock, and write it into pact files."""
    from contracts.writing import BrokenPromiseError, write_all

    try:
        for path in write_all():
            out(f"wrote {path.name}")
    except BrokenPromiseError as broken:
        err(f"contracts: {broken}")
        return 1
    return 0


def _verify(asked: Namespace) -> int:
    """Verify the façade against its pacts, in process."""
    from contracts.pact_file import PactError, read_pacts
    from contracts.providers.facade import FacadeProvider
    from contracts.verification import selected, verify_one
    from contracts.writing import PACTS

    provider = FacadeProvider()
    try:
        interactions = selected(read_pacts(asked.pacts or PACTS), provider, asked.only)
    except PactError as error:
        err(f"contracts: {error}")
        return 2
    broken = 0
    for interaction in interactions:
        outcome = verify_one(interaction, provider)
        out(f"{'holds ' if outcome.holds else 'BROKEN'}  {interaction.name}")
        for difference in outcome.differences:
            out(f"          {difference}")
        broken += not outcome.holds
    out(f"{len(interactions) - broken} of {len(interactions)} interactions hold")
    return 1 if broken else 0


def _fuzz(asked: Namespace) -> int:
    """Send a system what its OpenAPI document allows and what it forbids."""
    from contracts.alone import facade_alone, system_alone
    from contracts.fuzz import fuzz
    from contracts.surfaces import facade_schema, system_schema

    if asked.system == FACADE:
        alone = facade_alone()
        report, defects = fuzz(facade_schema(alone, asked.examples, asked.seed)), alone.defects
    else:
        single = system_alone(asked.system)
        report, defects = fuzz(system_schema(single, asked.examples, asked.seed)), single.defects
    for breach in report.breaches:
        out(
            f"{breach.operation}: {breach.title}\n  {breach.message}\n  {breach.reproduce}\n  {breach.answer}"
        )
    for where, error in defects:
        out(f"defect in {where}: {error!r}")
    found = len(report.breaches) + len(defects)
    again = f"python -m contracts fuzz {asked.system} --examples {asked.examples} --seed {asked.seed}"
    out(f"{report.cases} requests, {found} findings; again: {again}")
    return 1 if found else 0
