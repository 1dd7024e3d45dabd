"""A verification in Markdown, for the page that a CI shows of a run."""

from collections.abc import Sequence

from contracts.verification import Outcome


def summary(provider: str, outcomes: Sequence[Outcome]) -> str:
    """Write what a verification came to: a table by consumer, then what is broken and why."""
    broken = [outcome for outcome in outcomes if not outcome.holds]
    verdict = f"{len(broken)} of {len(outcomes)} interactions broken" if broken else "all hold"
    lines = [
        f"### Contracts with {provider}: {verdict}",
        "",
        "| consumer | hold | broken |",
        "|---|---:|---:|",
    ]
    for consumer in dict.fromkeys(outcome.interaction.consumer for outcome in outcomes):
        theirs = [outcome for outcome in outcomes if outcome.interaction.consumer == consumer]
        held = sum(outcome.holds for outcome in theirs)
        lines.append(f"| {consumer} | {held} | {len(theirs) - held} |")
    for outcome in broken:
        lines += ["", f"**{_plain(outcome.interaction.name)}**", ""]
        lines += [f"- {_plain(said)}" for said in outcome.differences]
    return "\n".join(lines) + "\n\n"


def _plain(text: str) -> str:
    return text.replace("\n", " ").replace("<", "&lt;").replace("|", "\\|")
