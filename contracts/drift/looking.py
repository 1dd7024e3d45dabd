"""One look at what has changed: which documents are held against which, and what came of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from contracts.drift.compare import changes
from contracts.drift.hits import Finding, findings
from contracts.drift.snapshots import (
    FACADE,
    SYSTEMS,
    Described,
    SnapshotError,
    described_now,
    kept,
    laid_out,
    read_surface,
)
from contracts.drift.waves import find_wave
from contracts.pact_file import Interaction
from dualrun.nearest import nearest

PATIENCE_S = 10.0
_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was held against what: by document the findings, and which documents had no counterpart."""

    against: str
    documents: tuple[tuple[str, tuple[Finding, ...]], ...]
    not_compared: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them."""
        return tuple(finding for _, found in self.documents for finding in found)

    @property
    def hits(self) -> tuple[Finding, ...]:
        """Those that hit somebody."""
        return tuple(finding for finding in self.findings if finding.hit)


def look_at_wave(title: str, interactions: Sequence[Interaction]) -> Looked:
    """Hold a declared release against what was before it.

    Raises:
        SnapshotError: no such release is declared.
    """
    found = [
        (f"{before.system}.{before.document}", tuple(findings(before, changes(before, after), interactions)))
        for before, after in find_wave(title).surfaces()
    ]
    return Looked(title, tuple(found))


def look(
    snapshots: Path, against: str, systems: Sequence[str], interactions: Sequence[Interaction]
) -> Looked:
    """Hold the snapshots against what the systems say in process, in another folder, or at a URL.

    Raises:
        SnapshotError: a system is not known, or nothing can be compared.
    """
    asked = [known_system(name) for name in systems] or list(SYSTEMS)
    if _URL.match(against) and len(asked) != 1:
        raise SnapshotError("at a URL is one system: say which with --system")
    documents, missing = [], []
    for system in asked:
        there = {one.name: one for one in _said(system, against, is_asked=bool(systems))}
        for before in kept(snapshots, system):
            if before.name in there:
                documents.append((before.name, _held(before, there[before.name], interactions)))
            else:
                missing.append(before.name)
    if not documents:
        raise SnapshotError(f"{against}: nothing there that could be compared with {snapshots.name}")
    return Looked(against or "what the systems say now", tuple(documents), tuple(missing))


def known_system(name: str) -> str:
    """Give a name back that is that of a system.

    Raises:
        SnapshotError: it is not.
    """
    if name not in SYSTEMS:
        meant = nearest(name, SYSTEMS)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(SYSTEMS)}"
        raise SnapshotError(f"there is no system {name!r}; {hint}")
    return name


def _held(before: Described, after: Described, interactions: Sequence[Interaction]) -> tuple[Finding, ...]:
    if before.text == after.text:
        return ()
    was, now = read_surface(before), read_surface(after)
    return tuple(findings(was, changes(was, now), interactions))


def _said(system: str, against: str, *, is_asked: bool) -> list[Described]:
    """Give what a system says; a folder need not hold those that nobody asked for."""
    if not against:
        return described_now(system)
    if _URL.match(against):
        return _fetched(system, against)
    folder = Path(against)
    if not folder.is_dir():
        raise SnapshotError(f"{against}: no folder, and no URL that begins with http:// or https://")
    return kept(folder, system) if is_asked or any(folder.glob(f"{system}.*")) else []


def _fetched(system: str, url: str) -> list[Described]:
    names = ("openapi", "asyncapi") if system == FACADE else ("openapi",)
    with httpx.Client(trust_env=False, timeout=PATIENCE_S) as http:
        return [_document(http, f"{url.rstrip('/')}/{name}.json", f"{system}.{name}.json") for name in names]


def _document(http: httpx.Client, url: str, name: str) -> Described:
    try:
        reply = http.get(url)
        reply.raise_for_status()
        return Described(name.partition(".")[0], name, laid_out(reply.json()))
    except (httpx.HTTPError, ValueError) as error:
        why = str(error).partition("\n")[0] or repr(error)
        raise SnapshotError(f"{url}: cannot be read: {why}") from None
