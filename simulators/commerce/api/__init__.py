"""The shop's REST routes, under every beginning that a path may have."""

from functools import cache

from fastapi import FastAPI, Response
from starlette.exceptions import HTTPException

from simulators.chassis.native import native_app
from simulators.commerce.api.answering import endpoint, no_route, refused
from simulators.commerce.api.asking import OBJECT, Route
from simulators.commerce.api.document import (
    answers_described,
    body_described,
    complete,
    described,
    refusals_of,
)
from simulators.commerce.api.handed_over import (
    LATER_METHODS,
    MANY_LATER,
    ONE_LATER,
    OTHERWISE,
    many_later,
    one_later,
    otherwise,
)
from simulators.commerce.api.table import ROUTES
from simulators.commerce.domain.access import BUYER_PASSWORD, INTEGRATION_TOKEN
from simulators.commerce.domain.signing import CONSUMER_KEY, CONSUMER_SECRET, TOKEN_SECRET
from simulators.commerce.errors import CommerceError

DESCRIPTION = f"""All but signing in takes a bearer token: one of the integration user, or of a buyer.

The buyers of the seed sign in as `buyer-N@example.com`, N the number of their company, with the password
`{BUYER_PASSWORD}`. An integration that is activated already has the token `{INTEGRATION_TOKEN}`; it may as
well sign its calls (OAuth 1.0a, HMAC-SHA256 or -SHA1) with that access token, the token secret
`{TOKEN_SECRET}`, the consumer key `{CONSUMER_KEY}` and the consumer secret `{CONSUMER_SECRET}`.
Paths may also begin with `/rest/all/V1`, `/rest/default/V1` or, as in the cloud edition, with `/V1`."""
METHODS = ("GET", "POST", "PUT", "DELETE")


@cache
def create_api() -> FastAPI:
    """Make the routes, once for all worlds; they hold no state, the service comes with each request."""
    title = "Commerce: a B2B shop in the shape of Adobe Commerce"
    app = native_app(title, "2.4.9", description=DESCRIPTION)
    for route in ROUTES:
        _add(app, route)
    _add_later(app)
    for path in OTHERWISE:
        app.add_api_route(path, otherwise, methods=list(METHODS), include_in_schema=False)
    complete(app, ROUTES)
    app.add_exception_handler(CommerceError, refused)
    app.add_exception_handler(HTTPException, no_route)
    return app


def _add(app: FastAPI, route: Route) -> None:
    app.add_api_route(
        "/rest/V1" + route.path,
        endpoint(route),
        methods=[route.method],
        summary=route.summary,
        name=route.summary,
        response_class=Response,
        responses=answers_described(200, route.gives, refusals_of(route)),
        openapi_extra=described(route),
    )


def _add_later(app: FastAPI) -> None:
    """Add the routes that take calls for later, the many before the one: their paths begin alike."""
    an_object = {"type": "object"}
    many = {"type": "array", "items": an_object, "minItems": 1, "maxItems": 1000}
    for paths, serve, schema in ((MANY_LATER, many_later, many), (ONE_LATER, one_later, an_object)):
        for path in paths:
            for method in LATER_METHODS:
                app.add_api_route(
                    path,
                    serve,
                    methods=[method],
                    summary=(serve.__doc__ or "").partition("\n")[0].partition(";")[0].rstrip("."),
                    status_code=202,
                    response_class=Response,
                    responses=answers_described(202, OBJECT, (400, 401, 404, 413)),
                    openapi_extra={
                        "parameters": [
                            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                            for name in ("store_code", "resource")
                            if "{" + name in path
                        ],
                        "requestBody": body_described(schema),
                    },
                )
