"""What the shop says no with: a message with named placeholders, and the words that fill them."""

from collections.abc import Sequence


class CommerceError(Exception):
    """The root of the shop's refusals.

    The native body keeps the placeholders (`%fieldName`) and their values apart; whoever shows the text to
    a person has to put them together. `code` is the product's own: 0 says that the request does not fit
    the document, 1 that it fits and still cannot be done.
    """

    status = 400
    code = 0

    def __init__(self, message: str, **parameters: object) -> None:
        super().__init__(message)
        self.message = message
        self.parameters = {name: str(value)[:200] for name, value in parameters.items()}


class InvalidInputError(CommerceError):
    """What was sent does not look as it must; `others` are further faults found in the same request."""

    others: Sequence["InvalidInputError"] = ()


class StateError(CommerceError):
    """What was sent is understood, and cannot be done to these records as they stand."""

    code = 1


class NoSuchEntityError(CommerceError):
    """No record stands under that key."""

    status = 404

    def __init__(self, field: str, value: object) -> None:
        super().__init__("Nothing has %fieldName = %fieldValue.", fieldName=field, fieldValue=value)


class NotSignedInError(CommerceError):
    """No valid bearer token, or the wrong user name and password."""

    status = 401


class NotAllowedError(CommerceError):
    """The caller is known, and may not do this; the product answers 401 here, never 403."""

    status = 401

    def __init__(self, resources: str) -> None:
        super().__init__("The caller may not use %resources.", resources=resources)


class TooLargeError(CommerceError):
    """The body is larger than the shop reads."""

    status = 413
