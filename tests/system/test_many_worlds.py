"""Two hundred worlds in one process, and two hundred callers of one system: nobody sees half of anything."""

import asyncio
from dataclasses import dataclass

import aiohttp
import pytest

from dualrun.streams import Streams
from tests.simulators.chassis.worlds_of_wms import an_order
from tests.system.landscape import a_free_base_port, up
from tests.system.linear import Countdown, Span

WORLDS, CALLS = 200, 20
CLIENTS, STOCK_TAKEN_BY = 200, 5


@pytest.fixture(scope="module")
def wms(tmp_path_factory):
    """A warehouse on its own: its URL and the headers of a caller."""
    with up(tmp_path_factory.mktemp("wms"), a_free_base_port(), "--only", "wms") as running:
        yield running.urls["wms"], {"x-api-key": running.credentials["wms"]["api_key"]}


def session():
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CLIENTS), trust_env=False)


@dataclass
class Caller:
    """The API of one warehouse in one world."""

    http: aiohttp.ClientSession
    url: str
    headers: dict[str, str]

    async def get(self, path):
        async with self.http.get(f"{self.url}{path}", headers=self.headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def order(self, article, number, quantity=1):
        document = an_order(article, number, quantity)
        async with self.http.post(f"{self.url}/api/v1/orders", headers=self.headers, json=document) as answer:
            return answer.status, await answer.json()

    async def available(self, article):
        page = await self.get(f"/api/v1/stock?articleNumberFrom={article}&maxArticlesToGet=1")
        [first] = page["stock"]
        return first["availableNumberOfItems"]

    async def well_stocked(self):
        articles = (await self.get("/api/v1/articles?maxArticlesToGet=50"))["articles"]
        for article in articles:
            if await self.available(article["articleNumber"]) >= 200:
                return article["articleNumber"]
        raise AssertionError("nothing is well stocked")


def test_calls_to_two_hundred_worlds_at_once_stay_apart(wms):
    url, key = wms

    async def main():
        async with session() as http:
            article = await Caller(http, url, key).well_stocked()
            before = await Caller(http, url, key).available(article)
            worlds = [Caller(http, url, {**key, "x-dualrun-world": f"w{n}"}) for n in range(WORLDS)]
            calls = [
                (n, world.order(article, f"W{n}-{call}", 1 + n % 3))
                for call in range(CALLS)
                for n, world in enumerate(worlds)
            ]
            answers = await asyncio.gather(*(call for _, call in calls))
            ids: dict[int, list[int]] = {}
            for (n, _), (status, document) in zip(calls, answers, strict=True):
                assert status == 201, document
                ids.setdefault(n, []).append(document["orderId"])
            for n, world in enumerate(worlds):
                first = min(ids[n])
                assert sorted(ids[n]) == list(range(first, first + CALLS)), n
                assert await world.available(article) == before - CALLS * (1 + n % 3), n
                assert len(await world.get(f"/api/v1/orders?goodsOwnerOrderNumber=W{n}-0")) == 1
                other = (n + 1) % WORLDS
                assert await world.get(f"/api/v1/orders?goodsOwnerOrderNumber=W{other}-0") == []
            assert await Caller(http, url, key).available(article) == before

    asyncio.run(main())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_hundred_clients_see_one_stock(wms, seed):
    url, key = wms

    async def main():
        async with session() as http:
            caller = Caller(http, url, {**key, "x-dualrun-world": f"linear-{seed}"})
            article = await caller.well_stocked()
            history, now = Countdown(await caller.available(article)), asyncio.get_running_loop().time
            streams = Streams(seed)

            async def client(n):
                for step in range(STOCK_TAKEN_BY):
                    await asyncio.sleep(streams.uniform("pause", n, step) / 20)
                    began = now()
                    if streams.uniform("kind", n, step) < 0.5:
                        status, document = await caller.order(article, f"L{seed}-{n}-{step}")
                        assert status in (201, 409), document
                        if status == 201:
                            history.taken.append(Span(began, now()))
                    else:
                        value = await caller.available(article)
                        history.reads.append((Span(began, now()), value))

            await asyncio.gather(*(client(n) for n in range(CLIENTS)))
            assert await caller.available(article) == history.initial - len(history.taken) >= 0
            assert history.violations() == []
            assert len(history.reads) > CLIENTS
            assert len(history.taken) > CLIENTS / 2

    asyncio.run(main())
