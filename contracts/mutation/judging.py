"""Was a change noticed?

If not: because nobody reads what changed, because any such value will do, or because the contract does not
say what it should.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.matching import Answer, differences
from contracts.mutation.mutant import ADDED, BODY, HEADER, Mutant, Reply
from contracts.mutation.operators import fields_read, is_readable, mutants
from contracts.pact_file import Expected, Interaction, PactError
from contracts.verification import Provider, StateError

SAME_KIND = ("other", "fraction")
"""What gives another value of the same kind: where a rule stands for the value, it was meant to be free."""


TYPE = "type"
"""The rule that holds for whatever is below it, until another is given."""


class Verdict(StrEnum):
    """What became of a change. Only the first two count."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNREAD = "unread"
    FREE = "free"
    CONTROL = "control"
    STRICT = "strict"


REASONS: Mapping[Verdict, str] = {
    Verdict.KILLED: "a contract notices",
    Verdict.SURVIVED: "matcher too loose",
    Verdict.UNREAD: "nobody reads it",
    Verdict.FREE: "any such value will do",
    Verdict.CONTROL: "more than was asked for, and rightly taken",
    Verdict.STRICT: "the contract forbids what it has no need to",
}


NOTICED = (Verdict.KILLED, Verdict.STRICT)


@dataclass(frozen=True, slots=True)
class Judged:
    """A change and what became of it; `rule` is what the contract says of the field."""

    mutant: Mutant
    verdict: Verdict
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """One interaction with the answer that keeps to it."""

    interaction: Interaction
    expected: Expected
    reply: Reply
    values: Mapping[str, str]  # what stands there for what is in the pact


def baselines(interactions: Sequence[Interaction], provider: Provider) -> Iterator[Baseline]:
    """Ask the provider everything once.

    Raises:
        PactError: an interaction does not hold as it is, so that nothing could be learnt from changing it.
    """
    for interaction in interactions:
        try:
            answered = provider.answer(interaction.states, interaction.request)
        except StateError as error:
            raise PactError(f"{interaction.name}: {error}; verify before you mutate") from None
        expected, reply = interaction.expected.told(answered.values), _frozen(answered.answer)
        if broken := differences(expected, reply):
            raise PactError(f"{interaction.name}: {broken[0]}; verify before you mutate")
        if not is_readable(reply.body):
            raise PactError(f"{interaction.name}: a body that is neither JSON nor XML nor X12")
        yield Baseline(interaction, expected, reply, answered.values)


def judged(baseline: Baseline) -> Iterator[Judged]:
    """Change one answer in every way, and say of each what became of it."""
    read = fields_read(baseline.expected.body)
    for mutant in mutants(baseline.interaction, baseline.reply):
        yield judge(baseline.expected, read, mutant)


def judge(expected: Expected, read: frozenset[str], mutant: Mutant) -> Judged:
    """Say what became of one change."""
    noticed = bool(differences(expected, mutant.reply))
    if mutant.operator == ADDED:
        return Judged(mutant, Verdict.STRICT if noticed else Verdict.CONTROL)
    if noticed:
        return Judged(mutant, Verdict.KILLED)
    if not _is_read(expected, read, mutant):
        return Judged(mutant, Verdict.UNREAD)
    rule = _rule(expected, mutant)
    if rule and mutant.operator in SAME_KIND:
        return Judged(mutant, Verdict.FREE, rule)
    return Judged(mutant, Verdict.SURVIVED, rule)


def _is_read(expected: Expected, read: frozenset[str], mutant: Mutant) -> bool:
    if mutant.part == HEADER:
        return mutant.field in expected.headers
    if mutant.part == BODY:
        return mutant.field in read if mutant.field else expected.body is not None
    return True


def _rule(expected: Expected, mutant: Mutant) -> str:
    """Give the rule by which the contract judges a field, in the words of the pact."""
    rules = expected.header_rules if mutant.part == HEADER else expected.body_rules
    said = {_plain(path): [_said(matcher) for matcher in rule["matchers"]] for path, rule in rules.items()}
    if mutant.field in said:
        return " and ".join(said[mutant.field])
    above = [path for path, words in said.items() if TYPE in words[0] and _is_below(mutant.field, path)]
    return f"type, from {max(above, key=len)}" if above else ""


def _is_below(field: str, path: str) -> bool:
    return field.startswith((f"{path}.", f"{path}["))


def _plain(path: str) -> str:
    """Write a rule's path as fields are written: positions as `[*]`, elements of XML without namespaces."""
    if ":" in path and "['" in path:
        return "/" + "/".join(re.findall(r"[:']([^:'\]]+)'\]", path.removesuffix("['#text']")))
    return re.sub(r"\[[0-9]+\]", "[*]", path)


def _said(matcher: Mapping[str, Any]) -> str:
    also = ", ".join(f"{name} {value}" for name, value in matcher.items() if name != "match")
    return f"{matcher['match']} {also}".strip()


def _frozen(answer: Answer) -> Reply:
    return Reply(answer.status, dict(answer.headers), answer.body)
