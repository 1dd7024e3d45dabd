"""At full size, over real sockets: nothing that a stranger sends costs more than the refusal of it."""

from base64 import b64encode
from pathlib import Path

import pytest

from simulators.registry import NAMES
from tests.simulators.hostile import BODIES, Place, places
from tests.system.raw_http import Heard, chunked, head, left_in_the_middle, sent

MEGABYTE = b" " * 1_000_000
FIFTY = [MEGABYTE] * 50
GROWTH_MAX_KB = 50_000
POSTS = 7  # at each of the eight ports, as often with a length as without: more than a hundred
DOORS = {"facade": "/v1/orders", "control": "/__admin/wait"}
HEALTH = {"facade": "/v1/control/health"}
WORLD = {"X-Dualrun-World": "hostile"}
every_port = pytest.mark.parametrize("name", ["facade", "control", *NAMES])


@pytest.fixture(scope="module")
def keys(landscape):
    """How to be let in everywhere."""
    secrets, urls = landscape.credentials, landscape.urls
    erp, back_office = secrets["cloud_erp"], secrets["legacy_erp"]
    form = {key: erp[key] for key in ("client_id", "client_secret")}
    form |= {"grant_type": "client_credentials", "scope": ".default"}
    at = f"{urls['cloud_erp']}/{erp['tenant']}/oauth2/v2.0/token"
    granted = landscape.client.post(at, data=form, headers=WORLD).json()
    shop = f"{urls['commerce']}/rest/V1/integration/admin/token"
    token = landscape.client.post(shop, json=secrets["commerce"], headers=WORLD).json()
    account = b64encode(f"{back_office['username']}:{back_office['password']}".encode()).decode()
    return {
        "facade": landscape.signed_in_at_the_facade("field_sales"),
        "control": {},
        "cloud_erp": {"Authorization": f"Bearer {granted['access_token']}"},
        "commerce": {"Authorization": f"Bearer {token}"},
        "legacy_erp": {"Authorization": f"Basic {account}"},
        "threepl": {"Authorization": f"Bearer {secrets['threepl']['token']}"},
        "threepl_graphql": {"Authorization": f"Bearer {secrets['threepl_graphql']['token']}"},
        "wms": {"X-Api-Key": secrets["wms"]["api_key"]},
    }


@pytest.fixture
def door(landscape, keys):
    """Gives where a system reads a body, and the headers with which it would."""

    def at(name: str) -> tuple[str, Place, dict[str, str]]:
        url, place = landscape.urls[name], Place("POST", DOORS.get(name, ""), (), "application/json")
        if name not in DOORS:
            document = landscape.client.get(f"{url}/openapi.json").json()
            place = next(one for one in places(document) if one.takes)
        return url, place, {**keys[name], **WORLD, "Content-Type": place.takes}

    return at


@pytest.fixture(autouse=True)
def well_afterwards(landscape):
    """Whatever was sent, everybody is as well as before, and nothing broke behind the answers."""
    said = landscape.talk.stat().st_size
    yield
    for name, url in landscape.urls.items():
        health = HEALTH.get(name, "/__admin/health")
        assert landscape.client.get(f"{url}{health}").json()["status"] == "ok"
    talk = landscape.talk.read_text()[said:]
    assert "Traceback" not in talk
    assert "defect" not in talk


def posted(door, name: str, headers: dict[str, str], *pieces: bytes) -> Heard:
    url, place, signed = door(name)
    return sent(url, [head(place.method, place.path, {**signed, **headers}), *pieces])


def memory_kb(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


@every_port
def test_fifty_megabytes_are_refused_whether_announced_or_not(door, name):
    announced = posted(door, name, {"Content-Length": "50000000"}, *FIFTY)
    unannounced = posted(door, name, {"Transfer-Encoding": "chunked"}, *chunked(FIFTY))

    for heard in (announced, unannounced):
        assert heard.status == 413
        assert len(heard.body) > 20


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process holds")
def test_a_hundred_of_them_leave_nothing_in_memory(landscape, door):
    before = memory_kb(landscape.process.pid)
    for name in ("facade", "control", *NAMES):
        for _ in range(POSTS):
            assert posted(door, name, {"Content-Length": "50000000"}, *FIFTY).status == 413
            assert posted(door, name, {"Transfer-Encoding": "chunked"}, *chunked(FIFTY)).status == 413

    assert memory_kb(landscape.process.pid) - before < GROWTH_MAX_KB


@every_port
@pytest.mark.parametrize(
    "pieces",
    [
        [b"GET / HTTP/1.1\r\nHost: here\r\nX-Long: ", *[b"a" * 1_000_000] * 50, b"\r\n\r\n"],
        [b"GET / HTTP/1.1\r\nHost: here\r\n", *[b"X: y\r\n" * 20_000] * 50, b"\r\n"],
        [b"GET /?", *[b"a" * 1_000_000] * 50, b" HTTP/1.1\r\nHost: here\r\n\r\n"],
        [b"GET / HTTP/1.1\r\nHost: here\r\nX-Long: " + b"a" * 66_000 + b"\r\n\r\n"],
        [b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 201 + b"\r\n"],
    ],
    ids=["one header", "many headers", "a query", "just above the limit", "a header too many"],
)
def test_a_head_without_end_is_refused(landscape, name, pieces):
    heard = sent(landscape.urls[name], pieces)

    assert heard.status == 431
    assert b"at most 65536 bytes" in heard.body


@every_port
def test_a_packed_body_is_refused_unread(door, name):
    body = BODIES["gzip"]
    heard = posted(door, name, {"Content-Encoding": "gzip", "Content-Length": str(len(body))}, body)

    assert heard.status == 415
    assert b"Content-Encoding gzip" in heard.body


@every_port
@pytest.mark.parametrize("what", ["20,000 lists deep", "1e400", "NaN", "a name twice", "billion laughs"])
def test_a_body_that_is_no_document_is_refused(door, name, what):
    body = BODIES[what]
    heard = posted(door, name, {"Content-Length": str(len(body))}, body)

    assert heard.status in (400, 422)
    assert len(heard.body) > 20


@every_port
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Transfer-Encoding": "chunked"}, b"zz\r\nabc\r\n0\r\n\r\n"),
        ({"Transfer-Encoding": "chunked", "Content-Length": "2"}, b"2\r\n{}\r\n0\r\n\r\n"),
        ({"Content-Length": "-1"}, b"{}"),
        ({"Content-Length": "9" * 40}, b"{}"),
        ({"X-Control": "a\x00b", "Content-Length": "2"}, b"{}"),
    ],
    ids=["no chunk", "two lengths", "below nothing", "beyond 64 bits", "a NUL in a header"],
)
def test_a_request_that_is_no_http_is_refused_with_a_reason(door, name, headers, body):
    heard = posted(door, name, headers, body)

    assert heard.status == 400
    assert len(heard.body) > len("Invalid HTTP request received.\n")


@every_port
def test_methods_that_nobody_knows_are_refused(landscape, name):
    brewed = sent(landscape.urls[name], [head("BREW", "/", {})])
    traced = sent(landscape.urls[name], [head("TRACE", "/", {})])

    assert (brewed.status, brewed.body) == (
        400,
        b"Invalid HTTP request received. Invalid method encountered\n",
    )
    assert traced.status in (401, 404, 405)  # the façade asks first who calls


@every_port
def test_who_goes_away_in_the_middle_is_forgotten(door, name):
    url, place, signed = door(name)
    for headers, body in (
        ({"Content-Length": "500000"}, b"["),
        ({"Transfer-Encoding": "chunked"}, b"5\r\n["),
    ):
        left_in_the_middle(url, head(place.method, place.path, {**signed, **headers}), body)
    left_in_the_middle(url, b"POST /orders HT")


@every_port
def test_a_wish_for_another_protocol_is_answered_in_http(landscape, name):
    wish = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "eHh4eHh4eHh4eHh4eHh4eA=="}
    heard = sent(landscape.urls[name], [head("GET", "/nowhere", {**wish, "Sec-WebSocket-Version": "13"})])

    assert heard.status == (401 if name == "facade" else 404)


@every_port
@pytest.mark.parametrize("world", ["../etc", "\xff", "a" * 65, "a b", "%00"])
def test_a_world_with_a_hostile_name_is_refused(landscape, name, world):
    heard = sent(landscape.urls[name], [head("GET", "/nowhere", {"X-Dualrun-World": world})])

    assert heard.status == 400
    assert b"is no name of a world" in heard.body
