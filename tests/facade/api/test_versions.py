"""The addresses before versions: the same answers, and a word on when they end."""

import pytest

from tests.facade.door import Door

PATHS = [
    "/orders",
    "/orders/FS-1",
    "/orders/FS-1/status",
    "/orders/NONE",
    "/control/health",
    "/control/policy",
]


@pytest.mark.parametrize("path", PATHS)
def test_an_old_address_answers_as_its_successor_and_says_that_it_will_go(door: Door, path: str) -> None:
    door.place(door.order())

    old, new = door.ask("GET", path), door.ask("GET", f"/v1{path}")

    assert (old.status_code, old.content) == (new.status_code, new.content)
    assert old.headers["deprecation"] == "@1795219200"
    assert old.headers["sunset"] == "Wed, 30 Jun 2027 00:00:00 GMT"
    assert old.headers["link"] == f'</v1{path}>; rel="successor-version"'
    assert not {"deprecation", "sunset", "link"} & set(new.headers)


def test_a_refusal_at_an_old_address_says_so_too(door: Door) -> None:
    reply = door.ask("GET", "/orders", headers={"authorization": ""})

    assert (reply.status_code, "sunset" in reply.headers) == (401, True)


def test_a_strange_old_address_cannot_write_headers(door: Door) -> None:
    reply = door.ask("GET", "/orders/%0d%0aset-cookie:x%3E")

    assert reply.status_code == 404
    assert reply.headers["link"] == '</v1/orders/%0D%0Aset-cookie%3Ax%3E>; rel="successor-version"'
    assert "set-cookie" not in reply.headers
