"""What the provider refuses, each with the status and the code its API answers."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class ThreePlError(Exception):
    """The root of what this product refuses; `errors` names the fields or inventory concerned."""

    code: str = "unexpected"
    status: ClassVar[int] = 422

    def __init__(self, message: str, errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors


class MalformedRequestError(ThreePlError):
    """The body is not JSON."""

    code = "malformed_request"
    status = 400


class UnauthorizedError(ThreePlError):
    """No personal access token, or an unknown one."""

    code = "unauthorized"
    status = 401


class NotFoundError(ThreePlError):
    """There is no record of that kind with that id."""

    status = 404

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"there is no {kind} {str(key)[:40]}")
        self.code = f"{kind}_not_found"


class RequestTooLargeError(ThreePlError):
    """The body is larger than this product takes."""

    code = "request_too_large"
    status = 413


class ValidationFailedError(ThreePlError):
    """A field does not hold what it must: the message names it."""

    code = "validation_failed"


class InvalidCursorError(ThreePlError):
    """A cursor is none of ours: what one means is nobody's business."""

    code = "invalid_cursor"


class UnknownLocationError(ThreePlError):
    """A building is named that is none of the client's."""

    code = "unknown_location"


class UnknownInventoryError(ThreePlError):
    """Something is named that the client does not store here."""

    code = "unknown_inventory"


class DuplicateError(ThreePlError):
    """The same number was given to something before; or it stands twice in one document."""

    code = "duplicate_reference_id"


class RateLimitedError(ThreePlError):
    """The token has used up its calls; after `retry_after_s` one is free again."""

    code = "rate_limited"
    status = 429

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class InsufficientInventoryError(ThreePlError):
    """Fulfillable inventory does not cover the whole order, and nothing was changed."""

    code = "insufficient_inventory"


class OrderAlreadyReleasedError(ThreePlError):
    """The order is no longer on hold."""

    code = "order_already_released"


class OrderAlreadyPickedError(ThreePlError):
    """The shipment has been picked, so nothing about it can be changed any more."""

    code = "order_already_picked"


class OrderAlreadyCancelledError(ThreePlError):
    """The order has been cancelled before."""

    code = "order_already_cancelled"


class OrderNotShippedError(ThreePlError):
    """Nothing has left of it that could come back."""

    code = "order_not_shipped"


class StatusDoesNotAllowError(ThreePlError):
    """It is too late for that, or too early."""

    code = "status_does_not_allow"
