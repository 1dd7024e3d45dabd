"""What a broker remembers, in one folder: pacts by content, versions, results, what is deployed where."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from dualrun.errors import UsageError

EMPTY: Mapping[str, Any] = {"versions": {}, "pacts": [], "results": [], "environments": [], "deployed": {}}


@dataclass(frozen=True, slots=True)
class Published:
    """A pact as one version of its consumer published it; `sha` stands for its content."""

    consumer: str
    version: str
    provider: str
    sha: str


@dataclass(slots=True)
class Shelf:
    """One folder. Every change is written before it is answered for."""

    folder: Path
    held: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Read what there is.

        Raises:
            UsageError: the folder holds something else, or cannot be written to.
        """
        try:
            (self.folder / "pacts").mkdir(parents=True, exist_ok=True)
            written = self._index.read_bytes() if self._index.is_file() else b"{}"
            self.held = {**orjson.loads(orjson.dumps(EMPTY)), **orjson.loads(written)}
        except (OSError, ValueError) as error:
            raise UsageError(f"{self.folder}: no folder for a broker: {error}") from None

    @property
    def _index(self) -> Path:
        return self.folder / "broker.json"

    def keep(self) -> None:
        """Write everything; whoever reads meanwhile finds the old or the new, never half of it."""
        fresh = self._index.with_suffix(".new")
        fresh.write_bytes(orjson.dumps(self.held, option=orjson.OPT_INDENT_2))
        os.replace(fresh, self._index)

    def version(self, name: str, number: str, branch: str | None = None, tag: str | None = None) -> None:
        """Take note of a version of a participant, its branch and a tag."""
        versions = self.held["versions"].setdefault(name, {})
        known = versions.setdefault(number, {"branches": [], "tags": []})
        for kind, value in (("branches", branch), ("tags", tag)):
            if value and value not in known[kind]:
                known[kind].append(value)

    def versions(self, name: str) -> Mapping[str, Any]:
        """Give the versions of a participant, the oldest first."""
        known: Mapping[str, Any] = self.held["versions"].get(name, {})
        return known

    def publish(self, consumer: str, number: str, provider: str, content: bytes) -> Published:
        """Keep a pact; the same content has the same name, whoever publishes it."""
        self.version(consumer, number)
        self.held["versions"].setdefault(provider, {})
        sha = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        (self.folder / "pacts" / f"{sha}.json").write_bytes(content)
        one = {"consumer": consumer, "version": number, "provider": provider, "sha": sha}
        others = [p for p in self.held["pacts"] if {**p, "sha": sha} != one]
        self.held["pacts"] = [*others, one]
        return Published(**one)

    def pacts(self) -> list[Published]:
        """Give every pact that was published, the oldest first."""
        return [Published(**one) for one in self.held["pacts"]]

    def content(self, sha: str) -> dict[str, Any] | None:
        """Give what is in a pact."""
        path = self.folder / "pacts" / f"{sha}.json"
        if not (sha.isalnum() and path.is_file()):
            return None
        content: dict[str, Any] = orjson.loads(path.read_bytes())
        return content

    def judged(self, sha: str, provider: str, number: str, *, success: bool) -> None:
        """Take note of what a version of a provider makes of a pact; the last word counts."""
        self.version(provider, number)
        one = {"sha": sha, "provider": provider, "version": number, "success": success}
        self.held["results"] = [r for r in self.held["results"] if {**r, "success": success} != one] + [one]

    def verdict(self, sha: str, provider: str, number: str) -> bool | None:
        """Say what a version of a provider makes of a pact; nothing when it was never tried."""
        for one in reversed(self.held["results"]):
            if (one["sha"], one["provider"], one["version"]) == (sha, provider, number):
                return bool(one["success"])
        return None

    def deploy(self, name: str, number: str, environment: str) -> None:
        """Take note that a version is in an environment, in the place of the one before."""
        if environment not in self.held["environments"]:
            self.held["environments"].append(environment)
        self.version(name, number)
        self.held["deployed"].setdefault(environment, {})[name] = number

    def deployed(self, environment: str) -> Mapping[str, str]:
        """Give the versions that are in an environment, by participant."""
        there: Mapping[str, str] = self.held["deployed"].get(environment, {})
        return there
