import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientSession, web

from dualrun.network.live import LiveWire, open_session
from dualrun.network.reply import Reply

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def call(handler: Handler, path: str = "/orders?x=1", timeout_s: float = 5.0) -> Reply:
    async def main() -> Reply:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", handler)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        try:
            async with open_session() as session:
                headers = {"x-correlation-id": "SO-1"}
                url = f"http://127.0.0.1:{port}{path}"
                return await LiveWire(session).send(
                    "POST", url, headers=headers, body=b"{}", timeout_s=timeout_s
                )
        finally:
            await runner.cleanup()

    return asyncio.run(main())


def test_an_answer_comes_back_whatever_its_status():
    async def handler(request: web.Request) -> web.Response:
        said = (
            f"{request.method} {request.path_qs} {request.headers['x-correlation-id']} {await request.text()}"
        )
        return web.Response(status=418, text=said, headers={"X-Dualrun-System": "wms"})

    reply = call(handler)
    assert (reply.status, reply.body) == (418, b"POST /orders?x=1 SO-1 {}")
    assert reply.headers["x-dualrun-system"] == "wms"


def test_headers_sent_twice_are_joined():
    async def handler(request: web.Request) -> web.Response:
        response = web.Response()
        response.headers.add("x-note", "a")
        response.headers.add("x-note", "b")
        return response

    assert call(handler).headers["x-note"] == "a, b"


def test_a_redirect_is_an_answer_and_not_followed():
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"location": "/elsewhere"})

    reply = call(handler)
    assert (reply.status, reply.headers["location"]) == (302, "/elsewhere")


def test_the_caller_adds_no_content_type_of_its_own():
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=str("content-type" in request.headers))

    assert call(handler).body == b"False"


def test_no_answer_in_time_is_a_timeout():
    async def handler(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return web.Response()

    with pytest.raises(TimeoutError, match="no answer"):
        call(handler, timeout_s=0.05)


def test_an_answer_that_breaks_off_is_a_broken_connection():
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-length": "100"})
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.abort()
        return response

    with pytest.raises(ConnectionError):
        call(handler)


def test_nobody_there_is_a_connection_error():
    async def main() -> None:
        async with open_session() as session:
            await LiveWire(session).send("GET", "http://127.0.0.1:1/", headers={})

    with pytest.raises(ConnectionError, match="127"):
        asyncio.run(main())


def test_an_address_that_is_none_is_the_callers_mistake():
    async def main() -> None:
        async with open_session() as session:
            await LiveWire(session).send("GET", "no address", headers={})

    with pytest.raises(ValueError, match="address"):
        asyncio.run(main())


def test_a_session_that_takes_proxies_from_the_environment_is_refused():
    async def main() -> None:
        async with ClientSession(trust_env=True) as session:
            LiveWire(session)

    with pytest.raises(ValueError, match="trust_env"):
        asyncio.run(main())
