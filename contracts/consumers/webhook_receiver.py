"""The part of a channel that takes the façade's webhooks: genuine, fresh, and each piece of news once."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SECRET_PREFIX = "whsec_"
SKEW_S_MAX = 300


class NotGenuineError(Exception):
    """Nobody who knows the secret has sent this, or not lately."""


@dataclass
class WebhookReceiver:
    """Takes deliveries as Standard Webhooks has it; what came before under the same id is no news."""

    secret: str
    seen: dict[str, None] = field(default_factory=dict)

    def take(
        self, headers: Mapping[str, str], body: bytes, now_s: int
    ) -> tuple[str, Mapping[str, Any]] | None:
        """Give the type and the content of what is news, or nothing.

        Raises:
            NotGenuineError: signature or time are wrong.
        """
        message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
        expected = self.signature(message_id, timestamp, body)
        if not any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split(" ")):
            raise NotGenuineError("the signature is not of this id, time and body")
        if abs(now_s - int(timestamp)) > SKEW_S_MAX:
            raise NotGenuineError("it was signed too long ago")
        if message_id in self.seen:
            return None
        self.seen[message_id] = None
        event = json.loads(body)
        return event["type"], event["data"]

    def signature(self, message_id: str, timestamp: str, body: bytes) -> str:
        """Sign a delivery."""
        key = b64decode(self.secret.removeprefix(SECRET_PREFIX))
        digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
        return f"v1,{b64encode(digest).decode()}"
