"""What somebody reads when a landscape has come up can be copied as it stands."""

import json
import shlex

import pytest

from dualrun.cli.welcome import table, try_it
from dualrun.landscape.business import seeded_business
from dualrun.landscape.live import Address

KEY = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"
SHOP = Address(
    "commerce",
    "B2B commerce",
    "http://127.0.0.1:8202",
    "http://127.0.0.1:8202/docs",
    "http://127.0.0.1:8202/__admin/health",
    {"username": "rehearsal", "password": "secret", "webhook_public_key": KEY},
)
FACADE = Address(
    "facade",
    "",
    "http://127.0.0.1:8200",
    "http://127.0.0.1:8200/docs",
    "http://127.0.0.1:8200",
    {"commerce": "commerce-secret"},
)


def test_every_credential_takes_one_line_of_the_table_even_a_key_of_several():
    lines = table([FACADE, SHOP]).splitlines()

    assert len(lines) == 1 + 1 + 3
    assert lines[-1].strip().startswith("webhook_public_key=(several lines: see ")
    assert "BEGIN" not in table([SHOP])


@pytest.mark.parametrize("credentials", [SHOP.credentials, {"username": "u", "password": "p"}])
def test_one_signs_in_with_the_account_and_nothing_else(credentials):
    shop = Address(SHOP.name, SHOP.title, SHOP.url, SHOP.docs, SHOP.health, credentials)
    sign_in, *_ = try_it([FACADE, shop], seeded_business(7))

    inner = sign_in.removeprefix("TOKEN=$(").partition(" | ")[0]
    body = json.loads(shlex.split(inner)[-1])
    assert body == {name: credentials[name] for name in ("username", "password")}
