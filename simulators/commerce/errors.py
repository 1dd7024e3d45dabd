"""What the shop says no with: a message with named placeholders, and the words that fill them."""


class CommerceError(Exception):
    """The root of the shop's refusals.

    The native body keeps the placeholders (`%field`) and their values apart; whoever shows the text to a
    person has to put them together.
    """

    def __init__(self, message: str, **parameters: object) -> None:
        super().__init__(message)
        self.message = message
        self.parameters = {name: str(value)[:200] for name, value in parameters.items()}


class InvalidInputError(CommerceError):
    """What was sent cannot be understood, or cannot be done to this record."""


class NoSuchEntityError(CommerceError):
    """No record stands under that key."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__("There is no %kind with the key %key.", kind=kind, key=key)


class NotSignedInError(CommerceError):
    """No valid bearer token, or the wrong user name and password."""


class TooLargeError(CommerceError):
    """The body is larger than the shop reads."""
