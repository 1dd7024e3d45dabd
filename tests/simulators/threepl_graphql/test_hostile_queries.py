"""Whatever is sent to the house, it says no quickly and in its own words, and never breaks."""

from typing import Any

import pytest

from tests.simulators.threepl_graphql.house import CREATE, House, an_order, at_house

PAGE = "orders { data(first: 100) { edges { node { "
CHAIN = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(60))
HOSTILE: list[tuple[str, str, str]] = [
    ("nested 20,000 deep", "{ a" * 20_000, "nested deeper"),
    ("brackets 20,000 deep", "{ orders(sku: " + "[" * 20_000, "nested deeper"),
    (
        "a thousand aliases",
        "{ " + " ".join(f"a{n}: account {{ request_id }}" for n in range(1_000)) + " }",
        "tokens",
    ),
    ("one field a thousand times", "{ account { " + "request_id " * 1_000 + "} }", "stands more than"),
    ("more tokens than anybody writes", "{ account { request_id } } " * 1_000, "tokens"),
    ("fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "spread"),
    (
        "a chain of fragments",
        "{ ...F0 } " + CHAIN + " fragment F60 on Query { account { request_id } }",
        "fragments",
    ),
    (
        "fragments that double",
        "{ ...A } fragment A on Query { a1: account { ...B } a2: account { ...B } }"
        " fragment B on AccountQueryResult { " + " ".join(f"b{n}: data {{ ...C }}" for n in range(50)) + " }"
        " fragment C on Account { " + " ".join(f"c{n}: warehouses {{ ...D }}" for n in range(50)) + " }"
        " fragment D on Warehouse { " + " ".join(f"d{n}: id" for n in range(50)) + " }",
        "fields",
    ),
    (
        "a page of pages",
        "{ " + PAGE + "line_items { edges { node { product { " + "id } } } } } } } } }",
        "30",
    ),
    ("no query", "{ }", "asks for nothing"),
    ("no such field", "{ nothing }", "Cannot query field"),
    ("a subscription", "subscription { orders { request_id } }", "subscription"),
    ("no operation", "fragment A on Query { account { request_id } }", "A"),
    (
        "two without a name",
        "query A { account { request_id } } query B { account { request_id } }",
        "operationName",
    ),
    ("bad escape", '{ order(id: "\\ud800") { request_id } }', "Syntax Error"),
    ("a huge number", "{ orders { data(first: 99999999999999999999) { edges { cursor } } } }", "Int"),
]


@pytest.mark.parametrize(
    ("query", "named"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_a_hostile_query_is_refused_with_the_reason(query: str, named: str):
    async def story(house: House) -> None:
        answer = await house.ask(query)
        assert answer.status in (200, 400)
        [error, *_] = answer.document["errors"]
        assert named in error["message"] or named in str(error.get("code", ""))
        assert len(answer.body) < 5_000

    at_house(story)


BODIES: list[tuple[str, Any, int]] = [
    ("nothing", b"", 400),
    ("not JSON", b"{", 400),
    ("not an object", b"[]", 400),
    ("not text", b'{"query": "\xff"}', 400),
    ("NaN", b'{"query": "{ account { request_id } }", "variables": {"a": NaN}}', 400),
    ("1e400", b'{"query": "{ account { request_id } }", "variables": {"a": 1e400}}', 400),
    ("20,000 deep", b'{"variables": ' + b"[" * 20_000, 400),
    ("a name twice", b'{"query": "{ account { request_id } }", "query": "{ orders { request_id } }"}', 400),
    ("a lone surrogate", b'{"query": "\\ud800"}', 400),
    ("query is a number", {"query": 5}, 400),
    ("query is too long", {"query": "#" * 100_001}, 400),
    ("variables are a list", {"query": "{ account { request_id } }", "variables": []}, 400),
    ("over a megabyte", b" " * 1_000_001, 413),
]


@pytest.mark.parametrize(("body", "status"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_a_hostile_body_is_refused(body: Any, status: int):
    async def story(house: House) -> None:
        for path in ("/graphql", "/auth/token", "/auth/refresh"):
            answer = await house.site.call("POST", path, body)
            assert answer.status in (status, 400), path
            assert answer.document["errors"][0]["message"], path

    at_house(story)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"data": None},
        {"data": []},
        {"data": "x"},
        {"data": {"nothing": 1}},
        {"data": an_order() | {"email": 5}},
    ],
)
def test_variables_that_do_not_fit_are_refused(variables: Any):
    async def story(house: House) -> None:
        answer = await house.ask(CREATE, **variables)
        assert (answer.status, "data" in answer.document) == (200, False)
        assert "data" in answer.document["errors"][0]["message"]

    assert at_house(story).statuses == []


def test_other_methods_and_paths_are_refused():
    async def story(house: House) -> None:
        refused = await house.site.call("PUT", "/graphql")
        assert (refused.status, sorted(refused.headers["allow"].split(", "))) == (405, ["GET", "POST"])
        assert (await house.site.call("POST", "/graphiql")).status == 404

    at_house(story)


def test_introspection_is_open_but_cannot_be_made_a_bomb():
    bomb = "name"
    for _ in range(8):
        bomb = f"fields {{ type {{ {bomb} }} }}"

    async def story(house: House) -> None:
        names = await house.data("{ __schema { queryType { name } } }")
        assert names == {"queryType": {"name": "Query"}}
        answer = await house.ask(f"{{ __schema {{ types {{ {bomb} }} }} }}")
        assert answer.document["errors"][0]["message"] == "Maximum introspection depth exceeded"

    at_house(story)


@pytest.mark.parametrize("text", ["a\x00b", "a\r\nx-injected: 1", "\x1b[31m", "\x7f"])
@pytest.mark.parametrize("field", ["first_name", "address1", "city", "country"])
def test_text_with_control_characters_is_refused_by_the_name_of_its_field(field: str, text: str):
    async def story(house: House) -> None:
        order = an_order()
        order["shipping_address"][field] = text
        [error] = (await house.ask(CREATE, data=order)).document["errors"]
        assert error["message"].startswith(f"shipping_address.{field}: must be text without control")

    assert at_house(story).statuses == []
