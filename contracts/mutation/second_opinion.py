"""Does the Pact library's own verifier come to the same verdicts, over sockets?

Every answer, changed or not, is an interaction of its own there: the first request gets the first answer.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import orjson

from contracts.mutation.judging import Baseline
from contracts.mutation.library import PROVIDER
from contracts.mutation.mutant import Reply
from contracts.mutation.stub import write
from contracts.pact_file import KIND, PactError, told_document

PATIENCE_S = 600
AT_A_TIME = 300
READ_APART = ("contentType", KIND)
Item = TypeVar("Item")
CONSUMER = "mutants"
VERSION = {"pactSpecification": {"version": "4.0"}}


def held(asked: Sequence[tuple[Baseline, Reply]]) -> list[bool]:
    """Say of each answer whether it keeps to its contract, in the library's opinion.

    It gets slower the more it is given at a time, so it is given a few hundred.

    Raises:
        PactError: the library did not judge every one.
    """
    return [verdict for some in batched(asked, AT_A_TIME) for verdict in _held(some)]


def batched(all_of_them: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Give a few at a time."""
    for start in range(0, len(all_of_them), size):
        yield all_of_them[start : start + size]


def _held(asked: Sequence[tuple[Baseline, Reply]]) -> list[bool]:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        write([_sendable(baseline, reply) for baseline, reply in asked], place / "replies.json")
        interactions = [_interaction(number, baseline) for number, (baseline, _) in enumerate(asked)]
        pact = {"consumer": {"name": CONSUMER}, "provider": {"name": PROVIDER}, "metadata": VERSION}
        (place / "pacts").mkdir()
        (place / "pacts" / "all.json").write_bytes(orjson.dumps({**pact, "interactions": interactions}))
        verdicts = _verified(place)
    if len(verdicts) != len(asked):
        raise PactError(f"the Pact library judged {len(verdicts)} of {len(asked)} answers")
    return [verdicts[f"{CONSUMER}: {number}"] for number in range(len(asked))]


def _verified(place: Path) -> Mapping[str, bool]:
    stub = [sys.executable, "-m", "contracts.mutation.stub", str(place / "replies.json")]
    with subprocess.Popen(stub, stdout=subprocess.PIPE, text=True) as serving:
        try:
            if serving.stdout is None or not (port := serving.stdout.readline().strip()):
                raise PactError("the stub that answers by rote did not start")
            library = [sys.executable, "-m", "contracts.mutation.library", str(place / "pacts")]
            asked = [*library, f"http://127.0.0.1:{port}", str(place / "results.json")]
            ended = subprocess.run(asked, capture_output=True, check=False, timeout=PATIENCE_S)
        finally:
            serving.terminate()
    if ended.returncode:
        raise PactError(f"the Pact library failed: {ended.stderr.decode(errors='replace')[-300:]}")
    verdicts: Mapping[str, bool] = orjson.loads((place / "results.json").read_bytes())
    return verdicts


def _sendable(baseline: Baseline, reply: Reply) -> Reply:
    """Give what was said without any header the media type that it is read as."""
    if baseline.reply.headers:
        return reply
    return Reply(reply.status, {"content-type": "application/json"}, reply.body)


def _interaction(number: int, baseline: Baseline) -> dict[str, Any]:
    raw = _written(baseline.interaction.source)[baseline.interaction.description]
    response = told_document(raw.get("response") or _as_response(raw), baseline.values)
    return {
        "type": "Synchronous/HTTP",
        "description": str(number),
        "request": {"method": "GET", "path": f"/{number}"},
        "response": response,
    }


def _as_response(raw: Mapping[str, Any]) -> dict[str, Any]:
    contents, rules = raw["contents"], raw.get("matchingRules", {})
    told = {name: [str(value)] for name, value in raw.get("metadata", {}).items() if name not in READ_APART}
    return {
        "status": 200,
        "headers": {**told, "Content-Type": [contents["contentType"]]},
        "body": contents,
        "matchingRules": {"body": rules.get("body", {}), "header": rules.get("metadata", {})},
    }


@cache
def _written(source: str) -> Mapping[str, Any]:
    document = orjson.loads(Path(source).read_bytes())
    return {one["description"]: one for one in document["interactions"]}
