"""What an order's trail is called outside."""

import json
from typing import get_args

from facade.messaging.store import TrailEntry
from facade.orders import events as ev
from facade.orders.publishing import TYPES, as_message
from tests.facade.builders import NOON


def test_everything_that_can_happen_to_an_order_has_a_name_outside() -> None:
    assert set(TYPES) == {"OrderAccepted", *(kind.__name__ for kind in get_args(ev.Event))}


def test_no_two_things_have_the_same_name() -> None:
    assert len(set(TYPES.values())) == len(TYPES)


def test_an_entry_becomes_a_cloud_event_that_is_the_same_whoever_sends_it() -> None:
    told = TrailEntry(7, NOON, "OrderShipped", "picked", "shipped", "wms-5", "W000001#4")

    message = as_message("W000001", told)

    assert (message.subject, message.id) == ("shipment.confirmed", "W000001@7")
    assert message == as_message("W000001", told)
    event = json.loads(message.body)
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject", "time")} == {
        "specversion": "1.0",
        "id": "W000001@7",
        "source": "/dualrun/facade",
        "type": "shipment.confirmed",
        "subject": "W000001",
        "time": "2026-03-02T12:00:00+00:00",
    }
    assert event["data"]["causation_id"] == "W000001#4"
