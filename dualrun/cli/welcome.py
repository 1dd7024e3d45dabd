"""What a person, or a program, needs to begin with a landscape that has just come up."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from dualrun.cli.talk import out
from dualrun.landscape.assembly import published_codes
from dualrun.landscape.business import good_customers, well_stocked_items
from dualrun.landscape.live import Address
from dualrun.landscape.place import FACADE
from simulators.chassis.master import MasterData

SCHEMA = "dualrun.up/1"
SEE_WHOLE = "several lines: see /__admin/systems of control, or --json"
FIRST_REFERENCE = "000000001"
"""What the shop calls its first order when the buyer gives it no reference."""

SHOP_ACCOUNT = ("username", "password")
"""What of the shop's credentials is signed in with; others, such as keys, are for other ends."""


def show(addresses: Sequence[Address], master: MasterData, ready_s: float, *, as_json: bool) -> None:
    """Print where everything answers and what to try: for a program one document, for a person a page."""
    has_all = {"commerce", FACADE} <= {address.name for address in addresses}
    tries = try_it(addresses, master) if has_all else []
    if as_json:
        systems = [asdict(address) for address in addresses]
        out(json.dumps({"schema": SCHEMA, "ready_s": round(ready_s, 3), "systems": systems, "try": tries}))
        return
    out(table(addresses))
    if tries:
        out("\nTry it: sign in to the shop, order something, see it in the façade; it ships in seconds.\n")
        out("\n".join(tries))
    out(f"\nReady {ready_s:.2f} s after the start. These are development credentials. Ctrl-C stops it.")


def table(addresses: Sequence[Address]) -> str:
    """Lay out one row a system, a line for each credential; nothing is folded, so that all can be copied.

    What has several lines itself, as a public key has, is told where it stands whole instead.
    """
    rows = [("system", "URL", "docs", "credentials")]
    for address in addresses:
        secrets = [_told(key, value) for key, value in address.credentials.items()] or ["none"]
        rows.append((address.name, address.url, address.docs, secrets[0]))
        rows += [("", "", "", secret) for secret in secrets[1:]]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)), row[3]])
        for row in rows
    )


def try_it(addresses: Sequence[Address], master: MasterData) -> list[str]:
    """Give four shell commands that place an order for something the business sells and show it."""
    by_name = {address.name: address for address in addresses}
    shop, codes = by_name["commerce"], published_codes(master)["commerce"]
    order = {
        "customer_id": int(codes["customer"][good_customers(master)[0].id]),
        "items": [{"sku": codes["item"][well_stocked_items(master)[0].id], "qty_ordered": 2}],
    }
    account = {name: shop.credentials[name] for name in SHOP_ACCOUNT}
    sign_in = _post(f"{shop.url}/rest/V1/integration/admin/token", account)
    place = _post(f"{shop.url}/rest/V1/orders", {"entity": order})
    return [
        f"TOKEN=$({sign_in} | tr -d '\"')",
        f'{place} -H "authorization: Bearer $TOKEN"',
        f'PASS=$({_token(by_name[FACADE])} | sed \'s/.*access_token":"//;s/".*//\')',
        f'curl -s {by_name[FACADE].url}/v1/orders/{FIRST_REFERENCE} -H "authorization: Bearer $PASS"',
    ]


def _told(name: str, value: str) -> str:
    return f"{name}=({SEE_WHOLE})" if "\n" in value else f"{name}={value}"


def _token(facade: Address) -> str:
    """Ask for a token as the shop, whose order it is: only its own channel may see it."""
    account = shlex.quote(f"commerce:{facade.credentials['commerce']}")
    return f"curl -s -u {account} {facade.url}/oauth2/token -d grant_type=client_credentials"


def _post(url: str, document: Mapping[str, object]) -> str:
    return f"curl -s {url} -H 'content-type: application/json' -d {shlex.quote(json.dumps(document))}"
