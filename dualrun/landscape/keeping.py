"""The façade's database, looked at before anybody works on it."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from dualrun.errors import UsageError
from dualrun.landscape.place import Place
from facade.app import EventLayer
from facade.errors import (
    BrokerRefusedError,
    BrokerUnavailableError,
    FacadeError,
    StoreRefusedError,
    StoreUnavailableError,
)
from facade.messaging.broker import open_broker
from facade.messaging.database import Database, LiveStore, Member
from facade.orders.codec import dump_state, read_state

OPTION = "--database-url"


def database(place: Place) -> Database:
    """Give the database of a landscape, its tables up to date, with nothing in it that nobody else knows.

    Raises:
        UsageError: it cannot be used, or holds orders of systems that are gone.
    """
    keeping = place.keeping
    try:
        found = Database(keeping.database)
        if keeping.replicas > 1 and not found.is_shared:
            raise UsageError(f"--replicas {keeping.replicas}: they share a postgresql:// database, no file")
        found.prepare()
        if keeping.empties:
            found.empty()
        held = 0 if place.state is not None else found.orders()
    except StoreRefusedError as refused:
        raise UsageError(f"{OPTION}: {refused}") from None
    if held:
        orders = "an order" if held == 1 else f"{held} orders"
        said = f"{OPTION}: the database holds {orders}, and these systems begin without them"
        raise UsageError(f"{said}: keep both with --state FOLDER, or begin anew with --empty-database")
    return found


async def opened(
    found: Database, name: str, *, publishes: bool, through: Callable[[Any], Any] | None = None
) -> LiveStore:
    """Open the database for one façade.

    Raises:
        UsageError: it cannot be used after all.
    """
    try:
        return await found.open(Member(name, dump_state, read_state, publishes, through))
    except (StoreRefusedError, StoreUnavailableError) as error:
        raise UsageError(f"the façade's store cannot be used: {_said(error)}") from None


async def checked_broker(url: str) -> None:
    """Look whether events can go there, before anybody relies on it.

    Raises:
        UsageError: they cannot.
    """
    try:
        broker = open_broker(url)
        await broker.connected()
        await broker.close()
    except (BrokerRefusedError, BrokerUnavailableError) as error:
        raise UsageError(f"--broker-url: {_said(error)}") from None


def events(store: LiveStore, url: str, closing: AsyncExitStack) -> EventLayer | None:
    """Give the event layer of a façade; its connection is opened, and opened again, when it is needed."""
    if not url:
        return None
    broker = open_broker(url)
    closing.push_async_callback(broker.close)
    return EventLayer(store, broker)


def _said(error: FacadeError) -> str:
    return str(error).replace("\n", " ")
