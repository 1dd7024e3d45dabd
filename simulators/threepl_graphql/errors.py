"""What the fulfilment house refuses, each with the code its API puts beside the message.

Refusals stand inside HTTP 200, in `errors`, as long as the query itself can be carried out.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class FulfilmentError(Exception):
    """The root of what this product refuses; `facts` are further fields of the error."""

    code: ClassVar[int] = 1
    facts: Mapping[str, Any]

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class InvalidValueError(FulfilmentError):
    """A field does not hold what it must: the message names it."""

    code = 4


class NotFoundError(FulfilmentError):
    """There is nothing with that id, number or SKU in this account."""

    code = 5


class AlreadyExistsError(FulfilmentError):
    """There is one with that number or name already."""

    code = 8


class NotEnoughInventoryError(FulfilmentError):
    """The warehouse does not have that much of it to give."""

    code = 9


class InvalidStatusError(FulfilmentError):
    """What is asked cannot be done any more, or not yet; `status` says where it stands."""

    code = 10


class NotEnoughCreditsError(FulfilmentError):
    """The account cannot pay for the operation now; in `wait_s` it can."""

    code = 30


class QueryRefusedError(Exception):
    """The query cannot be carried out at all: it is malformed, or too large to be looked at.

    `found` holds everything that is wrong with it, where that is more than the message or has a place.
    """

    def __init__(self, message: str, found: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.found = found or ({"message": message},)


class MutationByGetError(Exception):
    """A mutation stands in an address; GET changes nothing."""


class MediaTypeError(Exception):
    """The body is said to be something other than JSON."""


class NotPersistedError(Exception):
    """The query is named by its hash alone, and none are kept: the client will send it whole."""


class UnauthorizedError(Exception):
    """No access token, or one that is unknown or has expired; `code` is the word the product uses."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
