"""Events on a real NATS: kept once, read by a durable consumer, refused in one line where they cannot go."""

import asyncio
import json
import os
import shutil
import socket
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import pytest

from facade.errors import BrokerRefusedError, BrokerUnavailableError
from facade.messaging.broker import Message, open_broker, read_url

SERVER = os.environ.get("DUALRUN_TEST_BROKER", "nats://127.0.0.1:4222")
_numbers = count(1)
NEEDS_NATS = pytest.mark.services("nats")


def a_stream() -> str:
    return f"t_{os.getpid()}_{next(_numbers)}"


def told(story: Callable[..., Awaitable[None]], url: str | None = None) -> None:
    """Tells a story of a broker with a stream of its own, which is gone afterwards."""
    stream = a_stream()

    async def main() -> None:
        broker = open_broker(url or f"{SERVER}/{stream}")
        try:
            await story(broker)
            await (await broker.connected()).jetstream().delete_stream(stream)
        finally:
            await broker.close()

    asyncio.run(main())


def a_message(name: str = "A@1") -> Message:
    return Message("order.accepted", name, json.dumps({"id": name}).encode())


@NEEDS_NATS
class TestAStream:
    def test_keeps_an_event_once_however_often_it_is_sent(self) -> None:
        async def story(broker) -> None:
            assert await broker.publish([a_message("A@1"), a_message("B@1")]) == ["A@1", "B@1"]
            assert await broker.publish([a_message("A@1")]) == ["A@1"]
            stream = (await broker.connected()).jetstream()
            assert (await stream.stream_info(broker.place.stream)).state.messages == 2

        told(story)

    def test_is_read_by_a_durable_consumer_that_acknowledges_each_event(self) -> None:
        async def story(broker) -> None:
            await broker.publish([a_message("A@1"), a_message("B@1")])
            name = broker.place.stream
            stream = (await broker.connected()).jetstream()
            taken = await stream.pull_subscribe(f"{name}.order.*", durable="reader", stream=name)
            [first] = await taken.fetch(1, timeout=2)
            assert first.subject == f"{name}.order.accepted"
            assert first.headers["Nats-Msg-Id"] == "A@1"
            await first.ack_sync()
            await taken.unsubscribe()
            again = await stream.pull_subscribe(f"{name}.order.*", durable="reader", stream=name)
            assert [message.headers["Nats-Msg-Id"] for message in await again.fetch(5, timeout=2)] == ["B@1"]

        told(story)

    def test_of_another_kind_is_refused_with_what_differs(self) -> None:
        async def story(broker) -> None:
            name = broker.place.stream
            client = await broker.connected()
            await client.jetstream().delete_stream(name)
            await client.jetstream().add_stream(name=name, subjects=[f"{name}.other"])
            await broker.close()
            with pytest.raises(BrokerRefusedError, match=rf"^stream {name}: its subjects is \['{name}.other"):
                await broker.connected()
            await cleared(name)
            await broker.connected()

        async def cleared(name: str) -> None:
            import nats

            client = await nats.connect(SERVER)
            await client.jetstream().delete_stream(name)
            await client.close()

        told(story)

    def test_that_was_taken_away_fails_and_is_made_again(self) -> None:
        async def story(broker) -> None:
            client = await broker.connected()
            await client.jetstream().delete_stream(broker.place.stream)
            with pytest.raises(BrokerUnavailableError):
                await broker.publish([a_message()])
            assert await broker.publish([a_message()]) == ["A@1"]

        told(story)


@pytest.mark.parametrize("version", ["2.8.4", "1.4.1"])
def test_a_server_that_is_too_old_is_refused(version: str) -> None:
    pytest.importorskip("nats")

    async def main() -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            info = {"server_id": "x", "version": version, "max_payload": 1048576, "proto": 1, "headers": True}
            writer.write(f"INFO {json.dumps(info)}\r\n".encode())
            while line := await reader.readline():
                if line.startswith(b"PING"):
                    writer.write(b"PONG\r\n")
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        broker = open_broker(f"nats://127.0.0.1:{port}")
        with pytest.raises(BrokerRefusedError, match=f"NATS .*{version}.*: 2.9 or newer is needed"):
            await broker.connected()
        server.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nat://host", "did you mean nats://?"),
        ("kafka://host", "nats://host:4222 is one"),
        ("nats://", "nats://host:4222 is one"),
        ("nats://host:no", "cannot be read"),
        ("nats://host/two.words", "cannot name a stream"),
    ],
)
def test_a_url_that_names_no_broker_is_refused(url: str, said: str) -> None:
    with pytest.raises(BrokerRefusedError) as caught:
        read_url(url)

    assert said in str(caught.value)


def test_a_url_names_a_server_and_a_stream() -> None:
    assert read_url("nats://who:secret@host:4333/orders") == ("nats://who:secret@host:4333", "orders")
    assert read_url("tls://host").stream == "dualrun"


@NEEDS_NATS
@pytest.mark.skipif(shutil.which("nats-server") is None, reason="a NATS of its own needs nats-server")
def test_a_server_that_goes_and_comes_back_is_found_again(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["nats-server", "--jetstream", "--addr", "127.0.0.1", "--port", str(port)]
    command += ["--store_dir", str(tmp_path)]

    async def main() -> None:
        broker = open_broker(f"nats://127.0.0.1:{port}/orders")
        for turn in (1, 2):
            quiet = asyncio.subprocess.DEVNULL
            server = await asyncio.create_subprocess_exec(*command, stderr=quiet)
            try:
                await answers(broker)
                assert await broker.publish([a_message("A@1"), a_message(f"B@{turn}")]) == [
                    "A@1",
                    f"B@{turn}",
                ]
                stream = (await broker.connected()).jetstream()
                assert (await stream.stream_info("orders")).state.messages == 1 + turn
            finally:
                server.kill()
                await server.wait()
            with pytest.raises(BrokerUnavailableError):
                await broker.publish([a_message("C@1")])
        await broker.close()

    async def answers(broker) -> None:
        for _ in range(100):
            try:
                await broker.connected()
                return
            except (BrokerUnavailableError, BrokerRefusedError):
                await asyncio.sleep(0.05)

    asyncio.run(main())
