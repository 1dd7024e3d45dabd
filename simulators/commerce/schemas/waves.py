"""What changed in this product's interface from one release to the next, as data for contract checks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One declared change: both shapes are served, so that a client can be tried against either."""

    since: str
    is_breaking: bool
    before: str
    after: str
    summary: str


RELEASES = ("2.4.3", "2.4.4", "2.4.6", "SaaS 2025")
"""Those in which something changed, oldest first; the last is the cloud edition."""

CHANGES = (
    Change(
        "SaaS 2025",
        is_breaking=True,
        before="/rest/{store_code}/async/bulk/V1/{resource}",
        after="/V1/async/bulk/{resource}",
        summary="Bulk calls: the version comes first, and the store goes into a header.",
    ),
    Change(
        "SaaS 2025",
        is_breaking=True,
        before="/rest/{store_code}/async/V1/{resource}",
        after="/V1/async/{resource}",
        summary="Single asynchronous calls move in the same way.",
    ),
    Change(
        "SaaS 2025",
        is_breaking=True,
        before="/rest/{store_code}/V1/{resource}",
        after="/V1/{resource}",
        summary="No `rest` and no store code in the path; a `Store` header names the store view.",
    ),
    Change(
        "2.4.4",
        is_breaking=True,
        before="an integration's access token as a bearer token, without limit",
        after="off unless switched on; this shop has it on",
        summary="Access tokens of integrations are no bearer tokens by default.",
    ),
    Change(
        "2.4.6",
        is_breaking=False,
        before="searchCriteria[pageSize] without an upper limit",
        after="searchCriteria[pageSize] of at most 300 where the limit is on",
        summary="Long pages can be refused.",
    ),
)
