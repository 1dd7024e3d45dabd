"""`dualrun up` as a process of one's own, which ends with whoever started it, even if that one is killed."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from dualrun.testing.control import LandscapeError
from dualrun.testing.ports import are_free, free_base_ports

UP_WITHIN_S = 60.0
STOPS_WITHIN_S = 10.0
TALK = "talk.txt"
NOT_OURS = (
    *("DUALRUN_STATE", "DUALRUN_HOST"),
    *("DUALRUN_DATABASE_URL", "DUALRUN_BROKER_URL", "DUALRUN_REPLICAS"),
)
"""What is set for a server that stays must not make a test remember the last one, or open it to others."""


@contextmanager
def started(
    only: Sequence[str] = (),
    *,
    seed: int | None = None,
    pace: str | None = None,
    base_port: int | None = None,
    token: str = "",
    also: Sequence[str] = (),
    place: Path | None = None,
) -> Iterator[str]:
    """Start a landscape on free ports, give the address of its control plane, and stop it at the end.

    What is not given is taken from the environment, as `dualrun up` does; `also` are more of its options. It
    runs in a folder of its own, or in `place`.

    Raises:
        LandscapeError: it does not come up; says in its own words why.
    """
    options = [f"--only={name}" for name in only]
    options += [] if seed is None else [f"--seed={seed}"]
    options += [] if pace is None else [f"--pace={pace}"]
    options += also
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    if token:
        environment["DUALRUN_ADMIN_TOKEN"] = token
    if base_port is None and not environment.get("DUALRUN_BASE_PORT"):
        attempts: Iterator[int | None] = free_base_ports()
    else:
        attempts = iter([base_port])
    with TemporaryDirectory(prefix="dualrun-", ignore_cleanup_errors=True) as folder:
        process, url = _first_to_come_up(options, attempts, environment, place or Path(folder))
        with process:
            try:
                yield url
            finally:
                _stop(process, (place or Path(folder)) / TALK)


def _first_to_come_up(
    options: Sequence[str], attempts: Iterator[int | None], environment: dict[str, str], folder: Path
) -> tuple[subprocess.Popen[str], str]:
    """Try one place after the other, as long as somebody else was quicker to take it."""
    why = "no ports in a row are free; see --base-port"
    for base_port in attempts:
        placed = [*options] if base_port is None else [*options, f"--base-port={base_port}"]
        process = _begin(placed, environment, folder)
        said = _first_line(process)
        if said:
            systems = {one["name"]: one["url"] for one in json.loads(said)["systems"]}
            return process, systems["control"]
        with process:
            process.kill()
        why = _last_words(folder / TALK)
        if base_port is None or are_free(base_port):
            break
    raise LandscapeError(f"no landscape came up: {why}")


def _begin(options: Sequence[str], environment: dict[str, str], folder: Path) -> subprocess.Popen[str]:
    """Start it in a session of its own: Ctrl-C is for the tests, which still have worlds to let go."""
    command = [sys.executable, "-m", "dualrun", "up", "--json", "--host=127.0.0.1", "--until-eof", *options]
    with (folder / TALK).open("w") as talk:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=talk,
            text=True,
            start_new_session=True,
        )


def _first_line(process: subprocess.Popen[str]) -> str:
    """Give what it says once everything answers, or nothing if it never does."""
    out: IO[str] | None = process.stdout
    assert out is not None
    is_heard, _, _ = select.select([out], [], [], UP_WITHIN_S)
    return out.readline() if is_heard else ""


def _stop(process: subprocess.Popen[str], talk: Path) -> None:
    """End it, and pass on what it had to say: a defect in a simulator must not go unheard."""
    ended_with = process.poll()
    process.terminate()
    try:
        process.wait(STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        ended_with = process.wait()
    words = [line for line in talk.read_text(errors="replace").splitlines() if line != "dualrun: stopping"]
    if ended_with is not None:
        words.append(f"dualrun: the landscape did not end when told to, but with exit code {ended_with}")
    sys.stderr.writelines(f"{line}\n" for line in words)


def _last_words(talk: Path) -> str:
    lines = talk.read_text(errors="replace").splitlines()
    return lines[-1].removeprefix("dualrun: ") if lines else f"nothing was heard for {UP_WITHIN_S:.0f} s"
