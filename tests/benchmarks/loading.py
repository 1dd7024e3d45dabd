"""What does the load client cost beside what it loads?

    python -m tests.benchmarks.loading [--seconds 10] [--users 300]

The same buyers place the same orders at the same rate against a bare FastAPI route, against nginx where it is
installed, and against a landscape. Printed is the time on a core for each request, of the client and of the
server, and the one as a share of the other: that is what carries over from machine to machine.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from loadtests.landscape import ENVIRONMENT, ROOT

PORT = 19_480
MIX = "mix={buyer: 1}"
SLO = "slo=[{measure: errors, at_most: 1%}]"
BARE = """from fastapi import FastAPI, Request
app = FastAPI()
@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "up"}
@app.get("/about/{reference}")
async def about(reference: str) -> dict[str, str]:
    return {"reference": reference, "status": "accepted"}
@app.post("/cart")
async def cart(request: Request) -> dict[str, str]:
    return {"customer": (await request.json())["customer"]}
@app.post("/orders", status_code=202)
async def orders(request: Request) -> dict[str, str]:
    return {"reference": (await request.json())["reference"]}
"""
NGINX = """daemon off; master_process off; pid nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
uwsgi_temp_path uwsgi; scgi_temp_path scgi; client_body_buffer_size 64k;
server { listen 127.0.0.1:%d; keepalive_requests 1000000;
location / { return 200 "{}"; } location /orders { return 202 "{}"; } } }
"""
MAPPING = """routes:
  health: GET /health
  price: GET /about/{item}
  availability: GET /about/{item}
  stock for cart: POST /cart
  prices of cart: POST /cart
  place order: POST /orders
  order status: GET /about/{reference}
"""


class Cost(NamedTuple):
    """Microseconds on a core for each request."""

    client: float
    server: float
    requests: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Load each of them and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--users", type=int, default=300, help="each acts once in ten seconds")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dualrun-bench-") as place:
        folder = Path(place)
        costs = {"a landscape": landscape_cost(chosen)}
        costs["bare FastAPI"] = bare_cost(chosen, folder)
        if shutil.which("nginx"):
            costs["nginx"] = nginx_cost(chosen, folder)
        else:
            print("nginx is not installed: left out")
    print(f"{'target':<14}{'requests':>10}{'client us':>12}{'server us':>12}{'client/server':>15}")
    for name, cost in costs.items():
        share = f"{cost.client / cost.server:.2f}" if cost.server else "-"
        print(f"{name:<14}{cost.requests:>10,}{cost.client:>12,.0f}{cost.server:>12,.0f}{share:>15}")


def landscape_cost(chosen: argparse.Namespace) -> Cost:
    """Load a landscape; its process says itself what it uses."""
    document = loaded(chosen)
    load_s = document["load_s"]
    meanwhile = [one for one in document["samples"] if 0 < one["t"] < load_s]
    shares = [one["façade cpu"] for one in meanwhile if "façade cpu" in one]
    return cost(document, sum(shares) / max(1, len(shares)) * load_s)


def bare_cost(chosen: argparse.Namespace, folder: Path) -> Cost:
    """Load the least that FastAPI does for an order."""
    (folder / "bare_orders.py").write_text(BARE)
    server = [sys.executable, "-m", "uvicorn", "bare_orders:app", "--port", str(PORT), "--log-level", "error"]
    return server_cost(chosen, folder, server)


def nginx_cost(chosen: argparse.Namespace, folder: Path) -> Cost:
    """Load what costs next to nothing."""
    (folder / "nginx.conf").write_text(NGINX % PORT)
    return server_cost(chosen, folder, ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])


def server_cost(chosen: argparse.Namespace, folder: Path, server: Sequence[str]) -> Cost:
    """Load a server that is no façade of ours, by a mapping of its routes."""
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING)
    with running(server, folder) as pid:
        before_s = used_s(pid)
        document = loaded(
            chosen, f"--target=http://127.0.0.1:{PORT}", f"--mapping={mapping}", "--set=drain=0s"
        )
        return cost(document, used_s(pid) - before_s)


def cost(document: dict[str, Any], server_s: float) -> Cost:
    """Share both times among the requests."""
    requests = document["counting"]["recorded"]
    client_s = document["generator"]["cpu_s"]
    return Cost(client_s / requests * 1e6, server_s / requests * 1e6, requests)


def loaded(chosen: argparse.Namespace, *more: str) -> dict[str, Any]:
    """Run the load and give its report."""
    command = [sys.executable, "-m", "loadtests", "smoke", "--json", f"--users={chosen.users}", *more]
    command += [f"--set={one}" for one in (f"for={chosen.seconds}s", "act_every=10s", MIX, SLO)]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise SystemExit(done.stderr)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@contextmanager
def running(server: Sequence[str], folder: Path) -> Iterator[int]:
    """Run a server until it has been loaded."""
    with subprocess.Popen(server, cwd=folder, start_new_session=True) as process:
        try:
            for _ in range(100):
                time.sleep(0.1)
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=1).close()
                    break
                except OSError:
                    continue
            yield process.pid
        finally:
            os.kill(process.pid, signal.SIGTERM)


def used_s(pid: int) -> float:
    """Give what a process has used of a core so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
