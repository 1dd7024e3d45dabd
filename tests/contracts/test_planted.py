"""Bugs of every kind that are planted in a real system are found, and an unspoilt one has none."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from schemathesis.checks import CHECKS

from contracts.alone import SystemAlone, facade_alone, system_alone
from contracts.cli import run
from contracts.facade_surface import facade_schemas
from contracts.fuzz import NOTHING_TESTED, Breach, FuzzReport, fuzz
from contracts.fuzzing import baseline, records
from contracts.fuzzing.business_checks import (
    errors_are_told_natively,
    money_adds_up,
    own_objects_only,
    replays_are_idempotent,
    single_documents_have_an_etag,
)
from contracts.fuzzing.links import link_up
from contracts.surfaces import system_schema, system_schemas
from dualrun.errors import UsageError
from dualrun.testing import running

NATIVELY = "Custom check failed: `errors_are_told_natively`"
ORDERS = "^/api/v1/orders$"
Change = Callable[[int, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]


class Spoilt:
    """In front of the warehouse: changes what it is asked, or what it answers."""

    def __init__(self, change: Change, lets_anybody_in: bool = False) -> None:
        self.warehouse = system_alone("wms").system
        self.simulator, self.service = self.warehouse.simulator, self.warehouse.service
        self.headers = dict(self.simulator.signed_in(self.service))
        self._change = change
        self._lets_anybody_in = lets_anybody_in

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["path"] == "/openapi.json":
            await self.warehouse(scope, receive, send)
            return
        if self._lets_anybody_in:
            own = [(name.encode(), value.encode()) for name, value in self.headers.items()]
            others = [each for each in scope["headers"] if each[0] != own[0][0]]
            scope = {**scope, "headers": [*others, *own]}
        answered = []

        async def keep(message):
            answered.append(message)

        await self.warehouse(scope, receive, keep)
        headers = {name.decode(): value.decode() for name, value in answered[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in answered[1:])
        status, headers, body = self._change(answered[0]["status"], headers, body)
        written = [(n.encode(), v.encode()) for n, v in headers.items() if n != "content-length"]
        await send({"type": "http.response.start", "status": status, "headers": written})
        await send({"type": "http.response.body", "body": body})


def found(change: Change, lets_anybody_in: bool = False):
    alone = SystemAlone(Spoilt(change, lets_anybody_in))
    schema = system_schema(alone, 2, 7).include(path_regex=ORDERS)
    schema.config.phases.update(phases=["coverage", "fuzzing"])
    return fuzz(schema)


def unspoilt(status, headers, body):
    return status, headers, body


def breaks_down(status, headers, body):
    return (500 if status == 400 else status), headers, body


def says_what_it_never_said(status, headers, body):
    return (418 if status == 400 else status), headers, body


def speaks_another_language(status, headers, body):
    return status, ({**headers, "content-type": "text/plain"} if status == 200 else headers), body


def says_nothing_of_an_error(status, headers, body):
    return status, headers, (b"{}" if status >= 400 else body)


def answers_with_something_else(status, headers, body):
    return status, headers, (b'"yes"' if status == 200 else body)


PLANTED = {
    "breaks down": (breaks_down, False, "Server error"),
    "an undocumented status": (says_what_it_never_said, False, "Undocumented status code"),
    "another media type": (speaks_another_language, False, "Undocumented Content-Type"),
    "an error that says nothing": (
        says_nothing_of_an_error,
        False,
        NATIVELY,
    ),
    "another shape": (answers_with_something_else, False, "Response violates schema"),
    "anybody is let in": (unspoilt, True, "API accepts requests without authentication"),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_bug_is_found(kind):
    change, lets_anybody_in, title = PLANTED[kind]

    report = found(change, lets_anybody_in)

    assert title in {breach.title for breach in report.breaches}, {b.title for b in report.breaches}
    assert all(breach.reproduce for breach in report.breaches if breach.title == title)


def test_where_nothing_is_planted_nothing_is_found():
    assert [(one.title, one.message) for one in found(unspoilt).breaches] == []


class Asked:
    """An operation that was asked, as far as the rules look at it."""

    def __init__(self, method="GET", headers=(), again=None, siblings=()):
        self.method, self.headers, self.path = method, dict(headers), "/a"
        self._again = again
        paths = {"/a": {name: {"parameters": [{"name": "If-Match", "required": True}]} for name in siblings}}
        self.operation = SimpleNamespace(path="/a", schema=SimpleNamespace(raw_schema={"paths": paths}))

    def call(self):
        return self._again


def answer(document, status=200, kind="application/json", **headers):
    content = json.dumps(document).encode()
    told = {"content-type": [kind], **{name: [value] for name, value in headers.items()}}
    return SimpleNamespace(status_code=status, content=content, headers=told)


MADE, MADE_TWICE = answer({"id": 1}, 201), answer({"id": 2}, 201)
KEYED = {"Idempotency-Key": "k"}
ADDED_UP = {"totalAmountIncludingTax": 12.0, "totalAmountExcludingTax": 10.0, "totalTaxAmount": 2.0}
PROBLEM = {"type": "t", "title": "t", "status": 404}


@pytest.mark.parametrize(
    ("rule", "given", "asked", "is_broken"),
    [
        (replays_are_idempotent, MADE, Asked("POST", KEYED, again=MADE), False),
        (replays_are_idempotent, MADE, Asked("POST", KEYED, again=MADE_TWICE), True),
        (replays_are_idempotent, MADE, Asked("POST", {}, again=MADE_TWICE), False),
        (single_documents_have_an_etag, answer({}), Asked(siblings=["patch"]), True),
        (single_documents_have_an_etag, answer({}, etag="1"), Asked(siblings=["patch"]), False),
        (single_documents_have_an_etag, answer({"@odata.etag": "1"}), Asked(siblings=["patch"]), False),
        (single_documents_have_an_etag, answer({}), Asked(), False),
        (money_adds_up, answer({"value": [ADDED_UP]}), Asked(), False),
        (money_adds_up, answer({"value": [{**ADDED_UP, "totalTaxAmount": 2.5}]}), Asked(), True),
        (errors_are_told_natively, answer({}, 404), Asked(), True),
        (errors_are_told_natively, answer(PROBLEM, 404, "application/problem+json"), Asked(), False),
        (errors_are_told_natively, answer(PROBLEM, 409, "application/problem+json"), Asked(), True),
        (errors_are_told_natively, answer({"type": "t"}, 404, "application/problem+json"), Asked(), True),
        (own_objects_only("portal"), answer([{"channel": "portal"}]), Asked(), False),
        (own_objects_only("portal"), answer({"orders": [{"channel": "edi"}]}), Asked(), True),
    ],
)
def test_a_rule_of_the_business_finds_what_breaks_it_and_nothing_else(rule, given, asked, is_broken):
    assert bool(list(rule(given, asked))) == is_broken


def test_the_library_is_left_as_it_was_found():
    before = CHECKS.get_all_names()
    found(unspoilt)

    assert CHECKS.get_all_names() == before


BREACH = Breach("GET /a", "Server error", "id 17 of 'x' broke", "curl /a/17", "500")


class TestABaseline:
    def test_knows_a_finding_again_whatever_was_made_up(self, tmp_path):
        path = tmp_path / "known.json"
        path.write_text(baseline.written([BREACH, replace(BREACH, message="id 3 of 'y' broke")]))

        assert len(baseline.read(path)) == 1
        assert baseline.name_of(replace(BREACH, message="id 99 of 'z' broke")) in baseline.read(path)
        assert baseline.name_of(replace(BREACH, operation="GET /b")) not in baseline.read(path)

    @pytest.mark.parametrize("text", ["", "[]", '{"other": 1}'])
    def test_that_is_none_is_told(self, tmp_path, text):
        (tmp_path / "known.json").write_text(text)
        with pytest.raises(UsageError, match="no baseline"):
            baseline.read(tmp_path / "known.json")

    def test_that_is_not_there_is_told_and_how_to_make_one(self, capsys):
        assert run(["fuzz", "wms", "--baseline", "nowhere.json"]) == 2
        assert "--update-baseline writes one" in capsys.readouterr().err


def test_junit_has_a_case_for_each_operation_and_says_how_to_see_it_again():
    report = FuzzReport(breaches=[BREACH], operations=Counter({"GET /a": 3, "GET /b": 1}))

    said = records.junit("wms", report)
    assert 'tests="2" failures="1"' in said
    assert "curl /a/17" in said


class Shelf:
    """In front of a façade: what was made is not found, or what was taken away still is."""

    def __init__(self, kind: str) -> None:
        self.alone = facade_alone()
        self._facade, self._kind = self.alone.facade.app, kind
        self.alone.facade = SimpleNamespace(app=self)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["path"].startswith("/v1/webhooks/"):
            if (self._kind, scope["method"]) == ("nothing is taken away", "DELETE"):
                await self._only_looked_at(scope, receive, send)
                return
            if (self._kind, scope["method"]) == ("what was made is missing", "GET"):
                scope = {**scope, "path": "/v1/webhooks/unknown"}
        await self._facade(scope, receive, send)

    async def _only_looked_at(self, scope, receive, send):
        answered = []

        async def keep(message):
            answered.append(message)

        await self._facade({**scope, "method": "GET"}, receive, keep)
        is_there = answered[0]["status"] == 200
        gone = [{"type": "http.response.start", "status": 204, "headers": []}, {**answered[-1], "body": b""}]
        for message in gone if is_there else answered:
            await send(message)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("as it is", None),
        ("nothing is taken away", "Deleted resource still available"),
        ("what was made is missing", "Created resource not found"),
    ],
)
def test_a_planted_bug_that_shows_only_in_a_sequence_is_found(kind, title):
    [_, webhooks, *_] = facade_schemas(Shelf(kind).alone, 5, 7)

    report = fuzz(webhooks)

    found_out = {one.title for one in report.breaches if one.title != NOTHING_TESTED}
    assert found_out == ({title} if title else set())


def test_sequences_of_requests_carry_orders_on_to_shipment_invoice_and_refund():
    done = Counter()

    def seen(at, answer):
        if answer.status_code == 200:
            done[str(answer.request.url).rpartition("/")[2]] += 1

    report = fuzz(*system_schemas(system_alone("commerce"), 15, 7)[:1], on_exchange=seen)

    steps = ("ship", "invoice", "refund")
    assert sum(done[step] > 0 for step in steps) >= 2, done  # which ones is a matter of what was drawn
    assert {one.title for one in report.breaches} <= {NOTHING_TESTED}


def test_links_lead_from_an_order_to_what_becomes_of_it():
    for name, least in (("cloud_erp", 4), ("commerce", 4), ("wms", 6)):
        document = system_schema(system_alone(name), 1, 7).raw_schema

        assert link_up(document, name) >= least


def test_a_live_system_is_sent_the_same_and_every_exchange_is_kept(tmp_path, capsys):
    files = ["--junit", str(tmp_path / "f.xml"), "--har", str(tmp_path / "f.har")]
    with running(only=["threepl_graphql"]) as landscape:
        asked = ["fuzz", "threepl_graphql", "--url", landscape.url("threepl_graphql"), "--examples", "1"]
        run([*asked, *files, "--baseline", str(tmp_path / "known.json"), "--update-baseline"])

    assert "again: dualrun fuzz threepl_graphql --examples 1 --seed 7 --url" in capsys.readouterr().out
    entries = json.loads((tmp_path / "f.har").read_text())["log"]["entries"]
    assert len(entries) > 10
    assert all(entry["response"]["status"] >= 200 for entry in entries)
    assert "<testcase" in (tmp_path / "f.xml").read_text()


def test_where_no_document_is_there_is_one_clear_line(capsys):
    assert run(["fuzz", "wms", "--url", "http://127.0.0.1:9"]) == 2
    assert "no OpenAPI document" in capsys.readouterr().err
