"""How the warehouse refuses, and what its paths look like, for its own document."""

from collections.abc import Mapping
from typing import Any

from simulators.chassis.describing import Manner
from simulators.wms.schemas.described.base import Refusal

REFUSALS = {
    400: "The request cannot be read, or names an unknown article or row",
    401: "The API key is missing or wrong",
    404: "There is no such record",
    409: "Stock or status does not allow it",
    412: "Somebody has changed the record since it was read",
    413: "The body is too large",
    428: "If-Match is missing",
}


def _in_path(name: str) -> Mapping[str, Any]:
    if name.endswith("_id"):
        return {"type": "integer", "minimum": 1}
    return {"type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[!-.0-~]+$"}


SIGN_IN = {"type": "apiKey", "in": "header", "name": "x-api-key"}
MANNER = Manner(Refusal, REFUSALS, SIGN_IN, everywhere=(401,), in_path=_in_path, has_verbs=False)
