"""The Pact library's own verifier, on its way over sockets, as a process of its own.

It writes thousands of lines to the terminal that nobody can stop, and takes the process for itself.
`python -m contracts.mutation.library PACTS URL RESULTS` writes which interactions held.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

import orjson

PROVIDER = "stub"


def verify(pacts: Path, url: str, results: Path) -> None:
    """Verify every pact of a folder, and write by description whether it held."""
    from pact import Verifier

    verifier = Verifier(PROVIDER, host="127.0.0.1").add_source(str(pacts)).add_transport(url=url)
    with suppress(RuntimeError):  # says that something did not hold; what it was stands in the results
        verifier.set_coloured_output(enabled=False).verify()
    found = {one["description"]: one["result"] == "OK" for one in verifier.results["interactionResults"]}
    results.write_bytes(orjson.dumps(found))


if __name__ == "__main__":
    os.environ["PACT_DO_NOT_TRACK"] = "true"
    verify(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
