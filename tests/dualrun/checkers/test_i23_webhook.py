import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping

from dualrun.checkers.i23_webhook import Webhook, _key, _secret
from dualrun.history import Paper
from tests.builders import Story, a_story
from tests.business import START

NOTICE = "call ship notice"
BODY = b"news of SO-1"


def sent(headers: Mapping[str, str], body: bytes = BODY) -> Story:
    return a_story().changing(NOTICE, sent=Paper(headers, body))


def from_the_provider(signed_s_ago: float = 0, covers: bytes = BODY, **changes: str) -> Story:
    """Tell a notice of the provider, signed by the rules of Standard Webhooks."""
    stamp = f"{START.timestamp() - signed_s_ago:.0f}"
    signature = hmac.digest(_key(_secret("threepl")), f"msg-1.{stamp}.".encode() + covers, "sha256")
    headers = {
        "webhook-id": "msg-1",
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,AAAA v1,{b64encode(signature).decode()}",
    }
    story = a_story().changing(NOTICE, source="threepl", sent=Paper({**headers, **changes}, BODY))
    return story.adding("threepl", story.says("reserve"), after="reserve")


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "takes in what nobody has signed": lambda: sent({}),
    "takes in what was signed with another key": lambda: sent({"x-wms-signature": "AAAA"}),
    "takes in a body that was changed": lambda: sent(a_story().says(NOTICE).sent.headers, b"more news"),
    "does not look at the time": lambda: from_the_provider(signed_s_ago=301),
    "does not look at a time to come": lambda: from_the_provider(signed_s_ago=-301),
    "takes in another body under a signature": lambda: from_the_provider(covers=b"old news"),
    "takes in another id under a signature": lambda: from_the_provider(**{"webhook-id": "msg-2"}),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "a signed notice": a_story,
    "a notice of the provider, one of whose signatures is right": from_the_provider,
    "a notice that is a few minutes old": lambda: from_the_provider(signed_s_ago=299),
    "an unsigned notice that is refused": lambda: sent({}).changing(NOTICE, status=401),
}


def test_the_sender_is_named():
    [violation] = sent({}).play([Webhook()]).violations()

    assert violation.evidence["source"] == "wms"
    assert "although it has no signature" in violation.message
