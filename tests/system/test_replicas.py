"""`dualrun up --replicas 2`: façades that share a PostgreSQL, and their events on NATS."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import aiohttp
import httpx
import pytest

from dualrun.testing import Landscape as Control
from loadtests.landscape import ENVIRONMENT
from loadtests.orders import order_writer
from tests.system.landscape import INVOICED_WITHIN_S, Landscape, a_free_base_port, up
from tests.system.test_up import refused

pytestmark = pytest.mark.services("postgresql", "nats")
STREAM = f"t_up_{os.getpid()}"
LEASE_S = 15.0
"""How long the rows of a killed replica wait at most before they are taken over."""
REPLICAS = ("facade-1", "facade-2")


@contextmanager
def shared(folder: Path, *options: str) -> Iterator[Landscape]:
    from tests.facade.messaging.databases import a_schema

    with (
        a_schema(prepared=False) as url,
        up(folder, a_free_base_port(), "--database-url", url, "--replicas", "2", *options) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> Iterator[Landscape]:
    broker = f"nats://127.0.0.1:4222/{STREAM}"
    with shared(tmp_path_factory.mktemp("pair"), "--broker-url", broker) as running:
        yield running
    asyncio.run(cleared())


async def cleared() -> None:
    import nats

    client = await nats.connect("nats://127.0.0.1:4222")
    await client.jetstream().delete_stream(STREAM)
    await client.close()


def pid(landscape: Landscape, name: str) -> int:
    [file] = landscape.talk.parent.glob(f".dualrun/up-*/{name}.pid")
    return int(file.read_text())


def an_order(reference: str) -> dict[str, object]:
    return order_writer(7)() | {"reference": reference}


def place(landscape: Landscape, name: str, order: dict[str, object]) -> object:
    url, key = landscape.urls[name], f"key-{order['reference']}"
    signed = landscape.signed_in_at_the_facade(str(order["channel"]))
    return landscape.client.post(f"{url}/v1/orders", json=order, headers=signed | {"idempotency-key": key})


def still_standing(landscape: Landscape) -> None:
    """Lets go of connections that lead to a replica that is no more."""
    for _ in range(10):
        with suppress(httpx.TransportError):
            landscape.client.get(f"{landscape.urls['facade']}/v1/control/health")


def test_each_replica_is_shown_and_answers(pair: Landscape) -> None:
    assert [name for name in pair.urls if name.startswith("facade")] == ["facade", *REPLICAS]
    for system in pair.document["systems"]:
        assert pair.client.get(system["health"]).json()["status"] == "ok", system


def test_an_order_taken_in_by_one_is_known_to_the_other_and_comes_to_its_end(pair: Landscape) -> None:
    assert place(pair, "facade-1", an_order("BOTH")).status_code == 202

    signed = pair.signed_in_at_the_facade()
    there = pair.client.get(f"{pair.urls['facade-2']}/v1/orders/BOTH/status", headers=signed)
    assert there.status_code == 200
    pair.invoiced("BOTH")
    left = pair.wait_for(
        lambda: pair.client.get(f"{pair.urls['facade-2']}/v1/control/outbox", headers=signed).json(),
        lambda shown: not shown["unsent"] and not shown["events"],
    )
    assert left["dead"] == 0


def test_one_key_sent_to_both_at_once_is_one_order(pair: Landscape) -> None:
    orders = [an_order(f"RACE-{number}") for number in range(10)]
    signed = pair.signed_in_at_the_facade(str(orders[0]["channel"]))

    async def send() -> list[tuple[int, bool]]:
        async with aiohttp.ClientSession(trust_env=False) as session:
            return list(await asyncio.gather(*(one(session, name, o) for o in orders for name in REPLICAS)))

    async def one(session: aiohttp.ClientSession, name: str, order) -> tuple[int, bool]:
        headers = signed | {"idempotency-key": f"key-{order['reference']}"}
        async with session.post(f"{pair.urls[name]}/v1/orders", json=order, headers=headers) as answer:
            return answer.status, "idempotency-replayed" in answer.headers

    answers = asyncio.run(send())

    assert {status for status, _ in answers} == {202}
    assert sum(replayed for _, replayed in answers) == len(orders)


def test_a_stage_moved_at_one_is_in_force_at_the_other(pair: Landscape) -> None:
    wish = {"capability": "orders", "cohort": "all", "to": "dualwrite"}
    signed = pair.signed_in_at_the_facade()
    moved = pair.client.post(f"{pair.urls['facade-1']}/v1/control/stages", json=wish, headers=signed)
    assert moved.status_code == 200

    place(pair, "facade-2", an_order("MOVED"))

    assert pair.order_in_the_facade("MOVED")["stage"] == "dualwrite"
    back = pair.client.post(
        f"{pair.urls['facade-2']}/v1/control/stages", json=wish | {"to": "off"}, headers=signed
    )
    assert back.status_code == 200, back.text


def test_other_worlds_are_not_served_and_told_so(pair: Landscape) -> None:
    answer = pair.client.get(f"{pair.urls['facade']}/orders/X", headers={"x-dualrun-world": "mine"})

    assert (answer.status_code, "default world only" in answer.text) == (400, True)


def test_a_replica_that_is_killed_is_started_again_and_its_orders_go_on(pair: Landscape) -> None:
    first = pid(pair, "facade-1")
    for number in range(5):
        place(pair, "facade-1", an_order(f"KILLED-{number}"))
    os.kill(first, signal.SIGKILL)
    still_standing(pair)

    for number in range(5):
        pair.wait_for(
            partial(pair.order_in_the_facade, f"KILLED-{number}"),
            lambda order: order.get("status") == "completed",
            within_s=LEASE_S + INVOICED_WITHIN_S,
        )
    assert pid(pair, "facade-1") != first
    assert "facade-1 has ended with code -9: it is started again" in pair.talk.read_text()


def test_a_world_that_begins_again_does_so_for_the_replicas_too(pair: Landscape) -> None:
    place(pair, "facade-1", an_order("FORGOTTEN"))
    pair.invoiced("FORGOTTEN")

    Control(pair.urls["control"]).default.reset()

    pair.wait_for(
        lambda: (
            pair.client.get(
                f"{pair.urls['facade']}/v1/orders/FORGOTTEN/status", headers=pair.signed_in_at_the_facade()
            ).status_code
        ),
        lambda status: status == 404,
    )
    assert place(pair, "facade", an_order("AFTERWARDS")).status_code == 202
    pair.invoiced("AFTERWARDS")


def test_they_stop_with_their_starter_and_leave_nothing_behind(tmp_path: Path) -> None:
    with shared(tmp_path) as running:
        pids = [pid(running, name) for name in REPLICAS]
        running.process.send_signal(signal.SIGINT)

        assert running.process.wait(15) == 0
        assert running.talk.read_text() == "dualrun: stopping\n"
        for one in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(one, 0)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(running.urls["facade"].rpartition(":")[2]))) != 0


def test_orders_that_outlived_their_systems_are_not_gone_on_with_unless_they_are_deleted(
    tmp_path: Path,
) -> None:
    from tests.facade.messaging.databases import a_schema

    with a_schema(prepared=False) as url:
        with up(tmp_path, a_free_base_port(), "--database-url", url) as first:
            place(first, "facade", an_order("KEPT"))
            first.process.kill()
        without = refused("--base-port", str(a_free_base_port()), "--database-url", url)
        assert without.returncode == 2
        assert "the database holds an order, and these systems begin without them" in without.stderr
        options = ("--database-url", url, "--empty-database")
        with up(tmp_path, a_free_base_port(), *options) as again:
            assert again.order_in_the_facade("KEPT")["status"] == 404


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--replicas", "2"], "they share a database: --database-url postgresql://..."),
        (["--replicas", "99", "--database-url", "postgresql://x"], "16 at most"),
        (
            ["--replicas", "2", "--database-url", "sqlite:///x"],
            "they share a postgresql:// database, no file",
        ),
        (["--empty-database"], "it goes with --database-url"),
        (["--database-url", "postgre://x"], "did you mean postgres://?"),
        (["--database-url", "postgresql://127.0.0.1:1/x"], "Connection refused"),
        (["--broker-url", "nat://x"], "did you mean nats://?"),
        (["--broker-url", "nats://127.0.0.1:1"], "--broker-url: the broker"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(options: list[str], said: str) -> None:
    outcome = refused("--base-port", str(a_free_base_port()), *options)

    assert (outcome.returncode, outcome.stdout) == (2, "")
    [line] = outcome.stderr.splitlines()
    assert said in line


def test_two_replicas_that_are_killed_lose_and_double_nothing() -> None:
    from tests.facade.messaging.databases import a_schema

    with a_schema(prepared=False) as url:
        command = [sys.executable, "-m", "loadtests.kills", "--database-url", url]
        command += ["--kills", "1", "--buyers", "5"]
        ran = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "kills: 2 by SIGKILL" in ran.stdout
    assert "outbox: 0 unsent, 0 dead; 0 events unsent" in ran.stdout
    assert "0 lost, 0 doubled" in ran.stdout
