"""Field sales at the façade: each buyer places an order, looks at it, and now and then sends it again."""

import time
from collections.abc import Callable
from typing import Any

from locust import FastHttpUser, between, task
from locust.env import Environment

from loadtests.ledger import ACKNOWLEDGED, REFUSED, SENT, Ledger
from loadtests.orders import order_writer

ATTEMPTS_MAX = 3
NOT_NOW = (408, 425, 429)


class Buyer(FastHttpUser):
    """Orders at about its rate, less where answers take their time; no two buyers keep step."""

    write_order: Callable[[], dict[str, Any]]
    ledger: Ledger
    repeat_every: int
    orders = 0

    @task
    def order_and_look(self) -> None:
        """Place an order under its own key, look at it once, and repeat it as if its answer had got lost."""
        order = self.write_order()
        reference = order["reference"]
        self.ledger.note(SENT, reference)
        if not self._place(order, "/orders"):
            return
        self.client.get(f"/orders/{reference}", name="/orders/{reference}")
        self.orders += 1
        if self.repeat_every and self.orders % self.repeat_every == 0:
            self._place(order, "/orders (again)")

    def _place(self, order: dict[str, Any], name: str) -> bool:
        """Send until somebody decides; the key stays the same, so sending again is safe."""
        reference = order["reference"]
        for attempt in range(1, ATTEMPTS_MAX + 1):
            headers = {"Idempotency-Key": f"key-{reference}", "X-Correlation-Id": reference}
            with self.client.post(
                "/orders", json=order, headers=headers, name=name, catch_response=True
            ) as answer:
                status = answer.status_code
                if status == 202:
                    self.ledger.note(ACKNOWLEDGED, reference)
                    return True
                answer.failure(f"HTTP {status}: {(answer.text or '')[:200]}")
            if 400 <= status < 500 and status not in NOT_NOW:
                self.ledger.note(REFUSED, reference)
                return False
            time.sleep(0.2 * attempt)  # under Locust this lets the other users go on
        return False


def equip(environment: Environment, **_: object) -> None:
    """Give the buyers what the profile says; the business is made up once for all of them."""
    chosen = environment.parsed_options
    if chosen is None or Buyer not in environment.user_classes:
        return
    Buyer.write_order = staticmethod(order_writer(chosen.business_seed))
    Buyer.ledger = Ledger(chosen.ledger)
    Buyer.wait_time = between(0.5 / chosen.order_rate, 1.5 / chosen.order_rate)
    Buyer.repeat_every = chosen.repeat_every
    time.sleep(
        0.01
    )  # lets Locust's timers notice how long that took, or the run would end that much too early
