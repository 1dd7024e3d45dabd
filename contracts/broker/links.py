"""The documents of a broker in HAL: what there is, and where to go from there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from contracts.broker.shelf import Published

PUBLISH = "pb:publish-contracts"
FOR_VERIFICATION = "pb:provider-pacts-for-verification"
RESULTS = "pb:publish-verification-results"
VERSION = "pb:pacticipant-version"
MAY_DEPLOY = "pb:can-i-deploy-pacticipant-version-to-environment"
BRANCH = "pb:pacticipant-branch-version"
ENVIRONMENTS = "pb:environments"
DEPLOYED = "pb:record-deployment"


class Links:
    """All addresses of one broker."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")

    def at(self, *parts: str) -> dict[str, str]:
        """Give a link."""
        return {"href": "/".join([self._base, *(quote(part, safe="{}:@") for part in parts)])}

    def index(self) -> dict[str, Any]:
        """Give where everything begins."""
        name, version = "{pacticipant}", "{version}"
        addresses: Mapping[str, tuple[str, ...]] = {
            PUBLISH: ("contracts", "publish"),
            FOR_VERIFICATION: ("pacts", "provider", "{provider}", "for-verification"),
            "pb:pacticipants": ("pacticipants",),
            "pb:pacticipant": ("pacticipants", name),
            VERSION: ("pacticipants", name, "versions", version),
            BRANCH: ("pacticipants", name, "branches", "{branch}", "versions", version),
            "pb:pacticipant-version-tag": ("pacticipants", name, "versions", version, "tags", "{tag}"),
            ENVIRONMENTS: ("environments",),
            "pb:environment": ("environments", "{uuid}"),
        }
        links = {
            rel: {**self.at(*parts), "templated": any("{" in part for part in parts)}
            for rel, parts in addresses.items()
        }
        asked = "?pacticipant={pacticipant}&version={version}&environment={environment}"
        links[MAY_DEPLOY] = {"href": self.at("can-i-deploy")["href"] + asked, "templated": True}
        return {"_links": {"self": self.at(), **links}}

    def participant(self, name: str) -> dict[str, Any]:
        """Give a participant, with where its versions are told of."""
        here = ("pacticipants", name)
        tag = self.at(*here, "versions", "{version}", "tags", "{tag}")
        branch = self.at(*here, "branches", "{branch}", "versions", "{version}")
        links = {
            "self": self.at(*here),
            "pb:version-tag": {**tag, "templated": True},
            "pb:branch-version": {**branch, "templated": True},
        }
        return {"name": name, "_links": links}

    def version(self, name: str, number: str, environments: list[str]) -> dict[str, Any]:
        """Give a version, with where to say that it is deployed."""
        here = ("pacticipants", name, "versions", number)
        recorded = [
            {**self.at(*here, "deployed-versions", "environment", place), "name": place, "title": place}
            for place in environments
        ]
        return {"number": number, "_links": {"self": self.at(*here), DEPLOYED: recorded}}

    def pact(self, one: Published, content: Mapping[str, Any]) -> dict[str, Any]:
        """Give a pact, with where its provider says what it makes of it."""
        here = ("pacts", "provider", one.provider, "consumer", one.consumer, "pact-version", one.sha)
        links = {
            "self": {**self.at(*here), "name": f"Pact between {one.consumer} and {one.provider}"},
            "pb:provider": {**self.at("pacticipants", one.provider), "name": one.provider},
            "pb:consumer": {**self.at("pacticipants", one.consumer), "name": one.consumer},
            RESULTS: self.at(*here, "verification-results"),
        }
        return {**content, "_links": links}

    def to_verify(self, one: Published, *, pending: bool) -> dict[str, Any]:
        """Give a pact as an entry of what is to be verified."""
        why = "It is pending: a failure is told, and fails nothing." if pending else "It must hold."
        notices = [{"when": "before_verification", "text": why}]
        return {
            "shortDescription": f"{one.consumer} {one.version}",
            "verificationProperties": {"pending": pending, "notices": notices},
            "_links": {"self": self.pact(one, {})["_links"]["self"]},
        }
