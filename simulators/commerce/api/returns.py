"""Returns: asked for, allowed, received, resolved."""

from typing import Any

from simulators.commerce.api.asking import LIST, YES, Ask, Route, searching
from simulators.commerce.events.orders import native_history
from simulators.commerce.schemas.documents import track_of
from simulators.commerce.schemas.returns import (
    ReturnBody,
    ReturnChangeBody,
    ReturnNoteBody,
    ReturnTrackBody,
    native_return,
    native_return_track,
    return_change_of,
    return_items_of,
)
from simulators.commerce.service.search import fields_of


def ask_back(ask: Ask) -> Any:
    """Ask to send goods back."""
    body: ReturnBody = ask.body
    new = body.rma_data_object
    said = new.comments[0].comment if new.comments else ""
    items = return_items_of(new.items)
    return native_return(ask.shop.returns.ask(new.order_id, items, said, new.customer_custom_email or ""))


def read(ask: Ask) -> Any:
    """Give one return."""
    return native_return(ask.shop.returns.rma(ask.number("rmaId")))


def change(ask: Ask) -> Any:
    """Say how far a return has come."""
    body: ReturnChangeBody = ask.body
    number, said = ask.number("rmaId"), body.rma_data_object
    rma = ask.shop.returns.rma(number)
    if said.items:
        rma = ask.shop.returns.move(number, [return_change_of(row) for row in said.items])
    return native_return(ask.shop.returns.close(number) if said.status else rma)


def delete(ask: Ask) -> Any:
    """Forget a return."""
    ask.shop.returns.delete(ask.number("rmaId"))
    return True


def note(ask: Ask) -> Any:
    """Write something to a return."""
    body: ReturnNoteBody = ask.body
    number = ask.number("rmaId")
    ask.shop.returns.comment(number, body.data.comment)
    return True


def notes(ask: Ask) -> Any:
    """Give all that was said of a return."""
    rma = ask.shop.returns.rma(ask.number("rmaId"))
    rows = [native_history(rma.id, entry, "rma") for entry in rma.comments]
    return {"items": rows, "search_criteria": {}, "total_count": len(rows)}


def add_track(ask: Ask) -> Any:
    """Say by which parcel the goods come."""
    body: ReturnTrackBody = ask.body
    ask.shop.returns.add_track(ask.number("rmaId"), track_of(body.track))
    return True


def tracks(ask: Ask) -> Any:
    """Give the parcels that goods come by."""
    rma = ask.shop.returns.rma(ask.number("rmaId"))
    return [native_return_track(rma.id, track) for track in rma.tracks]


def drop_track(ask: Ask) -> Any:
    """Take a parcel away again."""
    ask.shop.returns.drop_track(ask.number("rmaId"), ask.number("trackId"))
    return True


FIELDS = fields_of(
    native_return, "entity_id", "increment_id", "order_id", "customer_id", "status", "date_requested"
)

ROUTES = (
    searching("/returns", lambda shop: shop.store.returns.values(), native_return, FIELDS, "Search returns"),
    Route("POST", "/returns", ask_back, "Ask to send goods back", ReturnBody),
    Route("GET", "/returns/{rmaId}", read, "Read a return"),
    Route("PUT", "/returns/{rmaId}", change, "Say how far a return has come", ReturnChangeBody),
    Route("DELETE", "/returns/{rmaId}", delete, "Forget a return", gives=YES),
    Route("POST", "/returns/{rmaId}/comments", note, "Write to a return", ReturnNoteBody, YES),
    Route("GET", "/returns/{rmaId}/comments", notes, "Read what was said of a return"),
    Route(
        "POST",
        "/returns/{rmaId}/tracking-numbers",
        add_track,
        "Add a parcel to a return",
        ReturnTrackBody,
        YES,
    ),
    Route("GET", "/returns/{rmaId}/tracking-numbers", tracks, "Read the parcels of a return", gives=LIST),
    Route(
        "DELETE",
        "/returns/{rmaId}/tracking-numbers/{trackId}",
        drop_track,
        "Take a parcel out of a return",
        gives=YES,
    ),
)
