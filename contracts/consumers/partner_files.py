"""The part of an EDI partner's gateway that reads the files of the old book, once they are taken apart."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

OUR_REFERENCE = "001"


@dataclass(frozen=True, slots=True)
class PartnerDocument:
    """A confirmation, a despatch advice or an invoice: about which order of ours, of what how much."""

    kind: str
    number: str
    order: str
    lines: tuple[tuple[int, str, Decimal], ...]
    net: Decimal


def read_document(body: bytes) -> PartnerDocument:
    """Understand a file."""
    document: dict[str, Any] = json.loads(body)
    segments = document["segments"]
    [order] = [one["BELNR"] for one in segments["E2EDK02"] if one["QUALF"] == OUR_REFERENCE]
    items = segments["E2EDP01"]
    goods = [one["IDTNR"] for one in segments["E2EDP19"]]
    return PartnerDocument(
        kind=document["control"]["MESTYP"],
        number=segments["E2EDK01"][0]["BELNR"],
        order=order,
        lines=tuple(
            (int(item["POSEX"]), what, Decimal(item["MENGE"]))
            for item, what in zip(items, goods, strict=True)
        ),
        net=sum((Decimal(item["NETWR"]) for item in items), Decimal(0)),
    )
