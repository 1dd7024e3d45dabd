"""A landscape that somebody has started with `dualrun up`, as a stranger on the same machine sees it."""

import json
import signal
import subprocess
import sys
import time  # noqa: TID251 - a live landscape lives in real time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from dualrun.testing.ports import free_base_ports
from loadtests.landscape import ENVIRONMENT

INVOICED_WITHIN_S = 15.0
AFTER_A_KILL_S = 180.0
"""What was in work when a façade was killed is looked for, and done again only when it must have shown."""


@dataclass(frozen=True)
class Landscape:
    """What `dualrun up --json` has said, and how to use it."""

    process: subprocess.Popen[str]
    document: dict[str, Any]
    client: httpx.Client
    talk: Path

    @property
    def urls(self) -> dict[str, str]:
        return {system["name"]: system["url"] for system in self.document["systems"]}

    @property
    def credentials(self) -> dict[str, dict[str, str]]:
        return {system["name"]: system["credentials"] for system in self.document["systems"]}

    def signed_in_at_the_shop(self) -> dict[str, str]:
        url = f"{self.urls['commerce']}/rest/V1/integration/admin/token"
        token = self.client.post(url, json=self.credentials["commerce"]).json()
        return {"authorization": f"Bearer {token}"}

    def order_in_the_shop(self, reference: str, *items: dict[str, Any], company: int = 101) -> dict[str, Any]:
        entity = {"ext_order_id": reference, "customer_id": company, "items": items}
        answer = self.client.post(
            f"{self.urls['commerce']}/rest/V1/orders",
            json={"entity": entity},
            headers=self.signed_in_at_the_shop(),
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def in_the_shop(self, entity_id: int) -> dict[str, Any]:
        url = f"{self.urls['commerce']}/rest/V1/orders/{entity_id}"
        return self.client.get(url, headers=self.signed_in_at_the_shop()).json()

    def order_in_the_facade(self, reference: str) -> dict[str, Any]:
        url = f"{self.urls['facade']}/v1/orders/{reference}"
        return self.client.get(url, headers=self.signed_in_at_the_facade()).json()

    def signed_in_at_the_facade(self, client: str = "operator") -> dict[str, str]:
        account = client, self.credentials["facade"][client]
        form = {"grant_type": "client_credentials"}
        answer = self.client.post(f"{self.urls['facade']}/oauth2/token", data=form, auth=account)
        return {"authorization": f"Bearer {answer.json()['access_token']}"}

    def invoiced(self, reference: str, within_s: float = INVOICED_WITHIN_S) -> dict[str, Any]:
        """Wait, not for ever, until the façade is done with an order."""
        return self.wait_for(
            lambda: self.order_in_the_facade(reference),
            lambda order: order.get("status") == "completed",
            within_s,
        )

    def wait_for(
        self,
        look: Callable[[], Any],
        is_there: Callable[[Any], bool],
        within_s: float = INVOICED_WITHIN_S,
    ) -> Any:
        give_up_at = time.monotonic() + within_s
        while not is_there(seen := look()):
            assert time.monotonic() < give_up_at, f"not there after {within_s} s: {seen}"
            time.sleep(0.1)
        return seen

    def move(self, stage: str) -> httpx.Response:
        wish = {"capability": "orders", "cohort": "all", "to": stage}
        url = f"{self.urls['facade']}/v1/control/stages"
        return self.client.post(url, json=wish, headers=self.signed_in_at_the_facade())


@contextmanager
def up(folder: Path, base_port: int, *options: str) -> Iterator[Landscape]:
    command = [sys.executable, "-m", "dualrun", "up", "--json", "--base-port", str(base_port), *options]
    talk = folder / "talk.txt"
    with (
        talk.open("w") as stderr,
        subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as process,
        httpx.Client(trust_env=False, timeout=10) as client,
    ):
        try:
            said = process.stdout.readline()
            assert said, talk.read_text()
            yield Landscape(process, json.loads(said), client, talk)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(10)


def a_free_base_port() -> int:
    """Find free ports; parallel workers begin at different places."""
    return next(free_base_ports())
