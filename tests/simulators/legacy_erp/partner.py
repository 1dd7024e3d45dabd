"""A trading partner with its files, and the folders of a back office that it writes to and collects from."""

from datetime import timedelta

import orjson

from simulators.legacy_erp.domain.records import Message, Segment, counted, read, write
from tests.simulators.legacy_erp.back_office import Answer, BackOffice

FOLDERS = "/files/Distribution"


def order_file(
    number: int = 1,
    reference: str = "EDI-1",
    customer: str = "D10001",
    ship_to: str = "Müller & Söhne",
    items: tuple[tuple[str, str, str], ...] = (("H-BOLT", "10", "PCS"), ("H-NUT", "2", "CTN")),
) -> bytes:
    """An order by file."""
    segments = [
        Segment("E2EDK01", {"CURCY": "EUR", "BSART": "NB", "BELNR": reference}),
        Segment("E2EDK03", {"IDDAT": "012", "DATUM": "20260105"}),
        Segment("E2EDKA1", {"PARVW": "AG", "PARTN": customer}),
        Segment("E2EDKA1", {"PARVW": "WE", "NAME1": ship_to, "ORT01": "Kiel", "LAND1": "DE"}),
    ]
    for place, (item, quantity, unit) in enumerate(items, start=1):
        segments.append(Segment("E2EDP01", {"POSEX": f"{place:06}", "MENGE": quantity, "MENEE": unit}))
        segments.append(Segment("E2EDP19", {"QUALF": "002", "IDTNR": item}))
    control = {"DOCNUM": f"{number:016}", "MESTYP": "ORDERS", "SNDPRN": "BUYER1", "RCVPRN": "LEGACYERP"}
    return write(Message(control, counted(segments)))


async def put(office: BackOffice, name: str, content: bytes) -> Answer:
    return await office.request("PUT", f"{FOLDERS}/in/{name}", content)


async def fetch(office: BackOffice, folder: str, name: str) -> Answer:
    return await office.request("GET", f"{FOLDERS}/{folder}/{name}")


async def message(office: BackOffice, name: str) -> Message:
    return read((await fetch(office, "out", name)).body)


async def names(office: BackOffice, folder: str) -> list[str]:
    listed = await office.request("GET", f"{FOLDERS}/{folder}")
    return [file["name"] for file in orjson.loads(listed.body)["files"]]


async def later(office: BackOffice, seconds: float) -> None:
    """Let time go by, and what falls due in it happen in order."""
    end = office.clock.at + timedelta(seconds=seconds)
    agenda, acts = office.erp.store.agenda, office.erp.acts
    while (due := agenda.next_due()) is not None and due <= end:
        office.clock.at = max(due, office.clock.at)
        entry = agenda.take(office.clock.at)
        acts[entry.act](*entry.subject)
        agenda.done(entry.number)
    office.clock.at = end
