"""The command of a load: read what is asked, find or start the target, run, tell.

Exit codes: 0 every promise was kept; 1 one was broken, or an order was lost, doubled or mispriced; 2 bad
usage, and nothing was sent; 3 the result is not valid; 4 a defect of ours.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from dualrun.errors import HarnessError, UsageError
from dualrun.testing import LandscapeError
from loadtests import library, screen
from loadtests.baseline import compared, read_baseline
from loadtests.conducting import Conductor, Ran
from loadtests.generator import Ways
from loadtests.landscape import landscape
from loadtests.outcome import EXIT, outcome
from loadtests.profile import Profile
from loadtests.reporting.files import PAGE, expect_writable, write_all
from loadtests.routes import Routes, mapped
from loadtests.talking import say
from loadtests.target import Target, checked, started_target, target_of

BUSINESS_SEED = 7


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one profile and give the exit code."""
    try:
        return _run(_parser().parse_args(arguments))
    except (HarnessError, LandscapeError) as error:
        print(f"dualrun: {error}", file=sys.stderr)
        return getattr(error, "exit_code", 4)
    except (aiohttp.ClientError, TimeoutError) as error:
        print(f"dualrun: the target has stopped answering, so this proves nothing: {error}", file=sys.stderr)
        return EXIT["invalid"]
    except KeyboardInterrupt:
        print("dualrun: stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dualrun load", description="Load a façade; then prove what got lost."
    )
    parser.add_argument("profile")
    parser.add_argument("--target", default="")
    parser.add_argument("--landscape", default="")
    parser.add_argument("--users", default="")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--master", action="store_true")
    parser.add_argument("--port", type=int, default=5557)
    parser.add_argument("--web-port", type=int, default=0)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--mapping", default="")
    parser.add_argument("--set", action="append", default=[], dest="overrides")
    parser.add_argument("--seed", type=int, default=BUSINESS_SEED)
    parser.add_argument("--json", action="store_true", dest="as_json")
    return parser


def _run(chosen: argparse.Namespace) -> int:
    profile = library.load(chosen.profile, _overrides(chosen))
    before = read_baseline(chosen.baseline) if chosen.baseline else None
    if chosen.report:
        expect_writable(chosen.report)
    routes = mapped(chosen.mapping) if chosen.mapping else Routes()
    ways = Ways(chosen.workers, chosen.master, chosen.port, chosen.web_port)
    with (
        tempfile.TemporaryDirectory(prefix="dualrun-load-") as place,
        _target(chosen, profile, routes) as target,
    ):
        ran = asyncio.run(_conducted(profile, target, Path(place), ways, chosen.seed))
    return told(chosen, ran, before)


def _overrides(chosen: argparse.Namespace) -> dict[str, str]:
    found = {}
    for one in chosen.overrides:
        key, divider, value = one.partition("=")
        if not divider:
            raise UsageError(f"--set {one}: write key=value, as in --set for=30s")
        found[key] = value
    if chosen.users:
        found["users"] = chosen.users
    return found


@contextmanager
def _target(chosen: argparse.Namespace, profile: Profile, routes: Routes) -> Iterator[Target]:
    """Give what is to be loaded; where none is named, start it and stop it again."""
    if chosen.target or chosen.landscape:
        yield target_of(chosen.target, chosen.landscape, routes)
        return
    say("starting a landscape")
    wanted = profile.landscape
    also = [f"--pace={wanted.pace}", f"--load={wanted.load}"]
    also += ["--without=outbox"] if wanted.outbox == "none" else []
    with landscape(chosen.seed, also) as systems:
        yield started_target(systems, routes)


async def _conducted(profile: Profile, target: Target, folder: Path, ways: Ways, seed: int) -> Ran:
    async with aiohttp.ClientSession(trust_env=False) as session:
        target = await checked(session, target)
        for system, load in profile.landscape.loads.items() if target.control else ():
            body = {"system": system, "profile": load}
            async with session.put(f"{target.control}/__admin/load", json=body) as answer:
                answer.raise_for_status()
    return await Conductor(profile, target, folder, ways, seed).run()


def told(chosen: argparse.Namespace, ran: Ran, before: Mapping[str, Any] | None) -> int:
    """Tell what came of it, and give the exit code."""
    document = outcome(ran, chosen.profile)
    if before is not None:
        document["compared"] = compared(before, document)
    if chosen.report:
        write_all(document, chosen.report)
        say(f"the report is in {chosen.report / PAGE}")
    print(json.dumps(document) if chosen.as_json else "\n".join(screen.lines(document)))
    return EXIT[document["verdict"]]
