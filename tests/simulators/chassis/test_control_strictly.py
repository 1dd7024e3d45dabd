"""What a stranger writes to the control plane is refused by name, and never comes back as a failure later."""

import pytest

from tests.simulators.chassis.worlds_of_wms import in_worlds
from tests.simulators.site_world import call

UNREADABLE = {
    "NaN": b'{"timeout_s": NaN}',
    "1e400": b'{"timeout_s": 1e400}',
    "a name twice": b'{"until": "idle", "until": "event"}',
    "20,000 deep": b'{"where": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "a lone surrogate": b'{"kind": "\\ud800"}',
    "no UTF-8": b'{"kind": "\xff"}',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_is_no_strict_json_is_refused(body):
    async def act(place):
        headers = {"content-type": "application/json"}
        answer = await call(place.control, "POST", "/__admin/wait", headers, body)

        assert answer.status == 400
        assert answer.document["error"].startswith("body: ")

    in_worlds(act)


def test_a_body_of_fifty_megabytes_is_refused():
    async def act(place):
        answer = await call(place.control, "PUT", "/__admin/faults", {}, b"[" + b" " * 50_000_000)

        assert (answer.status, answer.document["error"]) == (413, "body: at most 1000000 bytes")

    in_worlds(act)


@pytest.mark.parametrize(
    ("kind", "settings", "complaint"),
    [
        ("status", {"status": 99}, "settings: status must be a status from 200 to 599, found 99"),
        ("status", {"status": "soon"}, "settings: status must be a status from 200 to 599, found 'soon'"),
        ("status", {"retry_after": "1\r\nx: y"}, "settings: retry_after must be printable ASCII, found"),
        ("latency", {"delay_s": -1}, "settings: delay_s must be a number from 0 to 1000000000, found -1"),
        ("latency", {"delay_s": {}}, "settings: delay_s must be a number from 0 to 1000000000, found {}"),
        ("truncated", {"share": 2}, "settings: share must be a share from 0 to 1, found 2"),
        ("drip", {"bytes": True}, "settings: bytes must be a whole number from 0 to"),
        ("late_webhook", {"share": "all"}, "settings: share must be a share from 0 to 1, found 'all'"),
    ],
)
def test_a_fault_cannot_be_set_to_what_cannot_be_carried_out(kind, settings, complaint):
    async def act(place):
        refused = await place.steer("PUT", "/faults/f", document={"kind": kind, "settings": settings})

        assert refused.status == 422
        assert refused.document["error"].startswith(complaint)
        assert (await place.ask("GET", "/api/v1/articles")).status == 200

    in_worlds(act)


@pytest.mark.parametrize("asked", ["latency; delay_s=nan", "status; status=1000", "truncated; share=inf"])
def test_a_header_cannot_ask_for_what_cannot_be_carried_out(asked):
    async def act(place):
        refused = await place.ask("GET", "/api/v1/articles", **{"x-dualrun-fault": asked})

        assert refused.status == 400
        assert " must be a" in refused.body.decode()

    in_worlds(act)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/faults", "DELETE, GET, PUT"),
        ("/faults/any", "DELETE, PUT"),
        ("/faults/kinds", "GET"),
        ("/faults/ledger", "GET"),
        ("/snapshots", "GET, POST"),
        ("/worlds/w", "DELETE, PUT"),
    ],
)
def test_a_wrong_method_is_told_every_right_one(path, allowed):
    async def act(place):
        refused = await place.steer("OPTIONS", path)

        assert (refused.status, refused.headers["allow"]) == (405, allowed)

    in_worlds(act)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/clock", {"at": "9999-12-31T23:59:59Z"}),
        ("PUT", "/clock", {"at": 0}),
        ("PUT", "/clock", {"scale": 5e-324}),
        ("PUT", "/clock", {"frozen": "yes"}),
        ("POST", "/clock/advance", {"to": "9999-12-31T23:59:59Z"}),
        ("POST", "/seed", {"seed": True}),
        ("POST", "/seed", {"seed": "7"}),
        ("POST", "/requests/count", {"status": False}),
        ("PUT", "/faults/" + "x" * 65, {"kind": "reset"}),
    ],
)
def test_a_value_of_another_kind_or_out_of_bounds_is_refused(method, path, body):
    async def act(place):
        assert (await place.steer(method, path, document=body)).status == 422
        assert (await place.steer("GET", "/clock")).status == 200

    in_worlds(act)


def test_no_clock_is_advanced_beyond_the_calendar():
    async def act(place):
        await place.steer("PUT", "/clock", document={"at": "2199-12-31T00:00:00Z", "frozen": True})
        refused = await place.steer("POST", "/clock/advance", document={"by_s": 10 * 86_400})

        assert refused.status == 422
        assert "is later than 2200-01-02" in refused.document["error"]

    in_worlds(act)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a*){9}", "a*a*a*a*$", "a{99999999999999999999}"])
def test_an_expression_that_might_never_end_is_refused(pattern):
    async def act(place):
        await place.ask("GET", "/api/v1/" + "a" * 60 + "b")
        refused = await place.steer("POST", "/requests/count", document={"path_matches": pattern})

        assert refused.status == 422
        assert refused.document["error"].startswith("path_matches: ")

    in_worlds(act)


@pytest.mark.parametrize("pattern", ["^/api/.*/[(+*]?a+$", "(orders|stock)$", r"\(a\)+\+*b"])
def test_an_expression_that_comes_to_an_end_is_taken(pattern):
    async def act(place):
        taken = await place.steer("POST", "/requests/count", document={"path_matches": pattern})

        assert taken.status == 200

    in_worlds(act)


def test_the_log_keeps_no_more_than_the_beginning_of_anything():
    async def act(place):
        await place.ask("GET", "/api/v1/articles?" + "q" * 50_000, **{"x-long": "h" * 50_000})
        await place.ask("GET", "/api/v1/" + "p" * 50_000)
        logged = await place.steer("GET", "/requests")

        assert len(logged.body) < 20_000

    in_worlds(act)
