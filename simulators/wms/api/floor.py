"""Waves, picks, cartons and shipments, over HTTP."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.chassis.pages import page
from simulators.wms.api.orders import ONE
from simulators.wms.api.serving import answer, document, entered, path_id, queried, tagged
from simulators.wms.schemas.answers import (
    carton_document,
    order_document,
    order_status,
    pick_list_document,
    shipment_document,
    wave_document,
)
from simulators.wms.schemas.described.orders import (
    OrderAnswer,
    OrderStatusAnswer,
    ParcelAnswer,
    PickListAnswer,
    ShipmentAnswer,
    ShipmentPage,
    WaveAnswer,
    WavePage,
)
from simulators.wms.schemas.orders import CartonRequest, PickRequest, ShipRequest, WaveRequest
from simulators.wms.schemas.queries import paged

WAVES, SHIPMENTS = paged("waveId"), paged("shipmentId")


async def create_wave(request: Request) -> Response:
    """Plan a wave of released orders."""
    warehouse = entered(request)
    asked = await document(request, WaveRequest)
    is_handheld = asked.worked_by == "Handheld"
    wave = warehouse.picking.create_wave(tuple(asked.order_ids), is_handheld=is_handheld)
    return answer(wave_document(wave, warehouse.store.orders), 201)


async def get_waves(request: Request) -> Response:
    """Show a page of waves."""
    store = entered(request).store
    ids, further = page(tuple(store.waves), *queried(request, WAVES))
    waves = [wave_document(store.waves[wave_id], store.orders) for wave_id in ids]
    return answer({"waves": waves, "nextWaveId": further})


async def get_wave(request: Request) -> Response:
    """Show one wave."""
    warehouse = entered(request)
    wave = warehouse.picking.wave(path_id(request, "wave"))
    return answer(wave_document(wave, warehouse.store.orders))


async def release_wave(request: Request) -> Response:
    """Send the pickers of a wave."""
    warehouse = entered(request)
    wave = warehouse.picking.release_wave(path_id(request, "wave"))
    return answer(wave_document(wave, warehouse.store.orders))


async def get_pick_list(request: Request) -> Response:
    """Show what is to be picked for an order, and where."""
    warehouse = entered(request)
    order = warehouse.orders.order(path_id(request, "order"))
    return answer(pick_list_document(order, warehouse.picking.next_places(order)))


async def report_picks(request: Request) -> Response:
    """Enter what a handheld has picked."""
    warehouse, order_id = entered(request), path_id(request, "order")
    asked = await document(request, PickRequest)
    order = warehouse.picking.report(order_id, asked.grips(), asked.short_rows())
    return tagged(order_document(order), order.version)


async def close_carton(request: Request) -> Response:
    """Close a carton with some of an order's goods."""
    warehouse, order_id = entered(request), path_id(request, "order")
    asked = await document(request, CartonRequest)
    carton = warehouse.shipping.put_into_carton(order_id, asked.packed())
    return answer(carton_document(carton, warehouse.orders.order(order_id)), 201)


async def get_cartons(request: Request) -> Response:
    """Show an order's cartons."""
    order = entered(request).orders.order(path_id(request, "order"))
    return answer([carton_document(carton, order) for carton in order.cartons])


async def pack_order(request: Request) -> Response:
    """Say that all goods of an order lie in cartons."""
    order = entered(request).shipping.pack(path_id(request, "order"))
    return tagged(order_status(order), order.version)


async def ship_order(request: Request) -> Response:
    """Hand an order's cartons to the carrier."""
    warehouse, order_id = entered(request), path_id(request, "order")
    order = warehouse.shipping.ship(order_id, (await document(request, ShipRequest)).waybill)
    return answer(shipment_document(order))


async def get_shipments(request: Request) -> Response:
    """Show a page of what has left."""
    warehouse = entered(request)
    shipped, further = warehouse.shipping.shipments(*queried(request, SHIPMENTS))
    return answer({"shipments": [shipment_document(order) for order in shipped], "nextShipmentId": further})


async def get_shipment(request: Request) -> Response:
    """Show one shipment."""
    return answer(shipment_document(entered(request).shipping.by_shipment(path_id(request, "shipment"))))


async def get_parcel(request: Request) -> Response:
    """Show the carton under an SSCC."""
    order, carton = entered(request).shipping.parcel(request.path_params["parcel_number"])
    return answer(carton_document(carton, order))


_WORK = (400, 401, 404, 409, 413)
_WAVES, _SHIPMENTS = "/api/v1/waves", "/api/v1/shipments"
OPERATIONS = (
    Operation("POST", _WAVES, create_wave, WaveAnswer, 201, _WORK, WaveRequest),
    Operation("GET", _WAVES, get_waves, WavePage, refusals=(400, 401), query=WAVES),
    Operation("GET", f"{_WAVES}/{{wave_id}}", get_wave, WaveAnswer, refusals=(401, 404)),
    Operation("POST", f"{_WAVES}/{{wave_id}}/release", release_wave, WaveAnswer, refusals=(401, 404, 409)),
    Operation("GET", f"{ONE}/pickList", get_pick_list, PickListAnswer, refusals=(401, 404)),
    Operation("POST", f"{ONE}/picks", report_picks, OrderAnswer, 200, _WORK, PickRequest),
    Operation("POST", f"{ONE}/cartons", close_carton, ParcelAnswer, 201, _WORK, CartonRequest),
    Operation("GET", f"{ONE}/cartons", get_cartons, list[ParcelAnswer], refusals=(401, 404)),
    Operation("POST", f"{ONE}/pack", pack_order, OrderStatusAnswer, refusals=(401, 404, 409)),
    Operation("POST", f"{ONE}/ship", ship_order, ShipmentAnswer, 200, _WORK, ShipRequest),
    Operation("GET", _SHIPMENTS, get_shipments, ShipmentPage, refusals=(400, 401), query=SHIPMENTS),
    Operation("GET", f"{_SHIPMENTS}/{{shipment_id}}", get_shipment, ShipmentAnswer, refusals=(401, 404)),
    Operation("GET", "/api/v1/parcels/{parcel_number}", get_parcel, ParcelAnswer, refusals=(401, 404)),
)
