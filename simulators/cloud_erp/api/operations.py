"""The parts that operations of the OpenAPI document are made of: options, bodies, answers, links."""

from typing import Any

from simulators.cloud_erp.schemas.described import ONE_LINE, text_filter
from simulators.cloud_erp.schemas.entity import EntitySet
from simulators.cloud_erp.service.access import COMPANY_ID

Schema = dict[str, Any]
Answers = dict[int | str, dict[str, Any]]
SOME_SET = f"companies({COMPANY_ID})/items"
MATCH = '^(\\*|(W/)?"[^"]*")$'
COUNT_MAX = 10**9 - 1
_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
    },
}
_NATIVE = {"application/json": {"schema": _ERROR}}
REFUSALS: Answers = {
    400: {"description": "What was asked cannot be done or cannot be read.", "content": _NATIVE},
    401: {"description": "No valid bearer token.", "content": _NATIVE},
    404: {"description": "No such environment, company, entity set or record.", "content": _NATIVE},
    413: {"description": "The body is too large, or more rows are asked for than go.", "content": _NATIVE},
    429: {"description": "The quota is used up; there is no Retry-After.", "content": _NATIVE},
    503: {"description": "Being updated, or too busy; Retry-After says until when.", "content": _NATIVE},
}
CHANGED: Answers = {409: {"description": "The record has changed since it was read.", "content": _NATIVE}}


def operation(
    summary: str,
    answers: Answers,
    *,
    body: Schema | None = None,
    needs_body: bool = True,
    parameters: list[Schema] | None = None,
    operation_id: str = "",
) -> Schema:
    """Describe one operation; every refusal that any may meet is added to its answers."""
    described: Schema = {"summary": summary, "responses": _by_text({**answers, **REFUSALS})}
    if operation_id:
        described["operationId"] = operation_id
    if parameters:
        described["parameters"] = parameters
    if body is not None:
        content = {"application/json": {"schema": body}}
        described["requestBody"] = {"required": needs_body, "content": content}
    return described


def answer_of(schema: Schema) -> Schema:
    """Describe an answer in JSON."""
    return {"description": "Done.", "content": {"application/json": {"schema": schema}}}


def record_of(entry: EntitySet) -> Schema:
    """Describe an answer with one record."""
    return answer_of({"$ref": f"#/components/schemas/{entry.type_name}"})


def page_of(entry: EntitySet) -> Schema:
    """Describe an answer with one page of an entity set."""
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{entry.type_name}"}}
    return answer_of(
        {
            "type": "object",
            "required": ["@odata.context", "value"],
            "properties": {
                "@odata.context": {"type": "string"},
                "@odata.count": {"type": "integer"},
                "@odata.nextLink": {"type": "string"},
                "@odata.deltaLink": {"type": "string"},
                "value": rows,
            },
        }
    )


def shape_options(entry: EntitySet) -> list[Schema]:
    """Describe the options that say how a record is written."""
    options = [_listed("$select", [each.name for each in entry.properties])]
    if entry.navigations:
        options.append(_listed("$expand", [each.name for each in entry.navigations]))
    return [*options, _option("$schemaversion", {"enum": ["1.0", "2.0", "2.1"]})]


def list_options(entry: EntitySet) -> list[Schema]:
    """Describe the options that say which records are given, in which order and how many at a time."""
    orders = [f"{each.name}{direction}" for each in entry.properties for direction in ("", " asc", " desc")]
    return [
        *shape_options(entry),
        _option("$filter", text_filter(entry)),
        _listed("$orderby", orders),
        _option("$top", {"type": "integer", "minimum": 0, "maximum": COUNT_MAX}),
        _option("$skip", {"type": "integer", "minimum": 0, "maximum": COUNT_MAX}),
        _option("$count", {"type": "boolean"}),
        # The header Prefer is not among them: it takes anything, and what it does not know it leaves.
    ]


def if_match() -> Schema:
    """Describe the header without which nothing is changed."""
    return {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "pattern": MATCH},
    }


def links_from(entry: EntitySet) -> Schema:
    """Describe what can be done with a record that has just been entered."""
    here = {"id": "$response.body#/id"}
    links: Schema = {"read": {"operationId": f"read-{entry.name}", "parameters": here}}
    for verb, may in (("change", entry.can_change), ("delete", entry.can_delete)):
        if may:
            links[verb] = {
                "operationId": f"{verb}-{entry.name}",
                "parameters": {**here, "If-Match": "*"},
            }
    for action in entry.actions:
        links[action.name] = {"operationId": f"{action.name}-{entry.name}", "parameters": here}
    return links


def text_object(**longest: int) -> Schema:
    """Describe an object of texts, none of which must be given."""
    return {
        "type": "object",
        "properties": {
            name: {"type": ["string", "null"], "maxLength": length, "pattern": ONE_LINE}
            for name, length in longest.items()
        },
        "patternProperties": {"@": {}},
        "additionalProperties": False,
    }


def batch_body() -> Schema:
    """Describe a batch: what the calls in it may be stands in the rest of the document."""
    call = {
        "type": "object",
        "required": ["id", "method", "url"],
        "properties": {
            "id": {"type": "string", "maxLength": 100, "pattern": ONE_LINE},
            "method": {"enum": ["GET", "POST", "PATCH", "DELETE"]},
            "url": {"type": "string", "maxLength": 4000, "pattern": ONE_LINE, "examples": [SOME_SET]},
            "headers": {"type": ["object", "null"], "additionalProperties": {"type": "string"}},
            "atomicityGroup": {"type": ["string", "null"], "maxLength": 100, "pattern": ONE_LINE},
            "dependsOn": {"type": ["array", "null"], "items": {"type": "string"}},
            "body": {"type": ["object", "null"]},
        },
    }
    requests = {"type": "array", "items": call, "maxItems": 100}
    return {"type": "object", "required": ["requests"], "properties": {"requests": requests}}


def _by_text(answers: Answers) -> Schema:
    return {str(status): answer for status, answer in answers.items()}


def _option(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def _listed(name: str, words: list[str]) -> Schema:
    schema = {"type": "array", "items": {"enum": words}, "minItems": 1}
    return {"name": name, "in": "query", "schema": schema, "style": "form", "explode": False}
