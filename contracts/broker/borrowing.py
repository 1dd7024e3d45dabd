"""Pacts from a broker for the time of one verification, and what is told of them afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from contracts.broker.client import Broker, ToVerify
from contracts.pact_file import PactError
from contracts.verification import Outcome


@dataclass(slots=True)
class Loan:
    """Where the pacts lie meanwhile, which is which, and whose failure would be no surprise."""

    broker: Broker
    folder: Path
    pacts: dict[str, ToVerify] = field(default_factory=dict)

    @property
    def pending(self) -> frozenset[str]:
        """Give the files of those that are pending."""
        return frozenset(name for name, pact in self.pacts.items() if pact.is_pending)


@contextmanager
def borrowed(
    where: str | None, provider: str, selectors: Sequence[str], branch: str | None
) -> Iterator[Loan | None]:
    """Fetch the pacts that are meant, unless no broker is.

    Raises:
        PactError: there is none, or the broker does not answer.
    """
    if where is None:
        yield None
        return
    with TemporaryDirectory() as place:
        loan = Loan(Broker(where), Path(place))
        asked = [_selector(text) for text in selectors]
        for number, pact in enumerate(
            loan.broker.to_verify(provider, asked, branch, pending=branch is not None)
        ):
            file = loan.folder / f"{number:04}.json"
            file.write_bytes(orjson.dumps(pact.document))
            loan.pacts[str(file)] = pact
        if not loan.pacts:
            raise PactError(f"{where}: no pact with {provider} is meant, so nothing would be verified")
        yield loan


def settle(loan: Loan, outcomes: Sequence[Outcome], version: str, branch: str | None) -> None:
    """Tell the broker what a version of the provider makes of each pact that was tried to the end."""
    for file, pact in loan.pacts.items():
        tried = [outcome for outcome in outcomes if outcome.interaction.source == file]
        if len(tried) == len(pact.document["interactions"]):
            loan.broker.judged(pact, version, branch, success=all(one.holds for one in tried))


def _selector(text: str) -> dict[str, Any]:
    name, equals, value = text.partition("=")
    return {name: value if equals else True}
