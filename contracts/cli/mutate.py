"""`dualrun contracts mutate`: would the contracts notice what a release may change?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contracts.cli.options import JsonOption, OnlyOption, PactsOption, need_extra, write_file
from dualrun.cli.talk import err, out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.mutation.judging import Baseline, Judged
    from contracts.pact_file import Interaction

ProviderOption = Annotated[
    str | None, typer.Option("--provider", help="facade, or a system; all unless told otherwise.")
]
ThresholdOption = Annotated[
    float, typer.Option("--threshold", min=0, max=100, help="Fail below this score, in per cent.")
]
ReportOption = Annotated[Path, typer.Option("--report", help="Where mutation.json and mutation.html go.")]
OpinionOption = Annotated[
    int,
    typer.Option("--second-opinion", min=0, help="Ask the Pact library over sockets about every Nth mutant."),
]
REPORT = Path(".dualrun/mutation")


def command(
    provider: ProviderOption = None,
    threshold: ThresholdOption = 95.0,
    pacts: PactsOption = None,
    only: OnlyOption = "",
    report: ReportOption = REPORT,
    second_opinion: OpinionOption = 0,
    as_json: JsonOption = False,
) -> int:
    """Change every answer field by field, and say which changes the contracts notice."""
    need_extra()
    from contracts.mutation.page import page
    from contracts.pact_file import read_pacts
    from contracts.writing import PACTS

    interactions = read_pacts(pacts or PACTS)
    providers = [provider] if provider else list(dict.fromkeys(one.provider for one in interactions))
    documents = [_scored(name, interactions, only, second_opinion, quiet=as_json) for name in providers]
    write_file(report / "mutation.json", json.dumps(documents, indent=1, ensure_ascii=False))
    write_file(report / "mutation.html", page(documents, threshold))
    if as_json:
        out(json.dumps(documents, ensure_ascii=False))
    (err if as_json else out)(f"report in {report / 'mutation.html'}")
    is_good = all(one["score"] >= threshold and not one.get("disagreements") for one in documents)
    return 0 if is_good else 1


def _scored(
    name: str, interactions: "Sequence[Interaction]", only: str, every: int, *, quiet: bool
) -> dict[str, Any]:
    from contracts.mutation.judging import baselines, judged
    from contracts.mutation.score import document
    from contracts.providers.known import provider_of
    from contracts.verification import selected

    provider = provider_of(name)
    chosen = selected(interactions, provider, only)
    err(f"contracts: asking {name} {len(chosen)} times, then changing what it says")
    unchanged = list(baselines(chosen, provider))
    found = [(baseline, one) for baseline in unchanged for one in judged(baseline)]
    written = document(name, [one for _, one in found])
    if every:
        err(f"contracts: asking the Pact library about {len(found[::every])} of {len(found)} mutants")
        written["asked_again"] = len(unchanged) + len(found[::every])
        written["disagreements"] = [*_refused(unchanged), *_disagreements(found[::every])]
    _tell(written, err if quiet else out)
    return written


def _refused(unchanged: "Sequence[Baseline]") -> list[str]:
    from contracts.mutation.second_opinion import held

    verdicts = held([(one, one.reply) for one in unchanged])
    pairs = zip(unchanged, verdicts, strict=True)
    return [f"{one.interaction.name}: unchanged" for one, holds in pairs if not holds]


def _disagreements(found: "Sequence[tuple[Baseline, Judged]]") -> list[str]:
    from contracts.mutation.judging import NOTICED
    from contracts.mutation.second_opinion import held

    verdicts = held([(baseline, one.mutant.reply) for baseline, one in found])
    return [
        one.mutant.name
        for (_, one), holds in zip(found, verdicts, strict=True)
        if holds == (one.verdict in NOTICED)
    ]


def _tell(written: dict[str, Any], say: Any) -> None:
    counts = ", ".join(f"{written[name]} {name}" for name in ("killed", "survived", "unread", "free"))
    say(f"{written['provider']}: {written['score']:.1f} % of {written['mutants']} mutants: {counts}")
    for one in written["survivors"]:
        what = f"{one['operator']} {one['part']} {one['field']}".strip()
        say(f"  survived  {one['consumer']}: {one['interaction']}: {what} ({one['reason']})")
    for name in written["too_strict"]:
        say(f"  too strict  {name}")
    if "asked_again" in written:
        differs = len(written["disagreements"])
        say(f"  the Pact library was asked {written['asked_again']} times, and disagrees {differs} times")
    for name in written.get("disagreements", ()):
        say(f"  the Pact library disagrees  {name}")
