"""A warehouse that tells every step of every order: more than the façade acts upon, and all of it signed."""

import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime
from itertools import count
from os import getpid
from typing import Any

from locust import task

from loadtests.users.caller import Caller

STEPS = (
    (310, "Pick list printed"),
    (320, "Picking started"),
    (330, "Picking paused"),
    (340, "Packing started"),
)
_NUMBERS = count(1)


class Warehouse(Caller):
    """Tells in the words of the warehouse system; each visit is the news of one order."""

    client_id = "operator"

    @task
    def tell_steps(self) -> None:
        """Tell all steps of an order; the last one twice, as a sender does that heard no answer."""
        if not self.kit.routes.has("warehouse event"):
            return
        number = f"{getpid()}-{next(_NUMBERS)}"
        notices = [_notice(f"load-{number}-{status}", number, status, text) for status, text in STEPS]
        for body in (*notices, notices[-1]):
            self._tell(body)

    def _tell(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        signature = b64encode(hmac.digest(self.kit.wms_secret.encode(), body, "sha256")).decode()
        headers = {
            "Content-Type": "application/json",
            "x-wms-message-id": document["webhookEventId"],
            "x-wms-signature": signature,
        }
        method, path = self.kit.routes.of("warehouse event")
        with self._sent(method, path, "warehouse event", data=body, headers=headers) as answer:
            if answer.status_code >= 400:
                answer.failure(f"HTTP {answer.status_code}: {(answer.text or '')[:200]}")


def _notice(event_id: str, number: str, status: int, text: str) -> dict[str, Any]:
    return {
        "webhookEventId": event_id,
        "system": "WMS",
        "timestamp": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds"),
        "orderId": 0,
        "goodsOwnerOrderNumber": f"LOAD-{number}",
        "consigneeOrderNumber": "",
        "orderStatus": {"number": status, "text": text},
        "deliveryNoteNumber": "",
        "tracking": [],
        "parcels": [],
        "orderLines": [],
    }
