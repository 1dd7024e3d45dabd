"""What becomes of text that the database cannot hold."""

import re

from simulators.legacy_erp.errors import FieldValidationError

DESCRIPTION_LENGTH, NAME_LENGTH, CODE_LENGTH, REFERENCE_LENGTH = 30, 50, 20, 35
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_./-]{0,19}")


def fit(text: str, length: int) -> str:
    """Store `text` the way the product does: CP1252 with `?` for the rest, cut without a word."""
    if not text.isascii():
        text = text.encode("cp1252", "replace").decode("cp1252")
    if not text.isprintable():
        text = "".join(c if c >= " " and c != "\x7f" else "?" for c in text)
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


def code(field: str, text: str) -> str:
    """Take a code the way the product does: in capitals, of letters, digits and plain punctuation.

    Raises:
        FieldValidationError: it is empty, too long or of other characters.
    """
    capitals = text.strip().upper()
    if not _CODE.fullmatch(capitals):
        raise FieldValidationError(
            field, f"'{text}' is no code of 1 to {CODE_LENGTH} letters, digits and -_/."
        )
    return capitals


def misread(text: str) -> str:
    """Give what is left of UTF-8 that somebody read as CP1252."""
    return text.encode().decode("cp1252", "replace").replace("\ufffd", "?")
