"""What becomes of text that the database cannot hold."""

from simulators.legacy_erp.errors import FieldValidationError

DESCRIPTION_LENGTH, NAME_LENGTH, CODE_LENGTH, REFERENCE_LENGTH = 30, 50, 20, 35


def fit(text: str, length: int) -> str:
    """Store `text` the way the product does: CP1252 with `?` for the rest, cut without a word."""
    if not text.isascii():
        text = text.encode("cp1252", "replace").decode("cp1252")
    if not text.isprintable():
        text = "".join(c if c >= " " else "?" for c in text)
    return text[:length]


def reference(field: str, text: str, length: int = REFERENCE_LENGTH) -> str:
    """Take a value by which records are found again: it is refused rather than altered.

    Raises:
        FieldValidationError: it is too long or has characters outside CP1252.
    """
    if len(text) > length:
        raise FieldValidationError(field, f"'{text}' has {len(text)} characters, the field holds {length}")
    if fit(text, length) != text:
        raise FieldValidationError(field, f"'{text}' has characters outside code page 1252")
    return text
