"""`dualrun contracts check`: does a provider's description promise what a pact relies on?"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contracts.cli.options import (
    JsonOption,
    JunitOption,
    OnlyOption,
    SarifOption,
    SummaryOption,
    need_extra,
    write_file,
)
from dualrun.cli.talk import err, out
from dualrun.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.pact_file import Interaction
    from contracts.verification import Outcome

PactArgument = Annotated[Path, typer.Argument(help="A pact file, or a folder of them.")]
OpenApiOption = Annotated[
    Path, typer.Option("--openapi", help="What the provider says of itself, as JSON or YAML.")
]
AsyncApiOption = Annotated[Path | None, typer.Option("--asyncapi", help="The same of its events.")]
ProviderOption = Annotated[str, typer.Option("--provider", help="Of several in a folder, the one meant.")]


def command(
    pact: PactArgument,
    openapi: OpenApiOption,
    asyncapi: AsyncApiOption = None,
    provider: ProviderOption = "",
    only: OnlyOption = "",
    junit: JunitOption = None,
    sarif: SarifOption = None,
    summary: SummaryOption = None,
    as_json: JsonOption = False,
) -> int:
    """Hold a pact against an OpenAPI document, without running anything."""
    need_extra()
    from contracts.bidirectional import check
    from contracts.drift.asyncapi import read_asyncapi
    from contracts.findings import junit_of, sarif_of, summary_of

    interactions = _meant(pact, provider, only)
    name = interactions[0].provider
    events = None if asyncapi is None else read_asyncapi(name, document(asyncapi, "asyncapi"))
    outcomes = check(interactions, document(openapi, "openapi"), events)
    for path, write in ((junit, junit_of), (sarif, sarif_of)):
        if path:
            write_file(path, write(name, outcomes))
    if summary:
        before = summary.read_text(encoding="utf-8") if summary.is_file() else ""
        write_file(summary, before + summary_of(name, outcomes))
    if left_out := len(interactions) - len(outcomes):
        err(f"contracts: {left_out} messages are left out; --asyncapi names the description of events")
    _tell(name, outcomes, as_json=as_json)
    return 1 if any(not outcome.holds for outcome in outcomes) else 0


def _meant(pact: Path, provider: str, only: str) -> "list[Interaction]":
    """Give the interactions of the one provider that is meant.

    Raises:
        UsageError: there are several, or none is left.
    """
    from contracts.pact_file import read_pacts
    from contracts.verification import with_provider

    found = read_pacts(pact)
    names = list(dict.fromkeys(one.provider for one in found))
    if not provider and len(names) > 1:
        raise UsageError(f"there are pacts with {', '.join(names)}: say which with --provider")
    return with_provider(found, provider or names[0], only)


def document(path: Path, kind: str) -> Mapping[str, Any]:
    """Read a description.

    Raises:
        UsageError: it is none of that kind.
    """
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: cannot be read: {' '.join(str(error).split())[:200]}") from None
    if not isinstance(found, dict) or kind not in found:
        raise UsageError(f"{path}: no {kind} document: it has no field {kind!r}")
    return found


def _tell(name: str, outcomes: "Sequence[Outcome]", *, as_json: bool) -> None:
    broken = [outcome for outcome in outcomes if not outcome.holds]
    if as_json:
        listed = [
            {
                "consumer": outcome.interaction.consumer,
                "description": outcome.interaction.description,
                "holds": outcome.holds,
                "mismatches": list(outcome.differences),
            }
            for outcome in outcomes
        ]
        out(json.dumps({"provider": name, "interactions": listed, "broken": len(broken)}, ensure_ascii=False))
        return
    for outcome in broken:
        out(f"BROKEN  {outcome.interaction.name}")
        for difference in outcome.differences:
            out(f"          {difference}")
    out(f"{len(outcomes) - len(broken)} of {len(outcomes)} interactions are promised by {name}")
