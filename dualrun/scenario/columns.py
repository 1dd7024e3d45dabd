"""Which column of a file of order lines holds what?"""

import re
from collections.abc import Mapping, Sequence

from dualrun.errors import UsageError
from dualrun.nearest import nearest
from dualrun.scenario.values import hint

REQUIRED = ("order", "sku", "quantity", "date", "price", "customer")
OPTIONAL = ("description", "country")
FIELDS = (*REQUIRED, *OPTIONAL)

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "order": (
        *("invoiceno", "invoice", "invoicenumber", "invoiceid", "order", "orderno", "orderid", "ordernumber"),
        *("orderref", "externalref", "salesorder", "salesorderno", "salesordernumber", "reference"),
        *("document", "documentno", "documentnumber", "ponumber"),
    ),
    "sku": (
        *("sku", "stockcode", "item", "itemid", "itemno", "itemcode", "itemnumber", "product", "productid"),
        *("productcode", "article", "articleno", "articlenumber", "material", "materialnumber", "partnumber"),
    ),
    "quantity": (
        "quantity",
        "qty",
        "orderqty",
        "orderquantity",
        "orderedquantity",
        "quantityordered",
        "units",
    ),
    "date": ("invoicedate", "orderdate", "date", "datetime", "orderedat", "createdat", "timestamp", "time"),
    "price": ("unitprice", "price", "priceeach", "itemprice", "netprice", "salesprice", "priceperunit"),
    "customer": (
        *("customerid", "customer", "customerno", "customernumber", "customercode", "soldto", "soldtoparty"),
        *("account", "accountno", "accountnumber", "client", "clientid", "buyer"),
    ),
    "description": (
        "description",
        "itemdescription",
        "productdescription",
        "productname",
        "itemname",
        "name",
    ),
    "country": ("country", "countrycode", "shiptocountry", "customercountry"),
}
"""The headers that are known by themselves, in letters and digits only; the first that is there wins."""

Columns = Mapping[str, int]


def choose(headers: Sequence[str], columns: str | None, label: str) -> Columns:
    """Find the column of every field, by what the person said and else by the usual headers.

    Raises:
        UsageError: a column that was named is not there, or one that is needed cannot be recognised.
    """
    said = _said(columns)
    chosen: dict[str, int] = {}
    plain = [_plain(header) for header in headers]
    for field in FIELDS:
        if field in said:
            chosen[field] = _position(field, said[field], headers, label)
            continue
        place = next((plain.index(name) for name in SYNONYMS[field] if name in plain), None)
        if place is not None:
            chosen[field] = place
        elif field in REQUIRED:
            raise UsageError(_not_found(field, headers, label))
    return chosen


def _said(columns: str | None) -> dict[str, str]:
    said: dict[str, str] = {}
    for pair in (columns or "").split(","):
        if not pair.strip():
            continue
        field, equals, header = (part.strip() for part in pair.partition("="))
        if not equals or not header:
            raise UsageError(
                f'--columns: "{pair.strip()}" is not field=header; write order=InvoiceNo,sku=StockCode'
            )
        if field not in FIELDS:
            raise UsageError(f'--columns: unknown field "{field}"{hint(field, FIELDS)}')
        if field in said:
            raise UsageError(f'--columns: "{field}" is there twice')
        said[field] = header
    return said


def _position(field: str, header: str, headers: Sequence[str], label: str) -> int:
    for place, found in enumerate(headers):
        if found.strip() == header:
            return place
    close = nearest(header, headers)
    meant = f', did you mean "{close}"?' if close else ";"
    raise UsageError(f'--columns {field}={header}: {label} has no column "{header}"{meant} {_found(headers)}')


def _not_found(field: str, headers: Sequence[str], label: str) -> str:
    likely = {_plain(header): header for header in reversed(headers)}
    for name in SYNONYMS[field]:
        close = nearest(name, likely)
        if close:
            header = likely[close].strip()
            say = f'if it is "{header}", say --columns {field}={header}'
            return f'{label} line 1: no column for "{field}"; {say}; {_found(headers)}'
    return f'{label} line 1: no column for "{field}", say which with --columns {field}=...; {_found(headers)}'


def _found(headers: Sequence[str]) -> str:
    listed = ", ".join(" ".join(header.split()) or '""' for header in headers[:20])
    return f"found {listed}" + (", ..." if len(headers) > 20 else "")


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", header.lower())
