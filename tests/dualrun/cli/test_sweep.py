import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from distributed import Client

from dualrun.cli.entry import run
from dualrun.clock import LiveClock
from tests.dualrun.sweep.little_plan import plan_file


def told(capsys, *words: str) -> tuple[int, str, str]:
    code = run(words)
    heard = capsys.readouterr()
    return code, heard.out, heard.err


def swept(capsys, folder: Path, *words: str) -> str:
    plan = plan_file(folder)
    state = folder / f"state-{len(list(folder.iterdir()))}" if "--state" not in words else None
    where = ("--state", str(state)) if state else ()
    varied = ("--vary", "demand.orders=2..6", "--shrink", "0")
    _, out, _ = told(capsys, "sweep", plan, "--seeds", "6", *varied, "--json", *where, *words)
    return out


def test_the_summary_is_the_same_bytes_whoever_did_the_work_and_in_however_many_goes(capsys, tmp_path):
    in_one = swept(capsys, tmp_path, "--jobs", "1")
    kept = ("--state", str(tmp_path / "kept"))
    told(capsys, "sweep", plan_file(tmp_path), "--seeds", "2", "--vary", "demand.orders=2..6", *kept)
    (ledger,) = (tmp_path / "kept").iterdir()
    ledger.write_bytes(ledger.read_bytes()[:-9])  # killed while it wrote

    assert swept(capsys, tmp_path, "--jobs", "2", *kept) == in_one
    assert json.loads(in_one)["runs"]["defect"] == 0
    assert json.loads(in_one)["passing"]["of"] == 6


def test_a_sweep_writes_its_report(capsys, tmp_path):
    swept(capsys, tmp_path, "--jobs", "1", "--report", str(tmp_path / "report"))
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == ["junit.xml", "sweep.json"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sweep", "phased-cutovr"), "phased-cutover"),
        (("sweep", "--compare", "nothing-like-it"), "no scenario"),
        (("sweep", "--vary", "demand.ordrs=1..2", "--seeds", "1"), "orders"),
        (("sweep", "--vary", "demand.orders=2"), "write key=low..high"),
        (("sweep", "--cluster", "tcp://127.0.0.1:1", "--jobs", "2"), "--jobs is for this machine"),
        (("sweep", "--seeds", "0"), "--seeds"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(capsys, tmp_path, words, said):
    code, out, err = told(capsys, *words, "--state", str(tmp_path))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def cluster():
    port, started = free_port(), []
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"]
    started.append(subprocess.Popen([*dask, "scheduler", *options], **quiet))
    worker = ["worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    started += [subprocess.Popen([*dask, *worker], **quiet) for _ in range(2)]
    with Client(address, timeout=60) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=60)  # type: ignore[no-untyped-call]
    yield address
    for process in started:
        process.kill()
    for process in started:
        process.wait()


def test_two_workers_of_a_cluster_come_to_the_same_bytes(capsys, tmp_path, cluster):
    here = swept(capsys, tmp_path, "--jobs", "1")
    assert swept(capsys, tmp_path, "--cluster", cluster) == here


def test_a_sweep_that_is_stopped_says_that_the_same_command_goes_on(tmp_path):
    state = tmp_path / "state"
    words = ("sweep", plan_file(tmp_path), "--seeds", "5000", "--jobs", "2", "--state", str(state))
    sweep = subprocess.Popen(
        [sys.executable, "-m", "dualrun", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    kept = state / "little.jsonl"
    clock = LiveClock()
    while not (kept.exists() and kept.stat().st_size) and sweep.poll() is None:
        asyncio.run(clock.sleep(0.05))
    os.killpg(sweep.pid, signal.SIGINT)

    _, said = sweep.communicate()

    assert sweep.returncode == 130
    assert "the same command goes on from here" in said
    assert "dualrun: stopped" in said
    assert "Traceback" not in said
