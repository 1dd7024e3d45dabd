"""The door every call passes: size, sign-in, quota, worker, company; and every refusal leaves by it."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.convertors import StringConvertor
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from simulators.chassis.native import header, prefix, whole_body
from simulators.cloud_erp.api.answers import refusal
from simulators.cloud_erp.errors import (
    BodyTooLargeError,
    CloudErpError,
    CompanyNotFoundError,
    EntityChangedError,
    InvalidGuidError,
    MalformedRequestError,
    MissingTokenError,
)
from simulators.cloud_erp.schemas.bodies import GUID
from simulators.cloud_erp.schemas.catalogue import EDITIONS, Edition, in_version
from simulators.cloud_erp.schemas.entity import EntitySet, Row
from simulators.cloud_erp.schemas.query import read_options
from simulators.cloud_erp.service.access import COMPANY_ID, TENANT
from simulators.cloud_erp.service.book import Book

BODY_MAX = 1_000_000
ETAG = re.compile(r'\s*(?:W/)?"[^"]*"\s*')


class Word(StringConvertor):
    """A path parameter of letters only."""

    regex = "[A-Za-z]+"


@dataclass(slots=True)
class Exchange:
    """One call that has been let in."""

    book: Book
    edition: Edition
    user: str
    body: bytes
    path: dict[str, str]
    request: Request

    @property
    def query_string(self) -> bytes:
        """The query as it came."""
        query: bytes = self.request.scope["query_string"]
        return query

    @property
    def root(self) -> str:
        """The address of the API as this caller reaches it."""
        scope, environment = self.request.scope, self.edition.wave.environment
        host = self.header(b"host")
        if not host or not host.isprintable():
            host = "localhost"
        tenant = f"{TENANT}/" if "tenant" in self.path else ""
        origin = f"{scope['scheme']}://{host}{prefix(self.request)}"
        return f"{origin}/v2.0/{tenant}{environment}/api/v2.0"

    @property
    def company_root(self) -> str:
        """The address of the company as this caller reaches it."""
        return f"{self.root}/companies({COMPANY_ID})"

    def header(self, name: bytes) -> str:
        """Give a header; absent is empty."""
        return header(self.request, name)

    def within(self, path: dict[str, str], body: bytes, scope: MutableMapping[str, Any]) -> "Exchange":
        """Give a call that came as a part of this one."""
        edition = _edition_of(self.edition, scope["query_string"])
        return Exchange(self.book, edition, self.user, body, path, Request(scope))

    def must_match(self, entity_set: EntitySet, row: Row) -> None:
        """Make sure that the caller changes the row it has read.

        Raises:
            MissingTokenError: there is no readable If-Match.
            EntityChangedError: the row has changed since.
        """
        self.must_match_etag(entity_set.etag(row))

    def must_match_etag(self, etag: str) -> None:
        """Compare If-Match with the tag of what is about to change."""
        sent = self.header(b"if-match").strip()
        if sent == "*":
            return
        if not ETAG.fullmatch(sent):
            raise MissingTokenError("A change needs the header If-Match with the record's @odata.etag, or *.")
        if sent.removeprefix("W/") != etag.removeprefix("W/"):
            raise EntityChangedError


Serve = Callable[[Exchange], Response]
ServeLater = Callable[[Exchange], Awaitable[Response]]


async def enter(request: Request, serve: Serve) -> Response:
    """Let a call in and serve it in one go: between reading and storing nothing else happens."""
    book: Book = request.scope["state"]["service"]
    try:
        body = await read_body(request)
        edition = _environment(request)
        user = book.access.user(header(request, b"authorization"), takes_keys=edition.takes_keys)
        since = book.world.clock.now()
        async with book.access.admit(user):
            if book.world.clock.now() is not since:
                book.access.must_not_have_waited(since)
            return serve(_exchange(book, edition, user, body, request))
    except CloudErpError as error:
        return refusal(book, error)


async def enter_later(request: Request, serve: ServeLater) -> Response:
    """Let a call in whose serving has to wait for somebody else."""
    book: Book = request.scope["state"]["service"]
    try:
        body = await read_body(request)
        edition = _environment(request)
        user = book.access.user(header(request, b"authorization"), takes_keys=edition.takes_keys)
        async with book.access.admit(user):
            return await serve(_exchange(book, edition, user, body, request))
    except CloudErpError as error:
        return refusal(book, error)


async def read_body(request: Request) -> bytes:
    """Read the body, as far as the service reads.

    Raises:
        BodyTooLargeError: there is more.
        MalformedRequestError: the caller went away in the middle of it.
    """
    try:
        body = await whole_body(request, BODY_MAX)
    except ClientDisconnect as error:
        raise MalformedRequestError("The connection was closed before the whole body had come.") from error
    if body is None:
        raise BodyTooLargeError(f"The request is larger than {BODY_MAX} bytes.")
    return body


def key_of(text: str) -> str:
    """Read the GUID between the parentheses of a key, quoted or not, named or not.

    Raises:
        InvalidGuidError: it is none.
    """
    if GUID.fullmatch(text):
        return text
    key = text.removeprefix("id=").strip("'").lower()
    if not GUID.fullmatch(key):
        raise InvalidGuidError(f"The key '{text}' is no GUID.")
    return key


def must_be_our_company(company: str) -> None:
    """Make sure that the one company there is was named.

    Raises:
        CompanyNotFoundError: it was another.
    """
    if company != COMPANY_ID and key_of(company) != COMPANY_ID:
        raise CompanyNotFoundError(f"There is no company with the id '{company}'.")


def _environment(request: Request) -> Edition:
    """Find the environment that is called, each of which runs its own release wave."""
    path: dict[str, str] = request.scope["path_params"]
    edition = EDITIONS.get(path["environment"].lower())
    if path.get("tenant", TENANT).lower() != TENANT or edition is None:
        raise CompanyNotFoundError(f"There is no environment '{path['environment']}' in that tenant.")
    return edition


def _exchange(book: Book, edition: Edition, user: str, body: bytes, request: Request) -> Exchange:
    path: dict[str, str] = request.scope["path_params"]
    company = path.get("company")
    if company is not None:
        must_be_our_company(company)
    edition = _edition_of(edition, request.scope["query_string"])
    return Exchange(book, edition, user, body, path, request)


def _edition_of(edition: Edition, query_string: bytes) -> Edition:
    """Turn to the schema version that is asked for, if any."""
    if b"schemaversion" not in query_string:
        return edition
    asked = read_options(query_string).get("$schemaversion")
    return edition if asked is None else in_version(edition, asked)
