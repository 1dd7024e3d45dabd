"""A routed read with a shadow compared: how does the façade stand beside nginx `mirror` and a bare proxy?

    python -m tests.benchmarks.routed_read [--seconds 4] [--rounds 3] [--connections 16]

Every server runs on one core, wrk and the constant neighbours on the other; all alternate in the same run.
nginx `mirror` passes a read on, calls a shadow and compares nothing; the bare proxy is FastAPI and aiohttp,
which compare. The façade answers twice: from the books that it keeps, as it does for channels, and `fresh`,
asking the old book now and having the new one compared; who asks for the same at once shares one reading,
begun after all of them asked. So `fresh` is fired one at a time as well, where nothing can be shared. Ratios
are what carries over: the aims are a p99 below and a rate within three times of nginx `mirror`. CPU is what a
read costs the server. Last, where the façade's time goes.
"""

import argparse
import asyncio
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.benchmarks.neighbours import ITEM, PLAIN, nginx
from tests.benchmarks.routed_layers import layers
from tests.benchmarks.routed_servers import TOKEN

SERVER_CORE, CLIENT_CORE = 0, 1
PORT = 19_600
MIRROR, BARE, FACADE, FLOOR = PORT + 10, PORT + 11, PORT + 12, PORT + 13
READ = f"/v1/availability/{ITEM}"
VERDICTS = ("match", "tolerated", "mismatch", "shadow_failed", "unobserved")
BESIDE, RATE_SHARE = "nginx mirror", 1 / 3
ALONE = ", one at a time"


class Shot(NamedTuple):
    """One row of the table: whom to ask for what."""

    name: str
    url: str
    pid: int
    connections: int = 0
    """As many as are asked for when nought."""


class Seen(NamedTuple):
    """What wrk saw, and what a read cost the server in CPU: that holds on a machine with others on it too."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_us: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    asked = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        raise SystemExit("this benchmark needs wrk (Debian: apt install wrk)")
    with ExitStack() as stack:
        has_nginx = _neighbours(stack)
        shots = _servers(stack, has_nginx)
        seen: dict[str, list[Seen]] = {shot.name: [] for shot in shots}
        for shot in shots:
            _fire(shot, 1, shot.connections or asked.connections)
        for _ in range(asked.rounds):
            for shot in shots:
                seen[shot.name].append(_fire(shot, asked.seconds, shot.connections or asked.connections))
        _print({name: _middle(values) for name, values in seen.items()})
        _compared()
    print("\nwhere the façade's time goes, a read from the books, in process:")
    for name, us in asyncio.run(layers()).items():
        print(f"  {name:44}{us:7.1f} us")


def _neighbours(stack: ExitStack) -> bool:
    """Put up the neighbours, in nginx if there is one; say so in one line if not."""
    if shutil.which("nginx") is None:
        print("no nginx here (Debian: apt install nginx-light): neighbours in uvicorn, no row for mirror")
        for port in (PORT, PORT + 1):
            stack.enter_context(_uvicorn("tests.benchmarks.neighbours:app", port, CLIENT_CORE))
        return False
    stack.enter_context(_nginx(PORT, 0, CLIENT_CORE))
    _wait(f"http://127.0.0.1:{PORT}{PLAIN}")
    return True


def _servers(stack: ExitStack, has_nginx: bool) -> list[Shot]:
    module = "tests.benchmarks.routed_servers"
    floor = stack.enter_context(_uvicorn("tests.benchmarks.neighbours:app", FLOOR, SERVER_CORE))
    shots = [Shot("uvicorn, constant (the floor)", f"http://127.0.0.1:{FLOOR}{PLAIN}", floor)]
    if has_nginx:
        mirror = stack.enter_context(_nginx(PORT, MIRROR, SERVER_CORE))
        mirrored = Shot(BESIDE, f"http://127.0.0.1:{MIRROR}{PLAIN}", mirror)
        shots += [mirrored, mirrored._replace(name=f"{BESIDE}{ALONE}", connections=1)]
    bare = stack.enter_context(_uvicorn(f"{module}:bare", BARE, SERVER_CORE, "--factory"))
    shots.append(Shot("bare FastAPI + aiohttp", f"http://127.0.0.1:{BARE}{PLAIN}", bare))
    facade = stack.enter_context(_uvicorn(f"{module}:facade", FACADE, SERVER_CORE, "--factory"))
    url = f"http://127.0.0.1:{FACADE}{READ}"
    shots.append(Shot("facade, from its books", url, facade))
    fresh = Shot("facade, fresh", f"{url}?fresh=true", facade)
    shots += [fresh, fresh._replace(name=f"{fresh.name}{ALONE}", connections=1)]
    for shot in shots:
        _wait(shot.url)
    return shots


def _print(seen: Mapping[str, Seen]) -> None:
    columns = f"{'requests/s':>11}{'p50 ms':>8}{'p99 ms':>8}{'CPU us':>8}"
    print(f"{'':31}{columns}{'rate':>8}{'p99':>6}{'CPU':>6}  of nginx mirror")
    for name, one in seen.items():
        row = f"{name:31}{one.rate:11,.0f}{one.p50_ms:8.2f}{one.p99_ms:8.2f}{one.cpu_us:8.1f}"
        beside = seen.get(f"{BESIDE}{ALONE if name.endswith(ALONE) else ''}")
        if beside is not None:
            rate, p99 = one.rate / beside.rate, one.p99_ms / beside.p99_ms
            row += f"{rate:8.2f}{p99:6.2f}{one.cpu_us / beside.cpu_us:6.2f}"
            if name.startswith("facade"):
                row += "  ok" if rate >= RATE_SHARE and p99 < 1 else "  short of the aim"
        print(row)


def _compared() -> None:
    """Show that every read was compared or counted as unobserved."""
    with httpx.Client(trust_env=False, headers=_signed()) as client:
        tallies = client.get(f"http://127.0.0.1:{FACADE}/v1/control/parity").json()["tallies"]
        bare = client.get(f"http://127.0.0.1:{BARE}/counts").json()
    ours = {name: sum(tally[name] for tally in tallies) for name in VERDICTS}
    for name, counts in (("facade", ours), ("bare", bare)):
        print(f"{name} compared: {', '.join(f'{verdict} {n:,}' for verdict, n in counts.items() if n)}")
        if counts["mismatch"]:
            raise SystemExit(f"both neighbours say the same, and yet {name} has found differences")


def _middle(seen: list[Seen]) -> Seen:
    return Seen(*[statistics.median(column) for column in zip(*seen, strict=True)])


def _signed() -> dict[str, str]:
    return {"authorization": f"Bearer {TOKEN}"}


def _fire(shot: Shot, seconds: int, connections: int) -> Seen:
    header = [f"{name}: {value}" for name, value in _signed().items()]
    begun_s = _cpu_s(shot.pid)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-H", *header, shot.url]
    said = _pinned(command, CLIENT_CORE, stdout=subprocess.PIPE, text=True).communicate()[0]
    if "Non-2xx" in said:
        raise SystemExit(f"{shot.name}: not all answers were 2xx\n{said}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]  # wrk always says it
    served = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]  # and this
    cpu_us = (_cpu_s(shot.pid) - begun_s) / served * 1e6
    return Seen(rate, _ms(said, "50%"), _ms(said, "99%"), cpu_us)


def _cpu_s(pid: int) -> float:
    """Give the CPU seconds of a process and those it has started."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own_s = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return own_s + sum(_cpu_s(int(child)) for child in children)


def _ms(said: str, share: str) -> float:
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", said).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


@contextmanager
def _nginx(port: int, mirror_port: int, core: int) -> Iterator[int]:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "nginx.conf"
        config.write_text(nginx(port, mirror_port, folder))
        yield from _running(["nginx", "-c", str(config), "-p", folder], core)


@contextmanager
def _uvicorn(app: str, port: int, core: int, *more: str) -> Iterator[int]:
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--lifespan", "off", *more]
    yield from _running([*command, "--log-level", "warning", "--no-access-log"], core)


def _running(command: Sequence[str], core: int) -> Iterator[int]:
    process = _pinned(command, core)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _pinned(command: Sequence[str], core: int, **more: Any) -> subprocess.Popen[str]:
    def pin() -> None:
        os.sched_setaffinity(0, {core})

    return subprocess.Popen(command, preexec_fn=pin, env={**os.environ, "NEIGHBOURS_PORT": str(PORT)}, **more)


def _wait(url: str) -> None:
    for _ in range(400):
        try:
            if httpx.get(url, trust_env=False, headers=_signed()).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{url} does not answer")


if __name__ == "__main__":
    main()
