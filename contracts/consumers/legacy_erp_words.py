"""How the façade's contract with the old book is worded: its calls, its records, its faults."""

from typing import Any

from contracts.consumers.facade_calls import CUSTOMER, ITEM, REFERENCE, SITE, SUPPLIER, Adapted, shipment
from contracts.consumers.said import Said
from contracts.consumers.soap import XML, Tag, answered, asked, faulted, like
from facade.adapters.legacy_erp import LegacyErp
from facade.canonical.xref import CrossReference

CONSUMER, PROVIDER = "facade", "legacy_erp"
CREDENTIALS = {"username": "consumer-user", "password": "consumer-password"}
BUYER, ARTICLE, NUMBER, KEY, LOCATION = "D-77001", "H-77001", "SO-770017", "KEY-770017", "MAIN"
VENDOR = "K-77001"
CODES = {
    "customer": {CUSTOMER: BUYER},
    "item": {ITEM: ARTICLE},
    "unit": {"EA": "PCS", "CS": "CTN"},
    "site": {SITE: LOCATION},
    "supplier": {SUPPLIER: VENDOR},
}
BASE = "/ERP/WS/Distribution"
ORDERS, POSTING = "urn:legacy-erp:page:salesorder", "urn:legacy-erp:codeunit:salespost"
MAY_BUY = {"a customer may buy": {"customerNo": BUYER, "itemNo": ARTICLE}}
RELEASED, SHIPPED = "an order is released", "an order is shipped"
INVOICED, CANCELLED = "an order is invoiced", "an order is cancelled"
AMOUNT = r"^[0-9]{1,12}(\.[0-9]{1,5})?$"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def consumer(url: str) -> Adapted:
    """Put up the adapter before a book."""
    return Adapted(
        url, lambda wire, s: LegacyErp(wire, s, CrossReference(PROVIDER, CODES)), CREDENTIALS, CODES
    )


def said_of(
    description: str, given: Any, service: str, operation: str, content: str, answer: Any, **also: Any
) -> Said:
    """Say a call of an operation."""
    kind, _, name = service.partition("/")
    namespace = f"urn:legacy-erp:{kind.lower()}:{name.lower()}"
    body, rules = answered(namespace, operation, *answer) if isinstance(answer, list) else answer
    return Said(
        description,
        given,
        "POST",
        f"{BASE}/{service}",
        asked(namespace, operation, content),
        headers={"SOAPAction": f'"{namespace}:{operation}"', **also.pop("headers", {})},
        sends_type=XML,
        answers=body,
        rules=rules,
        content_type=XML,
        **also,
    )


def fault(code: str) -> Any:
    """Expect a fault."""
    return faulted(code, "urn:legacy-erp:fault")


def row(name: str, quantity: str = "3") -> Tag:
    """Expect a line of an order or an invoice."""
    cells = (
        like("Line_No", "10000", "^[0-9]{1,9}$"),
        Tag("No", ARTICLE),
        like("Quantity", quantity, AMOUNT),
        like("Unit_of_Measure_Code", "PCS", "^(PCS|CTN)$"),
        like("Unit_Price", "1.50", AMOUNT),
        like("Line_Amount", "4.50", AMOUNT),
    )
    return Tag(name, below=cells)


def sums() -> tuple[Tag, ...]:
    """Expect the sums of a document."""
    return tuple(like(name, "4.50", AMOUNT) for name in ("Amount", "VAT_Amount", "Amount_Including_VAT"))


def order(status: str, role: str = "Leading", reference: str = REFERENCE, number: Tag | None = None) -> Tag:
    """Expect an order with its lines."""
    return Tag(
        "SalesOrder",
        below=(
            like("Key", KEY, "^.+$"),
            number or Tag("No", NUMBER),
            Tag("External_Document_No", reference),
            Tag("Sell_to_Customer_No", BUYER),
            like("Order_Date", "2026-01-05", DAY),
            like("Currency_Code", "GBP", "^[A-Z]{3}$"),
            Tag("Book_Role", role),
            like("Status", status, f"^({status})$"),
            *sums(),
            like("Outstanding_Amount", "4.50", AMOUNT),
            Tag("SalesLines", below=(row("Sales_Order_Line"),)),
        ),
    )


INVOICE = Tag(
    "PostedSalesInvoice",
    below=(
        like("No", "PI-1", "^.+$"),
        Tag("Order_No", NUMBER),
        like("External_Document_No", REFERENCE, "^.+$"),
        like("Posting_Date", "2026-01-05", DAY),
        like("Currency_Code", "GBP", "^[A-Z]{3}$"),
        like("Book_Role", "Leading", "^(Leading|Mirror)$"),
        *sums(),
        Tag("InvoiceLines", below=(row("Posted_Sales_Invoice_Line", "2"),)),
    ),
)
GOODS = Tag(
    "Posted_Sales_Shpt_Line",
    below=(like("Line_No", "10000", "^[0-9]{1,9}$"), like("Quantity", "3", AMOUNT)),
)
SHIPMENT = Tag(
    "PostedSalesShipment",
    below=(like("No", "PS-1", "^.+$"), Tag("Order_No", NUMBER), Tag("ShipmentLines", below=(GOODS,))),
)


def entered(description: str, given: Any, answer: Any, role: str = "Leading", **also: Any) -> Said:
    """Enter an order."""
    content = (
        f"<SalesOrder><External_Document_No>{REFERENCE}</External_Document_No>"
        f"<Sell_to_Customer_No>{BUYER}</Sell_to_Customer_No><Order_Date>2026-01-05</Order_Date>"
        f"<Currency_Code>GBP</Currency_Code><Book_Role>{role}</Book_Role>"
        "<Ship_to_Name>Corner Shop</Ship_to_Name><Ship_to_Address>1 High Street</Ship_to_Address>"
        "<Ship_to_City>Leeds</Ship_to_City><Ship_to_Post_Code>LS1 1AA</Ship_to_Post_Code>"
        "<Ship_to_Country_Region_Code>GB</Ship_to_Country_Region_Code>"
        f"<SalesLines><Sales_Order_Line><Line_No>10000</Line_No><No>{ARTICLE}</No><Quantity>2</Quantity>"
        "<Unit_of_Measure_Code>PCS</Unit_of_Measure_Code><Unit_Price>1.50</Unit_Price>"
        "</Sales_Order_Line></SalesLines></SalesOrder>"
    )
    return said_of(description, given, "Page/SalesOrder", "Create", content, answer, **also)


def listed(description: str, given: Any, page: str, filters: Any, rows: list[Tag], size: int = -1) -> Said:
    """Read the records that meet some criteria."""
    said = "".join(
        f"<filter><Field>{name}</Field><Criteria>{text}</Criteria></filter>" for name, text in filters.items()
    )
    content = f"{said}<setSize>{size}</setSize>"
    answer = [Tag("ReadMultiple_Result", below=rows)]
    return said_of(description, given, f"Page/{page}", "ReadMultiple", content, answer)


def known(state: str, **also: str) -> Any:
    """Presuppose an order."""
    return {state: {"orderNo": NUMBER, "customerNo": BUYER, "itemNo": ARTICLE, **also}}


def by_reference(state: str, rows: list[Tag], **also: str) -> Said:
    """Read the newest order under a reference."""
    given = known(state, externalDocumentNo=REFERENCE) if state else {}
    description = (
        f"the newest order under a reference{' by role' if also else ''} when {state or 'nobody used it'}"
    )
    return listed(description, given, "SalesOrder", {"External_Document_No": REFERENCE, **also}, rows)


def read(state: str, answer: Any) -> Said:
    """Read an order by its number."""
    given = known(state, key=KEY, externalDocumentNo=REFERENCE) if state else {}
    description = f"an order by its number when {state or 'there is none'}"
    return said_of(description, given, "Page/SalesOrder", "Read", f"<No>{NUMBER}</No>", answer)


def posted(operation: str, state: str, content: str, answer: Any, **also: Any) -> Said:
    """Have something posted against an order."""
    body = f"<orderNo>{NUMBER}</orderNo>{content}"
    given = known(state) if state else {}
    description = f"to {operation} when {state or 'there is no order'}"
    return said_of(description, given, "Codeunit/SalesPost", operation, body, answer, **also)


SENT = shipment("SHP-77001")
SENDING = (
    f"<externalShipmentNo>SHP-77001</externalShipmentNo><locationCode>{LOCATION}</locationCode>"
    "<lines><line><lineNo>10000</lineNo><quantity>2</quantity></line></lines>"
)
CHANGE = (
    f"<SalesOrder><Key>{KEY}</Key><SalesLines><Sales_Order_Line><Line_No>10000</Line_No><Quantity>2</Quantity>"
    "</Sales_Order_Line></SalesLines></SalesOrder>"
)
FOLLOW = f"<SalesOrder><Key>{KEY}</Key><Book_Role>Mirror</Book_Role></SalesOrder>"
NEW = like("No", NUMBER, "^.+$")
CREATED = entered("to enter an order that posts", MAY_BUY, [order("Released", number=NEW)])


def customer(description: str, given: Any, answer: list[Tag]) -> Said:
    """Read a customer by its number."""
    return said_of(description, given, "Page/Customer", "Read", f"<No>{BUYER}</No>", answer)


def account(blocked: Tag) -> Tag:
    """Expect a customer with its credit."""
    return Tag(
        "Customer",
        below=(
            Tag("No", BUYER),
            like("Currency_Code", "GBP", "^[A-Z]{3}$"),
            like("Credit_Limit_LCY", "1000", AMOUNT),
            like("Balance", "0", "^-?[0-9.]{1,18}$"),
            blocked,
        ),
    )


PRICE = Tag(
    "SalesPrice",
    below=(
        Tag("Item_No", ARTICLE),
        like("Unit_of_Measure_Code", "PCS", "^(PCS|CTN)$"),
        like("Unit_Price", "1.50", AMOUNT),
        like("Packing_Unit_of_Measure", "CTN", "^(PCS|CTN)$"),
        like("Pieces_per_Packing_Unit", "24", "^[0-9]{1,6}$"),
    ),
)
PRICES = listed(
    "what an item costs a customer",
    MAY_BUY,
    "SalesPrice",
    {"Sales_Code": BUYER, "Item_No": ARTICLE},
    [PRICE],
    0,
)
NO_PRICES = listed(
    "what an unknown item costs an unknown customer",
    {},
    "SalesPrice",
    {"Sales_Code": BUYER, "Item_No": ARTICLE},
    [],
    0,
)
