"""The part of the field-sales app that talks to the integration layer; the contract is about this code.

The app keeps an order until it is acknowledged and sends it again under the same key after every silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx


class RefusedError(Exception):
    """The façade said no; the app decides by `kind`, and shows `detail` to the representative."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(f"{status} {kind}: {detail}")
        self.status = status
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Receipt:
    """An acknowledged order: the app may forget its copy."""

    reference: str
    href: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """What the representative sees of an order."""

    status: str
    shipment: str | None
    invoice: str | None


class FieldSales:
    """Places orders and follows them."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"})

    def place(self, order: Mapping[str, Any], key: str | None) -> Receipt:
        """Send an order; after a silence, the same again under the same key.

        Raises:
            RefusedError: it cannot be taken.
        """
        headers = {"Idempotency-Key": key} if key else {}
        reply = self._http.post("/v1/orders", json=order, headers=headers)
        document = _understood(reply, 202)
        return Receipt(document["reference"], document["href"], "Idempotency-Replayed" in reply.headers)

    def progress(self, reference: str) -> Progress:
        """Ask where an order stands.

        Raises:
            RefusedError: the façade does not know it.
        """
        document = _understood(self._http.get(f"/v1/orders/{reference}/status"), 200)
        return Progress(document["status"], document.get("shipment"), document.get("invoice"))

    def take_back(self, reference: str, lines: Sequence[Mapping[str, int]]) -> str:
        """Take back some units and give what has become of the wish so far.

        Raises:
            RefusedError: it is too late.
        """
        reply = self._http.post(f"/v1/orders/{reference}/cancel", json={"lines": list(lines)})
        outcome: str = _understood(reply, 202)["cancellation"]["outcome"]
        return outcome

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()


def _understood(reply: httpx.Response, status: int) -> Any:
    document = reply.json()
    if reply.status_code != status:
        kind = document["type"].rpartition("/")[2]
        raise RefusedError(reply.status_code, kind, document["detail"])
    return document
