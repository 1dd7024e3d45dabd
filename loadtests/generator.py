"""Locust as processes of its own: importing it patches the interpreter, so it stays out of this one."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loadtests.landscape import ENVIRONMENT, ROOT
from loadtests.profile import Profile
from loadtests.target import Target

OPENFILE = "loadtests/openfile.py"
STOP_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Ways:
    """How the generator runs: in one process, in several here, or with workers elsewhere."""

    workers: int = 0
    is_master: bool = False
    bind_port: int = 5557
    web_port: int = 0
    """Where Locust's own user interface is; nowhere when nought."""


class Generator:
    """The processes of one run, begun together and ended together."""

    def __init__(self, folder: Path, ways: Ways) -> None:
        self._folder = folder
        self._ways = ways
        self._processes: list[asyncio.subprocess.Process] = []

    @property
    def record(self) -> Path:
        """Where the seconds of the run are written down."""
        return self._folder / "record.jsonl"

    @property
    def ledger(self) -> Path:
        """Where every order is noted."""
        return self._folder / "ledger"

    async def begin(
        self, profile: Profile, target: Target, seed: int, tokens: Mapping[str, tuple[str, float]]
    ) -> None:
        """Start all processes; whoever has a token need not sign in."""
        ways = self._ways
        plan = {
            "profile": profile.document(),
            "routes": target.routes.document(),
            "secrets": dict(target.secrets),
            "tokens": dict(tokens),
            "wms_secret": target.wms_secret,
            "business_seed": seed,
            "workers": max(1, ways.workers),
            "stop_file": str(self._folder / "stop"),
        }
        own = ["--host", target.url, "--plan", json.dumps(plan), "--exit-code-on-error", "0"]
        own += ["--ledger", str(self.ledger), "--record", str(self.record)]
        own += ["--json-file", str(self._folder / "stats"), "--stop-timeout", "2s"]
        own += ["--web-port", str(ways.web_port), "--autostart", "--autoquit", "2"] if ways.web_port else []
        own += [] if ways.web_port else ["--headless", "--only-summary"]
        self.ledger.touch()
        if ways.workers:
            own += [
                "--master",
                "--expect-workers",
                str(ways.workers),
                "--master-bind-port",
                str(ways.bind_port),
            ]
        await self._start(own)
        for _ in range(0 if ways.is_master else ways.workers):
            await self._start(["--worker", "--master-port", str(ways.bind_port)])

    async def _start(self, options: Sequence[str]) -> None:
        command = [
            sys.executable,
            "-m",
            "locust",
            "-f",
            str(ROOT / OPENFILE),
            "--loglevel",
            "WARNING",
            *options,
        ]
        with (self._folder / "locust.txt").open("ab") as talk:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=ENVIRONMENT, stdout=talk, stderr=talk, start_new_session=True
            )
        self._processes.append(process)

    @property
    def is_running(self) -> bool:
        """Whether the first process, which decides when the run is over, still runs."""
        return self._processes[0].returncode is None

    async def stop(self) -> None:
        """End the run early."""
        (self._folder / "stop").touch()
        await self.ended()

    async def ended(self) -> None:
        """Wait until all have ended; who does not is made to."""
        for process in self._processes:
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
            except TimeoutError:
                process.terminate()
                await process.wait()

    def last_words(self) -> str:
        """Give the last line of what they had to say."""
        talk = self._folder / "locust.txt"
        lines = talk.read_text(errors="replace").strip().splitlines() if talk.exists() else []
        return "\n".join(lines[-30:]) if lines else "it said nothing"

    def counted(self) -> int:
        """Give how many requests Locust itself has counted."""
        stats = self._folder / "stats.json"
        if not stats.exists():
            return 0
        entries: list[dict[str, Any]] = json.loads(stats.read_text(encoding="utf-8"))
        return sum(entry["num_requests"] for entry in entries)
