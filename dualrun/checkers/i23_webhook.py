"""I23: is every webhook that was taken in signed by its sender, for what it says, and not long ago?"""

import hmac
from base64 import b64decode, b64encode
from datetime import timedelta
from functools import cache

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.history import CallRecord, Paper
from simulators.registry import NAMES, load

FACADE = "facade"
SKEW_MAX = timedelta(seconds=300)
STANDARD = "webhook-signature"
PLAIN = "x-wms-signature"


class Webhook(Checker):
    """A webhook that was taken in carries a true signature and, where its kind has a time, a recent one.

    The signature is made anew here from the secret that the sender publishes to its customers, by the rules
    of the sender's kind: plain over the body, or by Standard Webhooks over id, time and body. A site that
    gives each subscriber a secret of its own publishes none, and is not judged.
    """

    id = "I23"
    name = "webhook"
    hears_calls = True

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Judge each webhook that a site has sent and the integration layer has taken in."""
        if record.target != FACADE or record.source not in archive.sites or record.sent is None:
            return
        if not 200 <= record.status < 300 or not _secret(record.source):
            return
        self.evaluated += 1
        complaint = _complaint(record, record.sent)
        if complaint:
            self.violate(
                record.correlation_id or record.message_id,
                record.at,
                f"{record.operation} from {record.source} was taken in, although {complaint}",
                source=record.source,
                message_id=record.message_id,
            )


def _complaint(record: CallRecord, sent: Paper) -> str:
    secret, headers = _secret(record.source), sent.headers
    if STANDARD in headers:
        signed = (
            f"{headers.get('webhook-id', '')}.{headers.get('webhook-timestamp', '')}.".encode() + sent.body
        )
        due = "v1," + _signature(_key(secret), signed)
        if not any(hmac.compare_digest(due, one) for one in headers[STANDARD].split(" ")):
            return "its signature is not that of its id, time and body"
        age_s = abs(record.at.timestamp() - float(headers["webhook-timestamp"]))
        return f"it was signed {age_s:.0f} s from now" if age_s > SKEW_MAX.total_seconds() else ""
    if not hmac.compare_digest(headers.get(PLAIN, ""), _signature(secret.encode(), sent.body)):
        return "it has no signature, or another one than that of its body"
    return ""


def _signature(key: bytes, signed: bytes) -> str:
    return b64encode(hmac.digest(key, signed, "sha256")).decode()


def _key(secret: str) -> bytes:
    return b64decode(secret.removeprefix("whsec_"))


@cache
def _secret(system: str) -> str:
    """Give the secret a site has agreed with its customer, nothing for one that is not known here."""
    return str(load(system).credentials().get("webhook_secret", "")) if system in NAMES else ""
