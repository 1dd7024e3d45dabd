"""The interface folders over HTTP: the product's own are a file share, of which only the carrier differs."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from simulators.chassis.native import NativeRoute
from simulators.legacy_erp.api.admission import (
    FileNotFoundInFolderError,
    FolderClosedError,
    admitted,
    erp_of,
    headers_of,
    read_message,
    refusal,
)
from simulators.legacy_erp.api.document import BYTES_BODY, refusals, told
from simulators.legacy_erp.domain.files import IN, checked
from simulators.legacy_erp.errors import LegacyErpError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.inbox import drop

router = APIRouter(route_class=NativeRoute)
_FOLDER, _FILE = "/files/{company}/{folder}", "/files/{company}/{folder}/{name}"
_LISTED: dict[str, Any] = {
    "application/json": {
        "schema": {
            "type": "object",
            "required": ["files"],
            "properties": {
                "files": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "size", "changedAt"],
                        "properties": {
                            "name": {"type": "string"},
                            "size": {"type": "integer"},
                            "changedAt": {"type": "string", "format": "date-time"},
                        },
                    },
                }
            },
        }
    }
}


@router.get(
    _FOLDER,
    summary="List a folder",
    responses={
        200: {"description": "What lies in it, by name", "content": _LISTED},
        **refusals(400, 401, 404, 503),
    },
    openapi_extra=told("company", "folder"),
)
async def list_folder(request: Request) -> Response:
    """Name every file in a folder, with its size and when it was last written to."""
    try:
        company = _company(request)
        folder, _ = checked(request.path_params["folder"], "x")
    except LegacyErpError as error:
        return refusal(error)
    files = company.store.files
    found = [
        {"name": name, "size": len(file.content), "changedAt": file.changed_at.isoformat()}
        for (where, name), file in sorted(files.items())
        if where == folder
    ]
    return JSONResponse({"files": found})


@router.get(
    _FILE,
    summary="Fetch a file",
    responses={
        200: {"description": "What stands in it", "content": BYTES_BODY},
        **refusals(400, 401, 404, 503),
    },
    openapi_extra=told("company", "folder", "name"),
)
async def fetch_file(request: Request) -> Response:
    """Give a file as it stands, whole or not."""
    try:
        company, place = _company(request), _place(request)
        if place not in company.store.files:
            raise FileNotFoundInFolderError(f"There is no file '{place[1]}' in folder {place[0]}.")
    except LegacyErpError as error:
        return refusal(error)
    return Response(company.store.files[place].content, media_type="application/octet-stream")


@router.put(
    _FILE,
    summary="Drop a file",
    responses={
        201: {"description": "The file is in the folder; the next poll finds it"},
        204: {"description": "The file was there, and now holds this"},
        **refusals(400, 401, 403, 404, 413, 503),
    },
    openapi_extra=told("company", "folder", "name", body=BYTES_BODY),
)
async def drop_file(request: Request) -> Response:
    """Put a file in the folder `in`; a name that ends in .tmp is never worked on."""
    try:
        company, place = _company(request), _place(request)
        if place[0] != IN:
            raise FolderClosedError(f"Folder {place[0]} is written to by the system alone.")
        is_new = drop(company, place[1], await read_message(request, headers_of(request)))
    except LegacyErpError as error:
        return refusal(error)
    return Response(status_code=201 if is_new else 204)


@router.delete(
    _FILE,
    summary="Take a file away",
    responses={204: {"description": "The file is gone"}, **refusals(400, 401, 404, 503)},
    openapi_extra=told("company", "folder", "name"),
)
async def delete_file(request: Request) -> Response:
    """Delete a file, as a partner does who has fetched it."""
    try:
        company, place = _company(request), _place(request)
        if company.store.files.pop(place, None) is None:
            raise FileNotFoundInFolderError(f"There is no file '{place[1]}' in folder {place[0]}.")
    except LegacyErpError as error:
        return refusal(error)
    return Response(status_code=204)


def _company(request: Request) -> Company:
    return admitted(request, erp_of(request), headers_of(request))


def _place(request: Request) -> tuple[str, str]:
    return checked(request.path_params["folder"], request.path_params["name"])
