"""How reads go wrong in a world that has this product's bad habits switched on."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from simulators.cloud_erp.errors import MalformedRequestError
from simulators.cloud_erp.schemas.entity import EntitySet, Row
from simulators.cloud_erp.schemas.query import Query
from simulators.cloud_erp.service.book import Book

GIVEN_AT = "aid"
"""The option of a link that says when it was given."""

Visible = Callable[[Row], bool]


def visible(book: Book, table: EntitySet) -> Visible | None:
    """Give what a list shows while the search lags behind the records, if it does."""
    lag = book.habits.settings("search_lag")
    if lag is None or table.property("lastModifiedDateTime") is None:
        return None
    oldest_hidden = book.world.clock.now() - timedelta(seconds=float(lag["lag_s"]))
    read_id = table.properties[0].get

    def is_visible(row: Row) -> bool:
        if row.modified_at <= oldest_hidden:
            return True
        return book.habits.strike("search_lag", read_id(row), read_id(row)) is None

    return is_visible


def must_be_fresh(book: Book, query: Query) -> None:
    """Refuse to go on from a page that was given too long ago, in a world where links run out.

    Raises:
        MalformedRequestError: it was.
    """
    expiry = book.habits.settings("expired_page") if query.after else None
    given_at = query.options.get(GIVEN_AT, "")
    if expiry is None or not (given_at.isascii() and given_at.isdigit() and len(given_at) <= 12):
        return
    if book.world.clock.now().timestamp() - int(given_at) > float(expiry["after_s"]):
        book.world.misbehave("expired_page", query.after)
        raise MalformedRequestError("The $skiptoken has run out: read the set from the start.")


def stamp(book: Book) -> str:
    """Give what a link to the next page carries in a world where links run out."""
    if book.habits.settings("expired_page") is None:
        return ""
    return f"&{GIVEN_AT}={int(book.world.clock.now().timestamp())}"


def drifted(book: Book, written: dict[str, Any]) -> dict[str, Any]:
    """Give a record as it goes out: with its amounts as text, if the last update has struck it."""
    if book.habits.settings("number_as_text") is None:
        return written
    key = str(written.get("id", written["@odata.etag"]))
    if book.habits.strike("number_as_text", key, key) is None:
        return written
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in written.items()}
