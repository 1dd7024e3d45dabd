"""What the warehouse refuses, each with the status and the code its API answers."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class WmsError(Exception):
    """The root of what this product refuses; `details` names the rows or articles concerned."""

    status: ClassVar[int] = 400
    code: str = "UNEXPECTED"

    def __init__(self, message: str, details: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidRequestError(WmsError):
    """The request cannot be read: the message names what and where."""

    code = "INVALID_REQUEST"


class NotAnIntegerError(InvalidRequestError):
    """A number that is whole and was written with a fraction: 1.0 is not 1 to this product."""

    code = "NOT_AN_INTEGER"


class RowTwiceError(WmsError):
    """A document names a row twice."""

    code = "ROW_TWICE"


class UnknownArticleError(WmsError):
    """An article number that is not in this warehouse's register."""

    code = "UNKNOWN_ARTICLE"


class UnknownRowError(WmsError):
    """A row, or a stock item, that the document it belongs to does not have."""

    code = "UNKNOWN_ROW"


class InvalidApiKeyError(WmsError):
    """No key, or not the goods owner's."""

    status = 401
    code = "INVALID_API_KEY"


class NotFoundError(WmsError):
    """There is no such record."""

    status = 404

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"there is no {kind.replace('_', ' ')} {str(key)[:40]!r}")
        self.code = f"{kind.upper()}_NOT_FOUND"


class ConflictError(WmsError):
    """Stock or status does not allow it."""

    status = 409


class InsufficientStockError(ConflictError):
    """Available stock does not cover the whole order; nothing has been allocated."""

    code = "INSUFFICIENT_STOCK"


class OrderAlreadyReleasedError(ConflictError):
    """The order has been released before, or has even left."""

    code = "ORDER_ALREADY_RELEASED"


class OrderAlreadyPickedError(ConflictError):
    """Goods have been taken from their shelves, so the order can no longer be cancelled."""

    code = "ORDER_ALREADY_PICKED"


class OrderAlreadyCancelledError(ConflictError):
    """The order has been cancelled before."""

    code = "ORDER_ALREADY_CANCELLED"


class OrderNotReleasedError(ConflictError):
    """The order does not stand where a wave or a picker could take it."""

    code = "ORDER_NOT_RELEASED"


class OrderNotPickedError(ConflictError):
    """Goods must be picked before they are packed, and packed before they leave."""

    code = "ORDER_NOT_PICKED"


class OrderNotShippedError(ConflictError):
    """Only what has left can come back."""

    code = "ORDER_NOT_SHIPPED"


class QuantityExceededError(ConflictError):
    """More than there is: picked than allocated, packed than picked, received than announced."""

    code = "QUANTITY_EXCEEDED"


class GoodsUnpackedError(ConflictError):
    """Some of the goods lie in no carton yet."""

    code = "GOODS_UNPACKED"


class WaveAlreadyReleasedError(ConflictError):
    """The pickers are on their way already."""

    code = "WAVE_ALREADY_RELEASED"


class DocumentClosedError(ConflictError):
    """The delivery, return or count has come to its end."""

    code = "DOCUMENT_CLOSED"


class CountIncompleteError(ConflictError):
    """A count is approved when every line of it has been counted."""

    code = "COUNT_INCOMPLETE"


class PreconditionFailedError(WmsError):
    """Somebody has changed the record since it was read."""

    status = 412
    code = "PRECONDITION_FAILED"


class RequestTooLargeError(WmsError):
    """The body is larger than this product takes."""

    status = 413
    code = "REQUEST_TOO_LARGE"


class PreconditionRequiredError(WmsError):
    """A change must say, by If-Match, which version it is a change of."""

    status = 428
    code = "PRECONDITION_REQUIRED"
