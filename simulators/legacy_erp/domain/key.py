"""The opaque Key of a record (which table, which record, which version) and its version-less record id."""

from base64 import b64decode
from binascii import Error, b2a_base64

from simulators.legacy_erp.errors import InvalidKeyError

LOCATION_TABLE, CUSTOMER_TABLE, VENDOR_TABLE, ITEM_TABLE = 14, 18, 23, 27
LEDGER_TABLE, INVENTORY_TABLE, PRICE_TABLE = 32, 5700, 7002
ORDER_TABLE, PURCHASE_TABLE, RETURN_TABLE = 36, 38, 6660
SHIPMENT_TABLE, INVOICE_TABLE, CREDIT_MEMO_TABLE, RECEIPT_TABLE = 110, 112, 114, 120
PURCHASE_INVOICE_TABLE = 122


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


def unseal_line(page: str, table: int, key: str) -> tuple[str, int, int]:
    """Give the number, the version and the line of a line's Key: its document's Key, a point, the line.

    Raises:
        InvalidKeyError: this Key was never given out for a line of that table.
    """
    document, _, line_no = key.strip().rpartition(".")
    if not (line_no.isascii() and line_no.isdecimal() and len(line_no) <= 9):
        raise InvalidKeyError(page)
    return *unseal(page, table, document), int(line_no)


def record_id(title: str, number: str) -> str:
    """Give the id of a record that stays the same however often it changes."""
    return f"{title}: {number}"


def read_record_id(page: str, title: str, text: str) -> str:
    """Give the number in a record id.

    Raises:
        InvalidKeyError: it is an id of another table, or none.
    """
    if not text.startswith(f"{title}: "):
        raise InvalidKeyError(page)
    return text[len(title) + 2 :]
