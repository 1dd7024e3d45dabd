"""Whatever a stranger sends to any operation of any system, it says no in its own words, and stands."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Any
from urllib.parse import unquote

import pytest

from contracts.alone import ControlAlone, control_alone
from simulators.chassis.control.app import control_app
from simulators.chassis.served import ServedSystem
from simulators.chassis.worlds import DEFAULT
from simulators.registry import NAMES
from tests.simulators.hostile import BODIES, FILE, HEADERS, METHODS, Place, places, targets

MEGABYTE = b" " * 1_000_000
PIECES = 50
REASON_LENGTH_MIN = 15
every_system = pytest.mark.parametrize("name", NAMES)


@dataclass
class Heard:
    """What came back, and how many pieces of the body had been read by then."""

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    pieces: int


@dataclass
class Stranger:
    """Somebody with a good key and bad intentions, at the port of one system."""

    name: str
    alone: ControlAlone
    served: ServedSystem

    def __post_init__(self) -> None:
        running = self.alone.worlds.used(DEFAULT).systems[self.name].running
        self.key = list(running.simulator.signed_in(running.service).items())
        self.document = running.api.app.openapi()
        self.places = list(places(self.document))
        self.sent = 0

    async def send(
        self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), *pieces: bytes
    ) -> Heard:
        self.sent += 1
        path, _, query = target.partition("?")
        given = [*headers, *self.key]
        scope = {
            **{"type": "http", "method": method, "scheme": "http", "http_version": "1.1", "root_path": ""},
            **{"path": unquote(path), "raw_path": path.encode(), "query_string": query.encode()},
            **{"server": ("here", 80), "client": ("there", 1)},
            "headers": [(key.encode(), value.encode("latin-1")) for key, value in given],
        }
        read, start, said = 0, {}, []

        async def receive() -> dict[str, Any]:
            nonlocal read
            read += 1
            piece = pieces[read - 1] if read <= len(pieces) else b""
            return {"type": "http.request", "body": piece, "more_body": read < len(pieces)}

        async def send(message: MutableMapping[str, Any]) -> None:
            is_start = message["type"] == "http.response.start"
            start.update(message) if is_start else said.append(message["body"])

        await self.served(scope, receive, send)
        return Heard(start["status"], start["headers"], b"".join(said), read)

    async def looks(self) -> list[tuple[str, int]]:
        """Look at everything that can be looked at without knowing an id."""
        seen = [place for place in self.places if place.method == "GET" and "{" not in place.template]
        return [(place.path, (await self.send("GET", place.path)).status) for place in seen]


def at(name: str, story: Callable[[Stranger], Awaitable[list[Any]]], sends_at_least: int = 0) -> None:
    """Let a stranger in; it gives what went wrong, and the system must be as well afterwards as before."""

    async def tell() -> None:
        alone = control_alone((name,))
        stranger = Stranger(name, alone, ServedSystem(name, alone.worlds, control_app("0")))
        before = await stranger.looks()
        looked = stranger.sent
        wrong = await story(stranger)
        enough = sends_at_least or sum(place.takes != "" for place in stranger.places)
        assert stranger.sent - looked >= enough > 0
        assert wrong[:5] == [], len(wrong)
        assert await stranger.looks() == before
        assert alone.defects == []
        alone.worlds.stop()

    asyncio.run(tell())


def is_said(heard: Heard) -> bool:
    """Whether a refusal says why, and says nothing of the inside."""
    is_inside = b"Traceback" in heard.body or b".py" in heard.body
    return len(heard.body) >= REASON_LENGTH_MIN and not is_inside


def typed(place: Place) -> list[tuple[str, str]]:
    return [("content-type", place.takes)]


@every_system
def test_a_body_that_is_no_document_is_refused_wherever_one_is_read(name):
    async def story(stranger: Stranger) -> list[Any]:
        wrong = []
        for place in stranger.places:
            if not place.takes or place.takes == FILE:
                continue
            for what, body in BODIES.items():
                heard = await stranger.send(place.method, place.path, typed(place), body)
                if heard.status not in (400, 404, 422) or not is_said(heard):
                    wrong.append((place.method, place.path, what, heard))
        return wrong

    at(name, story)


@every_system
def test_fifty_megabytes_are_refused_after_the_first(name):
    async def story(stranger: Stranger) -> list[Any]:
        wrong = []
        for place in stranger.places:
            if place.takes:
                heard = await stranger.send(place.method, place.path, typed(place), *[MEGABYTE] * PIECES)
                if heard.status not in (413, 404) or heard.pieces > 2 or not is_said(heard):
                    wrong.append((place.method, place.path, heard))
        return wrong

    at(name, story)


@every_system
def test_a_packed_body_is_refused_unread(name):
    async def story(stranger: Stranger) -> list[Any]:
        wrong = []
        for place in stranger.places:
            if place.takes:
                headers = [*typed(place), ("content-encoding", "gzip")]
                heard = await stranger.send(place.method, place.path, headers, BODIES["gzip"])
                if (heard.status, heard.pieces) != (415, 0) or b"Content-Encoding gzip" not in heard.body:
                    wrong.append((place.method, place.path, heard))
        return wrong

    at(name, story)


@every_system
def test_no_value_in_an_address_breaks_anything_or_finds_its_way_into_a_header(name):
    async def story(stranger: Stranger) -> list[Any]:
        wrong = []
        for place, what, target in targets(stranger.document, values_each=5):
            heard = await stranger.send(place.method, target, typed(place), b"{}")
            is_split = any(b"\r" in value or b"\n" in value for _, value in heard.headers)
            if is_split or not (heard.status < 300 or (heard.status < 500 and is_said(heard))):
                wrong.append((place.method, what, target[:200], heard))
        return wrong

    at(name, story)


@every_system
def test_a_method_that_nobody_knows_is_refused(name):
    async def story(stranger: Stranger) -> list[Any]:
        wrong = []
        for place, method in zip(stranger.places, cycle(METHODS), strict=False):
            heard = await stranger.send(method, place.path)
            if heard.status not in (404, 405) or not is_said(heard):
                wrong.append((method, place.path, heard))
        return wrong

    at(name, story)


@every_system
def test_no_header_breaks_anything(name):
    async def story(stranger: Stranger) -> list[Any]:
        wrong = []
        for place in stranger.places:
            for header in HEADERS:
                heard = await stranger.send(place.method, place.path, [header], b"--x")
                if heard.status >= 300 and not (heard.status < 500 and is_said(heard)):
                    wrong.append((place.method, place.path, header[0], header[1][:50], heard))
        return wrong

    at(name, story)


class TestTheInterfaceFolder:
    """It takes any bytes under a sound name, as a file share does; the next poll says what they are worth."""

    IN = "/files/Distribution/in/"

    @pytest.mark.parametrize(
        "file_name",
        [
            *(
                "..%2F..%2Fetc%2Fpasswd",
                "%2Fetc%2Fpasswd",
                "..",
                "%2e%2e",
                ".hidden",
                "a%00.txt",
                "a%0D%0Ab.txt",
            ),
            *(
                "C:%5Cboot.ini",
                "..%5Cboot.ini",
                "CON",
                "con.txt",
                "Nul.tmp",
                "LPT1.txt",
                "a%20b.txt",
                "%FF.txt",
            ),
            *(
                "a:stream",
                "x" * 81,
                "x" * 60_000,
                "%E2%80%AEtxt.exe",
                "-rf",
                "*",
                "~root",
                "$(id)",
                "a;b",
                "a|b",
            ),
        ],
    )
    def test_a_hostile_name_is_refused_and_leaves_no_file_behind(self, file_name):
        async def story(stranger: Stranger) -> list[Any]:
            store = stranger.alone.worlds.used(DEFAULT).systems["legacy_erp"].running.service.main.store
            before = dict(store.files)
            heard = [await stranger.send(method, self.IN + file_name) for method in ("PUT", "GET", "DELETE")]
            assert [one.status for one in heard if one.status not in (400, 404)] == []
            assert all(b"faultstring" in one.body for one in heard)
            assert store.files == before
            return []

        at("legacy_erp", story, sends_at_least=3)

    def test_hostile_content_ends_among_the_errors_with_a_reason(self):
        async def story(stranger: Stranger) -> list[Any]:
            world = stranger.alone.worlds.used(DEFAULT)
            for number, body in enumerate(BODIES.values()):
                dropped = await stranger.send("PUT", f"{self.IN}hostile-{number}.txt", (), body)
                assert dropped.status == 201
            world.clock.freeze()
            await world.advance(world.clock.now() + timedelta(minutes=5))
            files = world.systems["legacy_erp"].running.service.main.store.files
            places = [("error", f"hostile-{number}.txt.reason") for number in range(len(BODIES))]
            return [place for place in places if place not in files or len(files[place].content) < 10]

        at("legacy_erp", story)
