"""GraphQL over HTTP, as its clients speak it: what `graphql-http`'s audits, Apollo and urql ask for."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.simulators.threepl_graphql.house import CREATE, House, at_house

JSON, NATIVE = "application/json", "application/graphql-response+json"
NAME = "{ __typename }"


def asked(target: str = "/graphql", document: Any = None, method: str = "POST", **headers: str) -> Any:
    answers = []

    async def story(house: House) -> None:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answers.append(await house.site.call(method, target, document, **sent))

    at_house(story)
    return answers[0]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/html", JSON),
        (JSON, JSON),
        (NATIVE, NATIVE),
        (f"{NATIVE},{JSON};q=0.9", NATIVE),  # Apollo
        (f"{NATIVE}, application/graphql+json, {JSON}, text/event-stream", NATIVE),  # urql
        (f"{JSON}, {NATIVE};q=0.5", JSON),
        (f"{NATIVE};q=nonsense", JSON),
    ],
)
def test_the_answer_is_of_the_media_type_that_the_client_likes_best(accept: str, media: str):
    answer = asked(document={"query": NAME}, accept=accept)

    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, media)


@pytest.mark.parametrize("query", ["{ nothing }", "{", "query A { __typename } query B { __typename }"])
@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (NATIVE, 400)])
def test_a_query_that_cannot_be_carried_out_is_told_in_200_unless_the_client_knows_better(
    query: str, accept: str, status: int
):
    answer = asked(document={"query": query}, accept=accept)

    assert answer.status == status
    assert list(answer.document) == ["errors"]


def test_everything_wrong_with_a_query_is_told_with_its_place():
    errors = asked(document={"query": "{ one\n two }"}).document["errors"]

    assert [error["locations"] for error in errors] == [
        [{"line": 1, "column": 3}],
        [{"line": 2, "column": 2}],
    ]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"query={quote(NAME)}", 200),
        ("query=query%20A%20%7B__typename%7D%20query%20B%20%7B__typename%7D&operationName=B", 200),
        (f"query={quote(NAME)}&variables=%7B%22a%22%3A1%7D&extensions=%7B%7D&operationName=", 200),
        (f"query={quote(NAME)}&variables=%5B%5D", 400),
        ("", 400),
        (f"query={quote(CREATE)}", 405),
    ],
)
def test_queries_may_stand_in_the_address_and_mutations_may_not(query: str, status: int):
    assert asked(f"/graphql?{query}", method="GET").status == status


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("", 200),
        (JSON, 200),
        ("application/json; charset=utf-8", 200),
        ("text/plain;charset=UTF-8", 415),
        ("application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_is_said_not_to_be_json_is_refused(content_type: str, status: int):
    assert asked(document={"query": NAME}, content_type=content_type).status == status


def test_a_client_that_names_a_query_by_its_hash_is_told_to_send_it_whole():
    kept = {"persistedQuery": {"version": 1, "sha256Hash": "ab"}}
    [error] = asked(document={"extensions": kept}).document["errors"]

    assert (error["message"], error["extensions"]["code"]) == (
        "PersistedQueryNotSupported",
        "PERSISTED_QUERY_NOT_SUPPORTED",
    )
    assert asked(document={"query": NAME, "extensions": kept}).document["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("extensions", ["x", 1, True, []])
def test_extensions_must_be_an_object(extensions: Any):
    assert asked(document={"query": NAME, "extensions": extensions}).status == 400


def test_the_scheme_of_the_token_may_be_written_in_any_case_and_the_path_may_end_in_a_slash():
    async def story(house: House) -> None:
        key = {"authorization": house.site.key["authorization"].replace("Bearer", "bearer")}
        answer = await house.site.call("POST", "/graphql/", {"query": NAME, "operationName": ""}, **key)
        assert answer.status == 200

    at_house(story)
