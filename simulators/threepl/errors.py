"""What the provider refuses, each with the code its API answers."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class ThreePlError(Exception):
    """The root of what this product refuses; `errors` names the fields or inventory concerned."""

    code: ClassVar[str] = "unexpected"

    def __init__(self, message: str, errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors


class MalformedRequestError(ThreePlError):
    """The body is not JSON."""

    code = "malformed_request"


class ValidationFailedError(ThreePlError):
    """A field does not hold what it must: the message names it."""

    code = "validation_failed"


class RequestTooLargeError(ThreePlError):
    """The body is larger than this product takes."""

    code = "request_too_large"


class UnauthorizedError(ThreePlError):
    """No personal access token, or an unknown one."""

    code = "unauthorized"


class RateLimitedError(ThreePlError):
    """The token has used up its calls; after `retry_after_s` one is free again."""

    code = "rate_limited"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class OrderNotFoundError(ThreePlError):
    """There is no order with that id."""

    code = "order_not_found"


class WebhookNotFoundError(ThreePlError):
    """There is no webhook subscription with that id."""

    code = "webhook_not_found"


class InsufficientInventoryError(ThreePlError):
    """Fulfillable inventory does not cover the whole order; the order was not created."""

    code = "insufficient_inventory"


class OrderAlreadyReleasedError(ThreePlError):
    """The order is no longer on hold."""

    code = "order_already_released"


class OrderAlreadyPickedError(ThreePlError):
    """The shipment has been picked, so the order can no longer be cancelled."""

    code = "order_already_picked"


class OrderAlreadyCancelledError(ThreePlError):
    """The order has been cancelled before."""

    code = "order_already_cancelled"
