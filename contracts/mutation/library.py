"""The Pact library's own verifier, on its way over sockets, as a process of its own.

It writes thousands of lines to the terminal that nobody can stop, and takes the process for itself.
`python -m contracts.mutation.library PACTS URL RESULTS` writes which interactions held. A fourth word is
the name of a provider that `dualrun contracts serve` has put up there: it has states and messages.
"""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from contracts.providers.served import MESSAGES_PATH, STATES_PATH

PROVIDER = "stub"
PATIENCE_MS = 60_000
"""Who lives through states may take a while on a busy machine."""


def verify(pacts: Path, url: str, results: Path, provider: str = PROVIDER) -> None:
    """Verify every pact of a folder, and write by name whether it held."""
    from pact import Verifier

    verifier = Verifier(provider, host="127.0.0.1").add_source(str(pacts)).add_transport(url=url)
    if provider != PROVIDER:
        verifier.add_transport(protocol="message", port=urlsplit(url).port, path=MESSAGES_PATH)
        verifier.state_handler(url + STATES_PATH, teardown=False, body=True)
        verifier.set_request_timeout(PATIENCE_MS)
    with suppress(RuntimeError):  # says that something did not hold; what it was stands in the results
        verifier.set_coloured_output(enabled=False).verify()
    found = {named(one): one["result"] == "OK" for one in verifier.results["interactionResults"]}
    results.write_bytes(orjson.dumps(found))


def named(result: Mapping[str, str]) -> str:
    """Name an interaction as it is named elsewhere."""
    return f"{result['consumer']}: {result['description']}"


if __name__ == "__main__":
    os.environ["PACT_DO_NOT_TRACK"] = "true"
    verify(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), *sys.argv[4:5])
