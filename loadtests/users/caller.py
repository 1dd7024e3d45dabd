"""What all users share: who they are to the façade, and requests that know when they were due.

Under plain Locust a user waits for each answer and then for a while, as Locust's users do. Under a profile a
visit begins when its time has come, whoever else is still being served, and its first request is counted
from that moment: what a caller waited because the generator was late is part of what it waited.
"""

import time
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from locust import FastHttpUser, between

from loadtests.ledger import ACKNOWLEDGED, REFUSED, SENT, Ledger
from loadtests.routes import Routes

EARLY_S = 60.0
ATTEMPTS_MAX = 4
TOO_LATE, NOBODY = 409, 0
NOT_NOW = (408, 425, 429)
FORM = {"grant_type": "client_credentials"}
RECENT_MAX = 500


@dataclass
class Kit:
    """What the users of one process work with; made once, at its start."""

    routes: Routes
    secrets: Mapping[str, str]
    ledger: Ledger
    write_order: Callable[[str], dict[str, Any]]
    wms_secret: str = ""
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    recent: dict[str, deque[str]] = field(default_factory=dict)
    """By channel, references that were acknowledged lately."""


class Caller(FastHttpUser):
    """A client of the façade; the kinds say what they come for."""

    abstract = True
    client_id = ""
    kit: Kit
    wait_time = between(0.5, 1.5)
    connection_timeout = 10.0
    network_timeout = 30.0
    concurrency = 500
    due: float | None = None
    """When this visit was to begin, by the monotonic clock; nothing under plain Locust."""
    number: int | None = None
    turns = 0

    def turn(self) -> int:
        """Give the how manieth visit of its kind this is: by the plan, or for plain Locust by counting."""
        if self.number is not None:
            return self.number
        type(self).turns += 1
        return self.turns

    def ask(self, what: str, **named: str) -> Any:
        """Ask for something by the name of its route; nothing where it went wrong or there is none."""
        if not self.kit.routes.has(what):
            return None
        method, path = self.kit.routes.of(what, **named)
        with self._sent(method, path, what, headers=self.signed()) as answer:
            if answer.status_code < 400:
                return answer.json() if answer.content else {}
            answer.failure(_said(answer))
        return None

    def tell(self, what: str, body: Any, headers: Mapping[str, str] | None = None, **named: str) -> int:
        """Send something and give the status; 409 is an answer, not a failure: somebody was faster.

        Where there is no such route, it is as if nobody had come.
        """
        if not self.kit.routes.has(what):
            return NOBODY
        method, path = self.kit.routes.of(what, **named)
        with self._sent(
            method, path, what, json=body, headers={**self.signed(), **(headers or {})}
        ) as answer:
            if answer.status_code == TOO_LATE:
                answer.success()
            elif answer.status_code >= 400:
                answer.failure(_said(answer))
            status: int = answer.status_code
        return status

    def order(self, order: dict[str, Any] | None = None, *, again: bool = False) -> str:
        """Send an order, by default a new one, until somebody decides; give its reference, "" if refused."""
        order = order or self.kit.write_order(self.client_id)
        reference: str = order["reference"]
        net = sum(float(line["unit_price"]) * line["quantity"] for line in order["lines"])
        self.kit.ledger.note(SENT, reference, f"{net:.2f}")
        if not self._placed(order, "place order"):
            return ""
        self.kit.recent.setdefault(self.client_id, deque(maxlen=RECENT_MAX)).append(reference)
        if again:
            self._placed(order, "place order again")
        return reference

    def signed(self) -> dict[str, str]:
        """Give the header by which the façade knows this client; one token for all of a kind."""
        if self.kit.routes.headers or not self.kit.routes.has("sign in"):
            return dict(self.kit.routes.headers)
        token, ends_s = self.kit.tokens.get(self.client_id, ("", 0.0))
        if time.monotonic() >= ends_s:
            account = b64encode(f"{self.client_id}:{self.kit.secrets[self.client_id]}".encode()).decode()
            method, path = self.kit.routes.of("sign in")
            headers = {"Authorization": f"Basic {account}"}
            with self._sent(method, path, "sign in", data=FORM, headers=headers) as answer:
                shown = answer.json() if answer.status_code == 200 else {}
            token, ends_s = (
                shown.get("access_token", ""),
                time.monotonic() + shown.get("expires_in", 0) - EARLY_S,
            )
            self.kit.tokens[self.client_id] = token, ends_s
        return {"Authorization": f"Bearer {token}"}

    def _placed(self, order: dict[str, Any], name: str) -> bool:
        """The key stays the same, so sending again is safe."""
        reference = order["reference"]
        for attempt in range(1, ATTEMPTS_MAX + 1):
            headers = {
                "Idempotency-Key": f"key-{reference}",
                "X-Correlation-Id": reference,
                **self.signed(),
            }
            method, path = self.kit.routes.of("place order")
            with self._sent(method, path, name, json=order, headers=headers) as answer:
                status = answer.status_code
                if status in self.kit.routes.acknowledges:
                    self.kit.ledger.note(ACKNOWLEDGED, reference)
                    return True
                answer.failure(_said(answer))
                comes_again = status in NOT_NOW or "Retry-After" in (answer.headers or {})
            if 400 <= status < 500 and not comes_again:
                self.kit.ledger.note(REFUSED, reference)
                return False
            time.sleep(0.2 * attempt)  # under Locust this lets the other users go on
        return False

    def _sent(self, method: str, path: str, name: str, **more: Any) -> Any:
        due, self.due = self.due, None
        context = {} if due is None else {"due": due}
        return self.client.request(method, path, name=name, catch_response=True, context=context, **more)


def cart_of(order: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an order asks the prices of, freight and all, before it is placed."""
    lines = [{"item": line["item"], "quantity": line["quantity"]} for line in order["lines"]]
    return {"customer": order["customer"], "lines": lines}


def _said(answer: Any) -> str:
    return f"HTTP {answer.status_code}: {(answer.text or '')[:200]}"
