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
from simulators.legacy_erp.domain.files import FOLDERS, IN, checked
from simulators.legacy_erp.errors import LegacyErpError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.inbox import drop

router = APIRouter(route_class=NativeRoute)
_FOLDER, _FILE = "/files/{company}/{folder}", "/files/{company}/{folder}/{name}"
_FAULT: dict[str, Any] = {"text/xml": {"schema": {"type": "string"}}}
_BYTES: dict[str, Any] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "A fault: no such folder, or no file may be called so", "content": _FAULT},
    401: {"description": "A fault: not signed in", "content": _FAULT},
    404: {"description": "A fault: no such company or file", "content": _FAULT},
    503: {"description": "A fault: the nightly batch is running", "content": _FAULT},
}
_CLOSED: dict[int | str, dict[str, Any]] = {
    403: {"description": "A fault: only the system writes here", "content": _FAULT},
    413: {"description": "A fault: the file is too large", "content": _FAULT},
}
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


def _told(*names: str, body: bool = False) -> dict[str, Any]:
    """Describe path and content for the OpenAPI document: the routes read them by hand, for speed."""
    shapes: dict[str, dict[str, Any]] = {"folder": {"enum": list(FOLDERS)}}
    path = [
        {"name": n, "in": "path", "required": True, "schema": {"type": "string", **shapes.get(n, {})}}
        for n in names
    ]
    content = {"requestBody": {"required": True, "content": _BYTES}} if body else {}
    return {"parameters": path, **content}


@router.get(
    _FOLDER,
    summary="List a folder",
    responses={200: {"description": "What lies in it, by name", "content": _LISTED}, **_REFUSALS},
    openapi_extra=_told("company", "folder"),
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
    responses={200: {"description": "What stands in it", "content": _BYTES}, **_REFUSALS},
    openapi_extra=_told("company", "folder", "name"),
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
        **_REFUSALS,
        **_CLOSED,
    },
    openapi_extra=_told("company", "folder", "name", body=True),
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
    responses={204: {"description": "The file is gone"}, **_REFUSALS},
    openapi_extra=_told("company", "folder", "name"),
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
