"""The OpenAPI document: one path for each thing that the routes, which serve all sets alike, can be asked."""

from functools import lru_cache
from typing import TYPE_CHECKING

from simulators.cloud_erp.api.operations import (
    CHANGED,
    Answers,
    Schema,
    answer_of,
    batch_body,
    if_match,
    links_from,
    list_options,
    operation,
    page_of,
    record_of,
    shape_options,
    text_object,
)
from simulators.cloud_erp.schemas.catalogue import CURRENT, EDITIONS, Edition
from simulators.cloud_erp.schemas.described import answered, changed, entered, parameters
from simulators.cloud_erp.schemas.entity import EntitySet
from simulators.cloud_erp.service.access import COMPANY_ID, TENANT

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = "/v2.0/{tenant}/{environment}/api/v2.0"
COMPANY = ROOT + "/companies({company})"
DOCUMENT_ID = "^[1-9a-f][0-9a-f]{7}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
GONE: Answers = {204: {"description": "It is gone."}, **CHANGED}


def openapi() -> Schema:
    """Give the document of the current release wave."""
    return described(CURRENT)


@lru_cache(maxsize=len(EDITIONS))
def described(edition: Edition) -> Schema:
    """Write the document of one release wave; it never changes while the program runs."""
    paths: dict[str, Schema] = {}
    for entry in edition.sets.values():
        if entry.name != "companies":
            _set(paths, edition, entry)
            _neighbours(paths, edition, entry)
            _actions(paths, edition, entry)
    paths |= _about(edition) | _subscriptions()
    for path, operations in paths.items():
        operations["parameters"] = [_within(edition, name) for name in _names(path)]
    paths["/{tenant}/oauth2/v2.0/token"] = _sign_in(edition)
    types = {entry.type_name: answered(edition, entry) for entry in edition.sets.values()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Cloud ERP API", "version": edition.wave.version},
        "paths": paths,
        "security": [{"token": []}],
        "components": {
            "schemas": types,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _names(path: str) -> list[str]:
    return [name for name in ("tenant", "environment", "company", "id", "key") if f"{{{name}}}" in path]


def _within(edition: Edition, name: str) -> Schema:
    schemas: Mapping[str, Schema] = {
        "tenant": {"type": "string", "enum": [TENANT]},
        "environment": {"type": "string", "enum": [edition.wave.environment]},
        "company": {"type": "string", "enum": [COMPANY_ID]},
        "id": {"type": "string", "format": "uuid"},
        "key": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    }
    return {"name": name, "in": "path", "required": True, "schema": schemas[name]}


def _set(paths: dict[str, Schema], edition: Edition, entry: EntitySet) -> None:
    """Describe an entity set and its records."""
    name, record = entry.name, record_of(entry)
    listed = {
        "get": operation(f"Read {name}, page by page", {200: page_of(entry)}, parameters=list_options(entry))
    }
    one = {
        "get": operation(
            f"Read one of {name}", {200: record}, parameters=shape_options(entry), operation_id=f"read-{name}"
        )
    }
    if entry.can_insert:
        answers: Answers = {201: {**record, "links": links_from(entry)}}
        body = entered(edition, entry)
        if "documentId" in body["properties"]:
            body["required"] = [*body["required"], "documentId"]
            body["properties"]["documentId"] = {"type": "string", "pattern": DOCUMENT_ID}
        listed["post"] = operation(f"Enter one of {name}", answers, body=body)
    if entry.can_change:
        one["patch"] = operation(
            f"Change one of {name}",
            {200: record, **CHANGED},
            body=changed(entry),
            needs_body=False,
            parameters=[if_match()],
            operation_id=f"change-{name}",
        )
    if entry.can_delete:
        one["delete"] = operation(
            f"Delete one of {name}", GONE, parameters=[if_match()], operation_id=f"delete-{name}"
        )
    paths[f"{COMPANY}/{name}"] = listed
    paths[f"{COMPANY}/{name}({{id}})"] = one


def _neighbours(paths: dict[str, Schema], edition: Edition, entry: EntitySet) -> None:
    """Describe what the records of a set lead to."""
    for way in entry.navigations:
        target = edition.sets[way.target]
        summary = f"Read the {way.name} of one of {entry.name}"
        if way.is_collection:
            read = operation(summary, {200: page_of(target)}, parameters=shape_options(target))
        else:
            none = {"description": "It leads to none."}
            read = operation(summary, {200: record_of(target), 204: none}, parameters=shape_options(target))
        operations = {"get": read}
        if way.name == entry.lines and entry.can_insert:
            operations["post"] = operation(
                f"Enter one of the {way.name}", {201: record_of(target)}, body=entered(edition, target)
            )
        paths[f"{COMPANY}/{entry.name}({{id}})/{way.name}"] = operations


def _actions(paths: dict[str, Schema], edition: Edition, entry: EntitySet) -> None:
    """Describe what can be done to the records of a set."""
    for action in entry.actions:
        done: Answers = {204: {"description": "Done."}}
        if action.returned:
            done = {200: record_of(edition.sets[action.returned])}
        body = parameters(action.parameters)
        if action.name == "amend":
            body["required"] = ["lines"]
            body["properties"]["lines"]["type"] = "array"
        paths[f"{COMPANY}/{entry.name}({{id}})/Microsoft.NAV.{action.name}"] = {
            "post": operation(
                f"{action.name} one of {entry.name}",
                done,
                body=body,
                needs_body=action.name == "amend",
                operation_id=f"{action.name}-{entry.name}",
            )
        }


def _about(edition: Edition) -> dict[str, Schema]:
    listed = answer_of({"type": "object", "required": ["@odata.context", "value"]})
    metadata = {"description": "The metadata, as CSDL.", "content": {"application/xml": {}}}
    company = edition.sets["companies"]
    answers = answer_of({"type": "object", "required": ["responses"]})
    return {
        COMPANY: {"get": operation("Read the company", {200: record_of(company)})},
        f"{COMPANY}/": {"get": operation("Name the entity sets of the company", {200: listed})},
        f"{COMPANY}/$metadata": {"get": operation("Read the metadata", {200: metadata})},
        ROOT: {"get": operation("Name the entity sets", {200: listed})},
        f"{ROOT}/$metadata": {"get": operation("Read the metadata", {200: metadata})},
        f"{ROOT}/companies": {"get": operation("Read the companies", {200: page_of(company)})},
        f"{ROOT}/$batch": {"post": operation("Send several calls in one", {200: answers}, body=batch_body())},
    }


def _subscriptions() -> dict[str, Schema]:
    listed = answer_of({"type": "object", "required": ["@odata.context", "value"]})
    one = answer_of({"type": "object", "required": ["subscriptionId", "expirationDateTime"]})
    body = text_object(clientState=2048)
    wanted = text_object(clientState=2048, notificationUrl=2048, resource=2048)
    wanted["required"] = ["notificationUrl", "resource"]
    wanted["properties"]["notificationUrl"] = {
        "type": "string",
        "pattern": "^https?://[a-z]{1,20}/[a-z]{0,9}$",
    }
    wanted["properties"]["resource"] = {
        "type": "string",
        "pattern": f"^/api/v2\\.0/companies\\({COMPANY_ID}\\)/(customers|items|salesOrders|salesInvoices)$",
    }
    return {
        f"{ROOT}/subscriptions": {
            "get": operation("List subscriptions", {200: listed}),
            "post": operation("Ask to be told of changes", {201: one}, body=wanted),
        },
        f"{ROOT}/subscriptions({{key}})": {
            "get": operation("Read a subscription", {200: one}),
            "patch": operation(
                "Let a subscription live three days more",
                {200: one, **CHANGED},
                body=body,
                needs_body=False,
                parameters=[if_match()],
            ),
            "delete": operation("End a subscription", GONE, parameters=[if_match()]),
        },
    }


def _sign_in(edition: Edition) -> Schema:
    fields = {name: {"type": "string", "minLength": 1} for name in ("client_id", "client_secret", "scope")}
    form = {
        "type": "object",
        "required": ["grant_type", *fields],
        "properties": {"grant_type": {"enum": ["client_credentials"]}, **fields},
    }
    granted = {"type": "object", "required": ["token_type", "expires_in", "access_token"]}
    refused = answer_of({"type": "object", "required": ["error", "error_description"]})
    return {
        "parameters": [_within(edition, "tenant")],
        "post": {
            "summary": "Sign in with client credentials",
            "security": [],
            "requestBody": {
                "required": True,
                "content": {"application/x-www-form-urlencoded": {"schema": form}},
            },
            "responses": {
                "200": answer_of(granted),
                "400": refused,
                "401": refused,
                "413": refused,
            },
        },
    }
