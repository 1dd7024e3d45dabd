"""The opaque Key of a record: which table, which record, which version of it."""

from base64 import b64decode
from binascii import Error, b2a_base64

from simulators.legacy_erp.errors import InvalidKeyError

CUSTOMER_TABLE, ITEM_TABLE, PRICE_TABLE = 18, 27, 7002
ORDER_TABLE, ORDER_LINE_TABLE, SHIPMENT_TABLE, INVOICE_TABLE = 36, 37, 110, 112


def seal(table: int, number: str, version: int) -> str:
    """Make the Key that callers hand back but do not read."""
    return b2a_base64(f"{table};{number};{version}".encode(), newline=False).decode()


def unseal(page: str, table: int, key: str) -> tuple[str, int]:
    """Give the record's number and the version that the caller has seen.

    Raises:
        InvalidKeyError: this Key was never given out for that table.
    """
    try:
        text = b64decode(key.strip(), validate=True).decode()
        owner, number, version = text.split(";", 1)[0], *text.split(";", 1)[1].rsplit(";", 1)
        if int(owner) != table or seal(table, number, int(version)) != key.strip():
            raise InvalidKeyError(page)
        return number, int(version)
    except (Error, ValueError, IndexError):
        raise InvalidKeyError(page) from None
