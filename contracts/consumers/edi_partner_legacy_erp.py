"""What an EDI partner relies on in the files that the old book leaves for it.

The partner's file with the order goes the other way; what is told here is what the old book makes of one.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pact import match

from contracts.consumers.ordering import Client
from contracts.consumers.partner_files import read_document
from contracts.consumers.said import Heard

CONSUMER, PROVIDER = "edi-partner", "legacy_erp"
OWN, ITEM = "PACT-FILE-17", "PACT-ITEM"
consumer = Client
"""The partner asks for nothing; it collects files."""
NUMBER = match.regex("SO-1", regex="^.+$")
DAY = match.regex("20260105", regex="^[0-9]{8}$")
AMOUNT = match.regex("3.00", regex="^[0-9]+[.][0-9]{2}$")


def _file(kind: str, *heads: Mapping[str, Any], dates: Any) -> dict[str, Any]:
    item = {
        "POSEX": match.regex("000001", regex="^[0-9]{6}$"),
        "MENGE": match.regex("3", regex="^[0-9]+([.][0-9]+)?$"),
        "NETWR": AMOUNT,
    }
    goods = {"QUALF": "002", "IDTNR": ITEM}
    references = [{"QUALF": "001", "BELNR": OWN}, {"QUALF": "002", "BELNR": NUMBER}]
    return {
        "control": {
            "DOCNUM": match.regex("0000000000000001", regex="^[0-9]{16}$"),
            "MESTYP": kind,
            "SNDPRN": "LEGACYERP",
            "RCVPRN": match.regex("PARTNER1", regex="^.+$"),
        },
        "segments": {
            "E2EDK01": [{"BELNR": NUMBER, "CURCY": match.regex("GBP", regex="^[A-Z]{3}$")}],
            "E2EDK02": [*heads, *references],
            "E2EDK03": dates,
            "E2EDP01": [item],
            "E2EDP19": [goods],
        },
    }


def _reads(kind: str) -> Any:
    def reads(_: Any, body: bytes) -> bool:
        found = read_document(body)
        return (found.kind, found.order, found.lines) == (kind, OWN, ((1, ITEM, Decimal(3)),))

    return reads


def _collected(description: str, state: str, kind: str, *heads: Mapping[str, Any], dates: Any) -> Heard:
    given = {state: {"externalDocumentNo": OWN, "itemNo": ITEM}}
    return Heard(description, given, _file(kind, *heads, dates=dates), _reads(kind), {"type": kind})


DATED = [{"IDDAT": "012", "DATUM": DAY}]
INTERACTIONS = (
    _collected("the confirmation of an order", "an order has come by file", "ORDRSP", dates=DATED),
    _collected(
        "the despatch advice of an order",
        "an order that came by file is shipped",
        "DESADV",
        {"QUALF": "006", "BELNR": NUMBER},
        dates=DATED,
    ),
    _collected(
        "the invoice of an order",
        "an order that came by file is invoiced",
        "INVOIC",
        dates=[*DATED, {"IDDAT": "028", "DATUM": DAY}],
    ),
)
