"""How many requests a second does a simulator serve, beside a bare FastAPI route in the same run?

    python -m tests.benchmarks.serving [--seconds 4] [--rounds 3] [--connections 16]

wrk runs on one core and the server on another; GET one item and POST one order, on `cloud_erp` and `wms` with
their request log on, alternate with the same two on a FastAPI application that only parses and keeps. The
share is what carries over; the goal is 60%. Then 80,000 GETs show that memory does not grow with requests.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

GOAL = 0.60
SERVER_CORE, CLIENT_CORE = 0, 1
BASE_PORT = 19_400
BARE_PORT = BASE_PORT + 50
SOAK_GETS, SOAK_MB_MAX = 80_000, 20
GATHERED = 1_000_000
"""EA put on the shelves first, so that no order is refused for want of goods."""


@dataclass(frozen=True)
class Shot:
    """One request to repeat."""

    name: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: str = ""

    def script(self) -> str:
        """Write it for wrk."""
        lines = [f'wrk.method = "{self.method}"', f"wrk.body = [[{self.body}]]"]
        lines += [f'wrk.headers["{name}"] = "{value}"' for name, value in self.headers.items()]
        return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", choices=tuple(SHOTS), help="leave the other system out")
    asked = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        raise SystemExit("this benchmark needs wrk (Debian: apt install wrk)")
    chosen = [asked.only] if asked.only else list(SHOTS)
    with _simulators(chosen) as (document, pid), _bare():
        shots = [*_bare_shots(), *(shot for name in chosen for shot in SHOTS[name](document[name]))]
        rates: dict[str, list[float]] = {shot.name: [] for shot in shots}
        for _ in range(asked.rounds):
            for shot in shots:
                rates[shot.name].append(_fire(shot, asked.seconds, asked.connections))
        _print(rates)
        _soak(next(shot for shot in shots[2:] if shot.method == "GET"), pid, asked.connections)


def _print(rates: Mapping[str, list[float]]) -> None:
    medians = {name: statistics.median(values) for name, values in rates.items()}
    print(f"{'':16}{'requests/s':>12}{'of bare FastAPI':>18}")
    for name, rate in medians.items():
        share = rate / medians[f"bare {name.split()[-1]}"]
        verdict = "" if name.startswith("bare") else ("  ok" if share >= GOAL else f"  below {GOAL:.0%}")
        print(f"{name:16}{rate:12,.0f}{share:17.0%}{verdict}")


def _soak(shot: Shot, pid: int, connections: int) -> None:
    """Serve many GETs and say what they added to the memory."""
    before, served = _resident_mb(pid), 0.0
    while served < SOAK_GETS:
        served += _fire(shot, 4, connections) * 4
    grown = _resident_mb(pid) - before
    verdict = "ok" if grown < SOAK_MB_MAX else f"above {SOAK_MB_MAX} MB"
    print(f"{served:,.0f} GETs added {grown:.1f} MB  {verdict}")


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]  # every process has one


def _fire(shot: Shot, seconds: int, connections: int) -> float:
    """Repeat one request for a while and give the requests a second; every answer must be 2xx."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(shot.script())
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name, shot.url]
        said = _pinned(command, CLIENT_CORE, stdout=subprocess.PIPE, text=True).communicate()[0]
    if "Non-2xx" in said:
        raise SystemExit(f"{shot.name}: not all answers were 2xx\n{said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]  # wrk always says it


def _pinned(command: Sequence[str], core: int, **more: object) -> subprocess.Popen[str]:
    def pin() -> None:
        os.sched_setaffinity(0, {core})

    return subprocess.Popen(command, preexec_fn=pin, **more)  # type: ignore[call-overload,no-any-return]


@contextmanager
def _simulators(names: Sequence[str]) -> Iterator[tuple[dict[str, Any], int]]:
    command = [sys.executable, "-m", "dualrun", "up", "--json", "--base-port", str(BASE_PORT)]
    command += [word for name in names for word in ("--only", name)]
    server = _pinned(command, SERVER_CORE, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        document = json.loads(server.stdout.readline())
        yield {system["name"]: system for system in document["systems"]}, server.pid
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


@contextmanager
def _bare() -> Iterator[None]:
    command = [sys.executable, "-m", "uvicorn", "tests.benchmarks.bare:app", "--port", str(BARE_PORT)]
    server = _pinned([*command, "--log-level", "warning", "--no-access-log"], SERVER_CORE)
    try:
        for _ in range(200):
            try:
                httpx.get(f"http://127.0.0.1:{BARE_PORT}/items/1", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()


def _bare_shots() -> list[Shot]:
    url, json_type = f"http://127.0.0.1:{BARE_PORT}", {"content-type": "application/json"}
    consignee = {
        "name": "Buyer",
        "address": "1 High Street",
        "city": "Leeds",
        "post_code": "LS1",
        "country": "GB",
    }
    lines = [{"row": n, "item": str(n), "quantity": n} for n in (1, 2, 3)]
    order = {"number": "SO-1", "reference": "PO-1", "consignee": consignee, "lines": lines}
    return [
        Shot("bare GET", "GET", f"{url}/items/7", {}),
        Shot("bare POST", "POST", f"{url}/orders", json_type, json.dumps(order)),
    ]


def _wms_shots(wms: Mapping[str, Any]) -> list[Shot]:
    url, key = f"{wms['url']}/api/v1", {"x-api-key": wms["credentials"]["api_key"]}
    with httpx.Client(trust_env=False, headers=key) as client:
        page = client.get(f"{url}/articles", params={"maxArticlesToGet": 3}).json()["articles"]
        articles = [article["articleNumber"] for article in page]
        goods = {"articles": [{"articleNumber": a, "numberOfItems": GATHERED} for a in articles]}
        received = {"goodsOwnerReference": "BENCH", **goods}
        client.post(f"{url}/receipts", json=received).raise_for_status()
    consignee = {
        "name": "Buyer",
        "address1": "1 High Street",
        "city": "Leeds",
        "postCode": "LS1",
        "countryCode": "GB",
    }
    order = {
        "goodsOwnerOrderNumber": "SO-1",
        "consigneeOrderNumber": "PO-1",
        "consignee": consignee,
        "orderLines": _rows(articles, 2),
    }
    typed = {**key, "content-type": "application/json"}
    return [
        Shot("wms GET", "GET", f"{url}/articles?articleNumberFrom={articles[0]}&maxArticlesToGet=1", key),
        Shot("wms POST", "POST", f"{url}/orders", typed, json.dumps(order)),
    ]


def _rows(articles: Sequence[str], quantity: int) -> list[dict[str, object]]:
    return [
        {"rowNumber": n, "articleNumber": article, "numberOfItems": quantity}
        for n, article in enumerate(articles, 1)
    ]


def _cloud_shots(cloud: Mapping[str, Any]) -> list[Shot]:
    url, secrets = cloud["url"], cloud["credentials"]
    form = {"grant_type": "client_credentials", "scope": ".default"}
    form |= {name: secrets[name] for name in ("client_id", "client_secret")}
    with httpx.Client(trust_env=False) as client:
        granted = client.post(f"{url}/{secrets['tenant']}/oauth2/v2.0/token", data=form)
        roomy = {"kind": "request_quota", "settings": {"limit": 1_000_000_000}}
        client.put(f"{url}/__admin/faults/quota", json=roomy).raise_for_status()
        signed = {"authorization": f"Bearer {granted.json()['access_token']}"}
        environment = f"{url}/v2.0/{secrets['tenant']}/{secrets['environment']}/api/v2.0"
        company = f"{environment}/companies({secrets['company']})"
        items = client.get(f"{company}/items?$top=3", headers=signed).json()["value"]
        customer = client.get(f"{company}/customers?$top=1", headers=signed).json()["value"][0]
    order = {
        "customerNumber": customer["number"],
        "externalDocumentNumber": "PO-1",
        "salesOrderLines": [
            {"lineType": "Item", "lineObjectNumber": item["number"], "quantity": n, "unitPrice": 9.95}
            for n, item in enumerate(items, 1)
        ],
    }
    typed = {**signed, "content-type": "application/json"}
    return [
        Shot("cloud_erp GET", "GET", f"{company}/items({items[0]['id']})", signed),
        Shot("cloud_erp POST", "POST", f"{company}/salesOrders", typed, json.dumps(order)),
    ]


SHOTS = {"cloud_erp": _cloud_shots, "wms": _wms_shots}

if __name__ == "__main__":
    main()
