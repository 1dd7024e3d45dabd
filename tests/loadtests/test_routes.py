"""Where is what at another façade? What a mapping file may say, and what is said of one that is wrong."""

import pytest

from dualrun.errors import UsageError
from loadtests.routes import OURS, Routes, mapped, routes_from

WHOLE = "routes:\n  place order: POST /shop/orders\n  health: GET /up\n"


def written(tmp_path, text):
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    return mapped(str(path))


def test_a_mapping_names_routes_headers_and_what_acknowledges(tmp_path):
    routes = written(tmp_path, WHOLE + "headers: {authorization: Bearer x}\nacknowledges: [201]\n")

    assert routes.of("place order") == ("POST", "/shop/orders")
    assert not routes.has("order trail")
    assert (routes.headers, routes.acknowledges) == ({"authorization": "Bearer x"}, (201,))
    assert routes_from(routes.document()) == routes


def test_our_own_routes_take_names_as_they_are():
    assert Routes().of("order trail", reference="L-1") == ("GET", "/v1/orders/L-1/trail")
    assert all(route.split(" ")[1].startswith("/") for route in OURS.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a mapping file says routes:"),
        (WHOLE + "header: {}\n", 'unknown key "header", did you mean "headers"?'),
        (WHOLE + "  plase order: POST /x\n", 'unknown "plase order", did you mean "place order"?'),
        ("routes:\n  health: GET /up\n", '"place order" is due'),
        ("routes:\n  health: up\n", '"up" is no route; write POST /orders'),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path, text, said):
    with pytest.raises(UsageError) as told:
        written(tmp_path, text)

    assert said in str(told.value)
    assert "\n" not in str(told.value)
