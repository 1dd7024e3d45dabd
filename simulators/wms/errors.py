"""What the warehouse refuses, each with the code its API answers."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class WmsError(Exception):
    """The root of what this product refuses; `details` names the rows or articles concerned."""

    code: ClassVar[str] = "UNEXPECTED"

    def __init__(self, message: str, details: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidRequestError(WmsError):
    """The request cannot be read: the message names what and where."""

    code = "INVALID_REQUEST"


class RequestTooLargeError(WmsError):
    """The body is larger than this product takes."""

    code = "REQUEST_TOO_LARGE"


class InvalidApiKeyError(WmsError):
    """No key, or not the goods owner's."""

    code = "INVALID_API_KEY"


class UnknownArticleError(WmsError):
    """An article number that is not in this warehouse's register."""

    code = "UNKNOWN_ARTICLE"


class OrderNotFoundError(WmsError):
    """There is no order with that id."""

    code = "ORDER_NOT_FOUND"


class SubscriptionNotFoundError(WmsError):
    """There is no webhook subscription with that id."""

    code = "SUBSCRIPTION_NOT_FOUND"


class InsufficientStockError(WmsError):
    """Available stock does not cover the whole order; nothing has been allocated."""

    code = "INSUFFICIENT_STOCK"


class OrderAlreadyReleasedError(WmsError):
    """The order has been released before, or has even left."""

    code = "ORDER_ALREADY_RELEASED"


class OrderAlreadyPickedError(WmsError):
    """The goods have been taken from their shelves, so the order can no longer be cancelled."""

    code = "ORDER_ALREADY_PICKED"


class OrderAlreadyCancelledError(WmsError):
    """The order has been cancelled before."""

    code = "ORDER_ALREADY_CANCELLED"
