"""What a contract may presuppose of this provider, brought about by name, with the values to use in it."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from simulators.threepl.domain.goods import ReturnAction, ReturnLine
from simulators.threepl.domain.orders import Order, OrderDraft, Recipient
from simulators.threepl.service import Provider
from simulators.threepl.service.receiving import Announced
from simulators.threepl.service.returning import Asked

Values = Mapping[str, str]
QUANTITY = 2
_SOMEBODY = Recipient("Nordby Tools", "1 Quay", "Aarhus", "8000", "DK")


def _plenty(provider: Provider) -> str:
    """Give an item of which there is enough, whatever the business."""
    inventory_id = str(provider.store.inventory_ids[0])
    provider.room.receive({inventory_id: 10 * QUANTITY}, "STATE")
    return inventory_id


def _ordered(provider: Provider, *, hold: bool, recipient: Recipient = _SOMEBODY) -> Order:
    item, number = _plenty(provider), f"STATE-{provider.store.last_order_id}"
    return provider.orders.create(OrderDraft(number, number, recipient, ((1, item, QUANTITY),), hold))


def _values(order: Order) -> Values:
    return {
        "order_id": str(order.id),
        "shipment_id": str(order.shipment_id),
        "reference_id": order.reference_id,
        "inventory_id": order.products[0][1],
    }


def _picked(provider: Provider) -> Order:
    order = _ordered(provider, hold=False)
    provider.orders.start_batch()
    _do_now(provider, "pick", order)
    return order


def _do_now(provider: Provider, act: str, order: Order) -> None:
    """Do now what was to happen to an order later, so that it does not happen again."""
    agenda = provider.store.agenda
    for entry in list(agenda.entries.values()):
        if (entry.act, entry.subject) == (act, (order.id,)):
            agenda.drop(entry.number)
    provider.orders.acts[act](order.id)


def _is_shipped(provider: Provider) -> Values:
    order = _picked(provider)
    _do_now(provider, "ship", order)
    return _values(order)


def _is_cancelled(provider: Provider) -> Values:
    return _values(provider.orders.cancel(_ordered(provider, hold=True).id))


def _has_a_bad_address(provider: Provider) -> Values:
    nowhere = Recipient("Nordby Tools", "1 Quay", "Aarhus", "8000", "Denmark")
    return _values(_ordered(provider, hold=False, recipient=nowhere))


def _is_out_of_stock(provider: Provider) -> Values:
    inventory_id = str(provider.store.inventory_ids[-1])
    left = provider.store.stock[inventory_id].available
    if left:
        provider.room.reserve({inventory_id: left})
        provider.room.issue({inventory_id: left}, "STATE")
    return {"inventory_id": inventory_id}


def _is_announced(provider: Provider) -> Values:
    item, at = _plenty(provider), provider.world.clock.now() + timedelta(days=1)
    boxes = (("STATE-BOX", ((item, QUANTITY),)),)
    receiving = provider.receiving.announce(Announced("STATE-PO", "Package", "OneSkuPerBox", at, boxes))
    return {"receiving_id": str(receiving.id), "inventory_id": item}


def _is_coming_back(provider: Provider) -> Values:
    item, reference = _plenty(provider), f"STATE-R-{provider.store.last_return_id}"
    lines = (ReturnLine(item, QUANTITY, ReturnAction.RESTOCK),)
    back = provider.returning.announce(Asked(reference, None, "", lines))
    return {"return_id": str(back.id), "reference_id": reference, "inventory_id": item}


STATES: Mapping[str, Callable[[Provider], Values]] = {
    "an order is on hold": lambda provider: _values(_ordered(provider, hold=True)),
    "an order is processing": lambda provider: _values(_ordered(provider, hold=False)),
    "an order is picked": lambda provider: _values(_picked(provider)),
    "an order is shipped": _is_shipped,
    "an order is cancelled": _is_cancelled,
    "an order is on hold for its address": _has_a_bad_address,
    "an item is out of stock": _is_out_of_stock,
    "an item is in stock": lambda provider: {"inventory_id": _plenty(provider)},
    "a receiving is announced": _is_announced,
    "a return is on its way": _is_coming_back,
}
