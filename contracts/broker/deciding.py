"""May a version go where others already are? Only when every contract with them was tried and held."""

from dataclasses import dataclass
from typing import Any

from contracts.broker.shelf import Published, Shelf


@dataclass(frozen=True, slots=True)
class Row:
    """One contract between two versions; `success` is nothing when it was not tried."""

    pact: Published
    provider_version: str
    success: bool | None


def rows(shelf: Shelf, name: str, number: str, environment: str | None) -> list[Row]:
    """Give every contract that a version would have there, as a consumer and as a provider."""
    found = []
    for pact in shelf.pacts():
        if (pact.consumer, pact.version) == (name, number):
            there = _there(shelf, pact.provider, environment)
            found.append(Row(pact, there, shelf.verdict(pact.sha, pact.provider, there)))
        elif pact.provider == name and pact.version == _there(shelf, pact.consumer, environment):
            found.append(Row(pact, number, shelf.verdict(pact.sha, name, number)))
    return found


def _there(shelf: Shelf, name: str, environment: str | None) -> str:
    """Give the version that is there: in the environment or, when none is named, the last one."""
    if environment is not None:
        return shelf.deployed(environment).get(name, "")
    return next(reversed(list(shelf.versions(name))), "")


def decision(shelf: Shelf, name: str, number: str, environment: str | None) -> dict[str, Any]:
    """Answer as the Pact Broker does: a summary, and the rows it rests on."""
    found = rows(shelf, name, number, environment)
    bad, unknown = ([row for row in found if row.success is what] for what in (False, None))
    is_known = number in shelf.versions(name)
    reasons = [_reason(row, environment) for row in (*bad, *unknown)]
    if not is_known:
        reasons = [f"there is no version {number} of {name}"]
    return {
        "summary": {
            "deployable": is_known and not bad and not unknown,
            "reason": "; ".join(reasons) or "All required verification results are published and successful",
            "success": len(found) - len(bad) - len(unknown),
            "failed": len(bad),
            "unknown": len(unknown),
        },
        "notices": [{"type": "error", "text": text} for text in reasons],
        "matrix": [_shown(row) for row in found],
    }


def _reason(row: Row, environment: str | None) -> str:
    pact = row.pact
    if row.success is False:
        return f"{pact.provider} {row.provider_version} breaks the pact of {pact.consumer} {pact.version}"
    if not row.provider_version:
        return f"no version of {pact.provider} is in {environment or 'sight'}"
    return f"{pact.provider} {row.provider_version} was never tried with {pact.consumer} {pact.version}"


def _shown(row: Row) -> dict[str, Any]:
    pact, there = row.pact, row.provider_version
    return {
        "consumer": {"name": pact.consumer, "version": {"number": pact.version}},
        "provider": {"name": pact.provider, "version": {"number": there} if there else None},
        "pact": {"sha": pact.sha},
        "verificationResult": None if row.success is None else {"success": row.success},
    }
