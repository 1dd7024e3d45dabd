"""What this product refuses, and by which name of its own it says so."""

from decimal import Decimal


class LegacyErpError(Exception):
    """The root of this product's refusals; `code` is the exception type its faults name."""

    code = "Erp.Runtime.ApplicationException"


class MalformedRequestError(LegacyErpError):
    """The message is not one that the published description allows."""

    code = "Erp.Services.ServiceRequestException"


class RecordNotFoundError(LegacyErpError):
    """A write named a record that is not there."""

    code = "Erp.Runtime.RecordNotFoundException"

    def __init__(self, table: str, number: str) -> None:
        super().__init__(f"There is no {table} with number '{number}'.")


class RecordChangedError(LegacyErpError):
    """The caller's Key is older than the record."""

    code = "Erp.Runtime.RecordChangedException"

    def __init__(self, table: str, number: str) -> None:
        super().__init__(f"{table} '{number}' was modified by another user since you read it. Read it again.")


class InvalidKeyError(LegacyErpError):
    """A Key or bookmark that this product did not issue for this page."""

    code = "Erp.Runtime.InvalidKeyException"

    def __init__(self, page: str) -> None:
        super().__init__(f"The key is not one that page {page} has given out.")


class FilterError(LegacyErpError):
    """A filter on a field that is not there, or with criteria that cannot be read."""

    code = "Erp.Runtime.FilterException"


class FieldValidationError(LegacyErpError):
    """A field holds a value that its table does not take."""

    code = "Erp.Runtime.FieldValidationException"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"Field {field}: {reason}.")


class RecordExistsError(LegacyErpError):
    """A record under that number is there already."""

    code = "Erp.Runtime.RecordExistsException"

    def __init__(self, table: str, number: str) -> None:
        super().__init__(f"The {table} already exists. Identification fields and values: No.='{number}'.")


class RecordInUseError(LegacyErpError):
    """Other records still need the one that was to be deleted."""

    code = "Erp.Runtime.RecordInUseException"

    def __init__(self, table: str, number: str, users: str) -> None:
        super().__init__(f"You cannot delete {table} '{number}' because {users}.")


class NumberSeriesError(LegacyErpError):
    """A number series has no number left."""

    code = "Erp.Runtime.NumberSeriesException"

    def __init__(self, series: str) -> None:
        super().__init__(f"No new number can be taken from number series {series}: the last one is used.")


class LockTimeoutError(LegacyErpError):
    """Somebody else holds the table, and did not let go in time."""

    code = "Erp.Runtime.LockTimeoutException"

    def __init__(self, table: str, holder: str) -> None:
        super().__init__(
            f"Table {table} is locked by {holder}; the wait for it was given up. Try again later."
        )


class OrderClosedError(LegacyErpError):
    """The order's status does not allow what was asked."""

    code = "Erp.Sales.OrderClosedException"

    def __init__(self, number: str, status: str, asked: str) -> None:
        super().__init__(f"Sales order {number} is {status}: it cannot be {asked}.")


class AlreadyCancelledError(LegacyErpError):
    """The order was cancelled before."""

    code = "Erp.Sales.AlreadyCancelledException"

    def __init__(self, number: str) -> None:
        super().__init__(f"Sales order {number} is cancelled already.")


class AlreadyShippedError(LegacyErpError):
    """Goods of this order have left, so it can no longer be cancelled, nor be led by another book."""

    code = "Erp.Sales.AlreadyShippedException"

    def __init__(self, number: str, refused: str = "cancelled") -> None:
        super().__init__(f"Sales order {number} has posted shipments: it cannot be {refused}.")


class QuantityRaisedError(LegacyErpError):
    """A released line may only be lowered, and not below what has shipped."""

    code = "Erp.Sales.QuantityException"

    def __init__(self, number: str, line_no: int, asked: Decimal, low: Decimal, high: Decimal) -> None:
        super().__init__(
            f"Sales order {number} line {line_no}: quantity {asked} is not between {low} and {high}."
        )


class OverShipmentError(LegacyErpError):
    """More would ship than is still to ship."""

    code = "Erp.Sales.OverShipmentException"

    def __init__(self, number: str, line_no: int, asked: Decimal, left: Decimal) -> None:
        super().__init__(f"Sales order {number} line {line_no}: {asked} to ship, {left} left to ship.")


class OverInvoiceError(LegacyErpError):
    """More would be invoiced than has shipped and is not invoiced yet."""

    code = "Erp.Sales.OverInvoiceException"

    def __init__(self, number: str, line_no: int, asked: Decimal, left: Decimal) -> None:
        super().__init__(
            f"Sales order {number} line {line_no}: {asked} to invoice, {left} shipped, not invoiced."
        )


class NothingToPostError(LegacyErpError):
    """No line of the order has anything to post."""

    code = "Erp.Sales.NothingToPostException"

    def __init__(self, number: str, document: str) -> None:
        super().__init__(f"Sales order {number} has nothing to post as a {document}.")


class DocumentClosedError(LegacyErpError):
    """The document's status does not allow what was asked."""

    code = "Erp.Runtime.DocumentClosedException"

    def __init__(self, title: str, number: str, status: str, asked: str) -> None:
        super().__init__(f"{title} {number} is {status}: it cannot be {asked}.")


class OverReceiptError(LegacyErpError):
    """More would come in than is to come, or less be wanted than has come."""

    code = "Erp.Runtime.QuantityException"

    def __init__(self, title: str, number: str, line_no: int, bound: Decimal, asked: Decimal) -> None:
        super().__init__(f"{title} {number} line {line_no}: quantity {asked} does not go with {bound}.")


class NothingToReceiveError(LegacyErpError):
    """No line of the document has anything to post."""

    code = "Erp.Runtime.NothingToPostException"

    def __init__(self, title: str, number: str) -> None:
        super().__init__(f"{title} {number} has nothing to post.")


class OverReturnError(LegacyErpError):
    """More would come back than the invoice has sold."""

    code = "Erp.Sales.OverReturnException"

    def __init__(self, invoice_no: str, item_no: str, asked: Decimal, left: Decimal) -> None:
        super().__init__(
            f"Invoice {invoice_no}: {asked} of item {item_no} to return, {left} can be returned."
        )


class FileRejectedError(LegacyErpError):
    """A file that was dropped in cannot be worked on; `kind` says in one word why."""

    code = "Erp.Interfaces.FileRejectedException"

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind = kind


class FileNameError(LegacyErpError):
    """A folder or a name that this product's interface folders do not have."""

    code = "Erp.Interfaces.FileNameException"
