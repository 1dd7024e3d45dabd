"""The wire between live systems fails in the same two ways as any other, and keeps its connections."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from dualrun.network.kept_alive import KeptAliveWire
from dualrun.network.reply import Reply

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[bytes, asyncio.StreamWriter, int], Awaitable[bool]]


async def a_server(connected: Connected) -> tuple[asyncio.Server, list[asyncio.Task[Any]]]:
    """Listen, and remember who is being served, so that a test ends when they are gone."""
    serving: list[asyncio.Task[Any]] = []

    async def quietly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.current_task())  # type: ignore[arg-type]  # a server serves in a task
        try:
            await connected(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(quietly, "127.0.0.1", 0), serving


def called(serve: Serve, *methods: str, **asked: Any) -> tuple[list[Reply], int]:
    """Call a server that answers each request by hand; give the answers and how many connections it saw."""

    async def main() -> tuple[list[Reply], int]:
        connections = requests = 0

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal connections, requests
            connections += 1
            while head := await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b"":
                length = next((int(x[15:]) for x in head.split(b"\r\n") if x[:15] == b"content-length:"), 0)
                requests += 1
                body = await reader.readexactly(length)
                if not await serve(head + body, writer, requests):
                    break
            writer.close()

        server, serving = await a_server(connected)
        port = server.sockets[0].getsockname()[1]
        wire = KeptAliveWire()
        try:
            url = f"http://127.0.0.1:{port}/orders?x=1"
            return [await wire.send(m, url, headers={"x-a": "b"}, **asked) for m in methods], connections
        finally:
            await wire.close()
            server.close()
            await asyncio.gather(*serving)

    return asyncio.run(main())


def test_an_answer_comes_back_whatever_its_status_and_the_connection_is_kept():
    async def serve(request: bytes, writer: asyncio.StreamWriter, _: int) -> bool:
        answer = b"%d" % len(request.partition(b"\r\n\r\n")[2])
        writer.write(
            b"HTTP/1.1 418 I'm a teapot\r\nX-Note: a\r\nX-Note: b\r\ncontent-length: 1\r\n\r\n" + answer
        )
        return True

    replies, connections = called(serve, "POST", "POST", "GET", body=b"12345")

    assert replies[0] == Reply(418, {"x-note": "a, b", "content-length": "1"}, b"5")
    assert len(replies) == 3
    assert connections == 1


def test_what_is_sent_is_what_was_asked_for_and_nothing_else():
    async def serve(request: bytes, writer: asyncio.StreamWriter, _: int) -> bool:
        said = request.replace(request.partition(b"host: ")[2].partition(b"\r\n")[0], b"HOST")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(said), said))
        return True

    [reply], _ = called(serve, "POST", body=b"{}")

    head = b"POST /orders?x=1 HTTP/1.1\r\nhost: HOST\r\nx-a: b\r\ncontent-length: 2\r\n\r\n"
    assert reply.body == head + b"{}"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\n\r\nok",
    ],
)
def test_an_answer_in_pieces_or_up_to_the_end_of_its_connection_is_whole(answer: bytes):
    async def serve(_: bytes, writer: asyncio.StreamWriter, __: int) -> bool:
        for at in range(0, len(answer), 7):
            writer.write(answer[at : at + 7])
            await writer.drain()
        return b"chunked" in answer

    replies, _ = called(serve, "GET", "GET")

    assert [(one.status, one.body) for one in replies] == [(200, b"ok")] * 2


@pytest.mark.parametrize(
    "half", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", b"no HTTP\r\n\r\n"]
)
def test_an_answer_that_breaks_off_is_a_broken_connection(half: bytes):
    async def serve(_: bytes, writer: asyncio.StreamWriter, __: int) -> bool:
        writer.write(half)
        return False

    with pytest.raises(ConnectionError, match="POST"):
        called(serve, "POST")


def test_a_kept_connection_that_was_shut_is_replaced_for_a_safe_question_alone():
    async def serve(_: bytes, writer: asyncio.StreamWriter, number: int) -> bool:
        if number == 2:  # goes away at the moment it is asked again
            return False
        writer.write(OK)
        return True

    replies, connections = called(serve, "GET", "GET")
    assert ([one.body for one in replies], connections) == ([b"ok", b"ok"], 2)
    with pytest.raises(ConnectionError):
        called(serve, "POST", "POST")


def test_no_answer_in_time_is_a_timeout_and_what_comes_late_is_nobodys():
    async def serve(_: bytes, writer: asyncio.StreamWriter, number: int) -> bool:
        await asyncio.sleep(0.2)
        writer.write(OK)
        return True

    with pytest.raises(TimeoutError, match="no answer"):
        called(serve, "GET", timeout_s=0.05)


def test_many_calls_at_once_get_an_answer_each():
    async def main() -> list[bytes]:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while line := await reader.readline():
                await reader.readuntil(b"\r\n\r\n")
                path = line.split()[1]
                await asyncio.sleep(0.001)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(path), path))
            writer.close()

        server, serving = await a_server(connected)
        wire, port = KeptAliveWire(), server.sockets[0].getsockname()[1]
        calls = [wire.send("GET", f"http://127.0.0.1:{port}/{n}", headers={}) for n in range(300)]
        bodies = [reply.body for reply in await asyncio.gather(*calls)]
        await wire.close()
        server.close()
        await asyncio.gather(*serving)
        return bodies

    assert asyncio.run(main()) == [b"/%d" % n for n in range(300)]


def test_nobody_there_is_a_connection_error_and_a_header_cannot_smuggle_another():
    async def main(**headers: str) -> None:
        await KeptAliveWire().send("GET", "http://127.0.0.1:1/", headers=headers)

    with pytest.raises(ConnectionError, match="127"):
        asyncio.run(main())
    for value in ("a\r\nx: y", "a\nb", "a\rb", "a\0"):
        with pytest.raises(ValueError, match="line break"):
            asyncio.run(main(note=value))


def test_what_is_out_of_the_ordinary_is_for_the_general_client():
    takes = KeptAliveWire.takes
    assert takes("GET", "http://127.0.0.1:80/a?b=%20c")
    assert not takes("HEAD", "http://127.0.0.1:80/")
    odd = ("https://a:443/", "http://a/", "http://u:p@a:80/", "http://[::1]:80/")
    for url in (*odd, "http://a:80/\u00f6", "http://a:80/a b"):
        assert not takes("GET", url)
