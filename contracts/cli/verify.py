"""`dualrun contracts verify`: does a provider keep to what its consumers rely on?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.cli.options import (
    BrokerOption,
    JsonOption,
    JunitOption,
    OnlyOption,
    PactsOption,
    ProviderOption,
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
    from contracts.verification import Outcome, Provider

UrlOption = Annotated[
    str | None, typer.Option("--url", help="Where it is live; unless told, it is put up in process.")
]
ControlOption = Annotated[
    str | None,
    typer.Option("--control", help="Where a live one is put into states; its own address otherwise."),
]
StateUrlOption = Annotated[
    str | None, typer.Option("--state-url", help="What brings about the states of a provider of your own.")
]
MessageUrlOption = Annotated[
    str | None, typer.Option("--message-url", help="Where a provider of your own tells its messages.")
]
HeaderOption = Annotated[
    list[str] | None, typer.Option("--header", metavar="'NAME: VALUE'", help="Sent along to a live one.")
]
SelectorOption = Annotated[
    list[str] | None,
    typer.Option("--selector", help="Of the broker's pacts: mainBranch, deployed, branch=NAME ..."),
]
ProviderVersionOption = Annotated[
    str | None, typer.Option("--provider-version", help="Tell the broker what this version makes of them.")
]
ProviderBranchOption = Annotated[
    str | None, typer.Option("--provider-branch", help="New pacts are pending until it keeps to them.")
]


def command(
    provider: ProviderOption = "facade",
    url: UrlOption = None,
    control: ControlOption = None,
    state_url: StateUrlOption = None,
    message_url: MessageUrlOption = None,
    header: HeaderOption = None,
    pacts: PactsOption = None,
    broker: BrokerOption = None,
    selector: SelectorOption = None,
    provider_version: ProviderVersionOption = None,
    provider_branch: ProviderBranchOption = None,
    only: OnlyOption = "",
    junit: JunitOption = None,
    sarif: SarifOption = None,
    summary: SummaryOption = None,
    as_json: JsonOption = False,
) -> int:
    """Verify a provider against the pacts with it: in process, or live where it stands."""
    need_extra()
    from contracts.broker.borrowing import borrowed, settle
    from contracts.providers.known import is_mute, live_provider, provider_of

    if broker and pacts:
        raise UsageError("--pacts and --broker: say one of them")
    if url:
        chosen = live_provider(provider, url, control, header or [], state_url, message_url)
    else:
        chosen = provider_of(provider)
    with borrowed(broker, provider, selector or [], provider_branch) as loan:
        source = loan.folder if loan else pacts
        outcomes = _verified(_asked(chosen, source, only, is_mute=is_mute(chosen)), chosen, quiet=as_json)
        if loan and provider_version:
            settle(loan, outcomes, provider_version, provider_branch)
        pending = loan.pending if loan else frozenset()
    _write(provider, outcomes, junit, sarif, summary)
    failed = [outcome for outcome in outcomes if not outcome.holds]
    counted = [outcome for outcome in failed if outcome.interaction.source not in pending]
    if as_json:
        out(json.dumps(_document(provider, outcomes), ensure_ascii=False))
    else:
        waits = f"; {len(failed) - len(counted)} broken are pending" if len(failed) > len(counted) else ""
        out(f"{len(outcomes) - len(failed)} of {len(outcomes)} interactions hold{waits}")
    return 1 if counted else 0


def _asked(provider: "Provider", pacts: Path | None, only: str, *, is_mute: bool) -> "list[Interaction]":
    from contracts.pact_file import read_pacts
    from contracts.verification import asked_for, selected
    from contracts.writing import PACTS

    chosen = selected(read_pacts(pacts or PACTS), provider, only)
    if not is_mute:
        return chosen
    asked = asked_for(chosen)
    if left_out := len(chosen) - len(asked):
        err(f"contracts: {left_out} messages are left out: only --message-url could tell them here")
    return asked


def _verified(interactions: "Sequence[Interaction]", provider: "Provider", *, quiet: bool) -> "list[Outcome]":
    from contracts.verification import one_by_one

    say = err if quiet else out
    outcomes = []
    for outcome in one_by_one(interactions, provider):
        say(f"{'holds ' if outcome.holds else 'BROKEN'}  {outcome.interaction.name}")
        for difference in outcome.differences:
            say(f"          {difference}")
        outcomes.append(outcome)
    return outcomes


def _write(
    provider: str, outcomes: "Sequence[Outcome]", junit: Path | None, sarif: Path | None, summary: Path | None
) -> None:
    from contracts.findings import junit_of, sarif_of, summary_of

    if junit:
        write_file(junit, junit_of(provider, outcomes))
    if sarif:
        write_file(sarif, sarif_of(provider, outcomes))
    if summary:
        before = summary.read_text(encoding="utf-8") if summary.is_file() else ""
        write_file(summary, before + summary_of(provider, outcomes))


def _document(provider: str, outcomes: "Sequence[Outcome]") -> dict[str, object]:
    return {
        "provider": provider,
        "interactions": [
            {
                "consumer": outcome.interaction.consumer,
                "description": outcome.interaction.description,
                "states": [state.name for state in outcome.interaction.states],
                "holds": outcome.holds,
                "differences": list(outcome.differences),
            }
            for outcome in outcomes
        ],
        "broken": sum(not outcome.holds for outcome in outcomes),
    }
