"""A fuzz run says what it did, and one that found nothing out does not pass for one that found nothing."""

from collections import Counter

import orjson
import pytest
import schemathesis

from contracts.alone import control_alone, system_alone
from contracts.cli import run
from contracts.cli.fuzz import told_now_and_then
from contracts.control_surface import control_schema
from contracts.facade_surface import facade_schemas
from contracts.fuzz import NOTHING_TESTED, FuzzReport, fuzz
from contracts.generation import EXAMPLES, configuration
from contracts.lived import facade_lived
from contracts.surfaces import system_schemas
from simulators.registry import NAMES


async def shut(scope, receive, send):
    """A system that refuses everything but its own description."""
    is_document = scope["path"] == "/openapi.json"
    answers = {
        "200": {"description": "never"},
        "403": {"description": "always"},
        "405": {"description": "no"},
    }
    described = {"openapi": "3.1.0", "info": {"title": "shut", "version": "1"}}
    described["paths"] = {"/a": {"get": {"responses": answers}}}
    body = orjson.dumps(described) if is_document else b"{}"
    headers = [(b"content-type", b"application/json")]
    status = 200 if is_document else 403
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def test_a_system_that_refuses_everything_is_a_finding():
    schema = schemathesis.openapi.from_asgi("/openapi.json", shut, config=configuration(2, 7))

    report = fuzz(schema)

    assert [breach.message for breach in report.breaches if breach.title == NOTHING_TESTED] == [
        f"not one request was carried out: {report.line()}"
    ]


def test_an_operation_that_is_never_asked_is_a_finding():
    schema = schemathesis.openapi.from_asgi("/openapi.json", shut, config=configuration(2, 7))
    schema.config.phases.update(phases=[])

    report = fuzz(schema)

    assert ("GET /a", "not one request was made up for it") in [
        (breach.operation, breach.message) for breach in report.breaches
    ]


def test_the_report_says_how_many_requests_went_where_and_how_they_were_answered():
    report = FuzzReport(
        cases=3, statuses=Counter({200: 1, 404: 1, 422: 1}), operations=Counter({"a": 3, "b": 0})
    )

    assert report.line() == "3 requests at 1 of 2 operations (1 of 2xx, 2 of 4xx)"


def test_what_was_only_ever_refused_is_told():
    asked, done = Counter({"a": 3, "b": 0, "c": 2}), Counter({"a": 1})

    assert FuzzReport(operations=asked, carried_out=done).only_refused == ["c"]


def test_what_a_facade_is_asked_finds_orders_that_lie_there_at_every_stage():
    report = fuzz(*facade_schemas(facade_lived(), 4, 7)[:1])

    assert {breach.title for breach in report.breaches} <= {NOTHING_TESTED}
    done = [f"POST /v1/orders/{{reference}}/{wish}" for wish in ("returns", "cancel")]
    assert all(report.carried_out[label] for label in done), report.carried_out


def test_the_command_says_how_many_requests_it_made_up(capsys):
    assert run(["fuzz", "legacy_erp", "--examples", "1"]) == 0
    assert " requests at 9 of 9 operations (" in capsys.readouterr().out


def test_a_run_of_more_than_two_seconds_says_how_far_it_is_every_two(capsys):
    instants = iter([0.0, 1.9, 2.0, 2.0, 3.9, 4.1, 4.1])
    tell = told_now_and_then("wms", lambda: next(instants))

    for cases in range(1, 5):
        tell(FuzzReport(cases=cases))

    said = [line.partition(" at ")[0] for line in capsys.readouterr().err.splitlines()]
    assert said == ["wms: 2 requests", "wms: 4 requests"]


@pytest.mark.parametrize("name", ["facade", "control", *NAMES])
def test_every_surface_knows_how_much_is_enough(name):
    assert EXAMPLES[name] >= 10


def test_a_system_that_speaks_graphql_is_asked_in_graphql_and_at_its_other_routes():
    document, graphql = system_schemas(system_alone("threepl_graphql"), 1, 7)

    assert {found.ok().path for found in document.get_all_operations()} >= {"/auth/token", "/auth/refresh"}
    assert len(list(graphql.get_all_operations())) > 20


def test_the_control_plane_keeps_to_its_own_document():
    alone = control_alone(("wms",))

    report = fuzz(control_schema(alone, examples=3, seed=7))

    assert report.breaches == []
    assert alone.defects == []
    assert report.asked == len(report.operations) > 30
