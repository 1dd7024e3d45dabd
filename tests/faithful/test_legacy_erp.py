"""How an on-premises ERP of this class behaves, whoever runs it: our simulator, or a real sandbox.

`credentials` may name a `path` (`/Instance/WS/Company`) and the `namespaces` of the services, where they are
others than the simulator's.
"""

import time  # noqa: TID251 - references that no earlier run has used
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from lxml import etree

SYSTEM = "legacy_erp"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


class Erp:
    """One company of the product, operation by operation."""

    def __init__(self, product: Any, client: httpx.Client) -> None:
        self.client = client
        self.known = product.known
        self.path = product.credentials.get("path", "/ERP/WS/Distribution")
        self.namespaces = product.credentials.get("namespaces", "urn:legacy-erp:{kind}:{name}")

    def post(self, kind: str, name: str, operation: str, content: str) -> httpx.Response:
        namespace = self.namespaces.format(kind=kind.lower(), name=name.lower())
        message = f'<{operation} xmlns="{namespace}">{content}</{operation}>'
        body = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{message}</s:Body></s:Envelope>'
        headers = {"content-type": "text/xml; charset=utf-8", "soapaction": f'"{namespace}:{operation}"'}
        return self.client.post(f"{self.path}/{kind}/{name}", content=body.encode(), headers=headers)

    def page(self, name: str, operation: str, content: str) -> etree._Element:
        answer = self.post("Page", name, operation, content)
        assert answer.status_code == 200, answer.text
        return body_of(answer)

    def find(self, name: str, size: int, bookmark: str = "", **filters: str) -> list[etree._Element]:
        asked = "".join(
            f"<filter><Field>{field}</Field><Criteria>{text}</Criteria></filter>"
            for field, text in filters.items()
        )
        asked += f"<bookmarkKey>{bookmark}</bookmarkKey>" if bookmark else ""
        found = self.page(name, "ReadMultiple", f"{asked}<setSize>{size}</setSize>")
        return list(found[0]) if len(found) else []


def body_of(answer: httpx.Response) -> etree._Element:
    body = etree.fromstring(answer.content).find(f"{{{SOAP}}}Body")
    assert body is not None
    return body[0]


def text(record: etree._Element, name: str) -> str:
    found = next((one for one in record.iter() if etree.QName(one).localname == name), None)
    assert found is not None, f"no {name} in {etree.tostring(record)!r}"
    return found.text or ""


def fault(answer: httpx.Response) -> tuple[int, str, str]:
    said = body_of(answer)
    return answer.status_code, said.findtext("faultcode") or "", said.findtext("faultstring") or ""


@pytest.fixture
def erp(product: Any) -> Iterator[Erp]:
    account = (product.credentials["username"], product.credentials["password"])
    with httpx.Client(base_url=product.url, auth=account, trust_env=False, timeout=30) as client:
        yield Erp(product, client)


@pytest.fixture
def ref() -> str:
    return f"F-{time.time_ns()}"


@pytest.fixture
def order(erp: Erp, ref: str) -> Iterator[etree._Element]:
    yield erp.page("SalesOrder", "Create", an_order(erp, ref))
    for left in erp.find("SalesOrder", 0, External_Document_No=ref):
        erp.post("Page", "SalesOrder", "Delete", f"<Key>{text(left, 'Key')}</Key>")


def an_order(erp: Erp, ref: str, item: str = "", quantity: int = 4) -> str:
    line = (
        f"<Sales_Order_Line><No>{item or erp.known['item']}</No><Quantity>{quantity}</Quantity>"
        "<Unit_of_Measure_Code>PCS</Unit_of_Measure_Code><Unit_Price>1.25</Unit_Price></Sales_Order_Line>"
    )
    return (
        f"<SalesOrder><External_Document_No>{ref}</External_Document_No>"
        f"<Sell_to_Customer_No>{erp.known['customer']}</Sell_to_Customer_No>"
        f"<SalesLines>{line}</SalesLines></SalesOrder>"
    )


def lowered(order: etree._Element, quantity: int) -> str:
    lines = (
        f"<Sales_Order_Line><Line_No>{text(order, 'Line_No')}</Line_No>"
        f"<Quantity>{quantity}</Quantity></Sales_Order_Line>"
    )
    return f"<SalesOrder><Key>{text(order, 'Key')}</Key><SalesLines>{lines}</SalesLines></SalesOrder>"


class TestTheDoor:
    def test_lists_its_services_to_whoever_signs_in(self, erp):
        listed = erp.client.get(f"{erp.path}/services")

        assert listed.status_code == 200
        assert all(name in listed.text for name in ("SalesOrder", "Customer", "Item"))

    def test_turns_a_wrong_password_away_with_a_challenge(self, erp):
        answer = httpx.get(
            f"{erp.client.base_url}{erp.path}/services", auth=("nobody", "wrong"), trust_env=False
        )

        assert answer.status_code == 401
        assert "www-authenticate" in answer.headers

    def test_describes_a_page_as_wsdl_with_its_operations(self, erp):
        described = etree.fromstring(erp.client.get(f"{erp.path}/Page/SalesOrder").content)
        operations = {
            one.get("name") for one in described.iter("{http://schemas.xmlsoap.org/wsdl/}operation")
        }

        assert operations >= {
            "Read",
            "ReadMultiple",
            "IsUpdated",
            "Create",
            "CreateMultiple",
            "Update",
            "Delete",
        }
        assert operations >= {"ReadByRecId", "GetRecIdFromKey", "UpdateMultiple", "Delete_SalesLines"}

    def test_has_no_service_of_another_name(self, erp):
        assert erp.post("Page", "NoSuchPage", "Read", "<No>1</No>").status_code == 404


class TestReading:
    def test_gives_a_record_by_its_number(self, erp):
        found = erp.page("Customer", "Read", f"<No>{erp.known['customer']}</No>")

        assert text(found, "No") == erp.known["customer"]
        assert text(found, "Key")

    def test_gives_nothing_and_no_fault_for_a_number_that_is_not_there(self, erp):
        assert len(erp.page("Customer", "Read", "<No>NOBODY-99</No>")) == 0

    def test_goes_through_a_table_by_bookmark_and_sees_every_record_once(self, erp):
        every = [text(row, "No") for row in erp.find("Item", 0)]
        seen, bookmark = [], ""
        while rows := erp.find("Item", 100, bookmark):
            seen += [text(row, "No") for row in rows]
            bookmark = text(rows[-1], "Key")

        assert seen == every
        assert len(set(seen)) == len(seen) > 1

    def test_goes_backwards_when_the_set_size_is_negative(self, erp):
        every = [text(row, "No") for row in erp.find("Item", 0)]

        assert [text(row, "No") for row in erp.find("Item", -2)] == every[:-3:-1]

    def test_reads_a_filter_as_wildcard_range_and_alternatives(self, erp):
        item = erp.known["item"]

        for criteria in (item, f"{item[:-1]}*", f"{item}..{item}", f"{item}|NOBODY-99"):
            assert item in [text(row, "No") for row in erp.find("Item", 0, No=criteria)], criteria

    def test_finds_a_record_again_by_an_id_that_outlives_its_keys(self, erp, order):
        key = f"<Key>{text(order, 'Key')}</Key>"
        record_id = text(erp.page("SalesOrder", "GetRecIdFromKey", key)[0], "GetRecIdFromKey_Result")
        erp.page("SalesOrder", "Update", lowered(order, 3))

        again = erp.page("SalesOrder", "ReadByRecId", f"<recId>{record_id}</recId>")
        assert text(again, "No") == text(order, "No")


class TestWriting:
    def test_gives_a_new_order_its_number_its_lines_and_its_sum(self, erp, order, ref):
        assert text(order, "No")
        assert text(order, "External_Document_No") == ref
        assert int(text(order, "Line_No")) == 10_000
        assert Decimal(text(order, "Line_Amount")) == Decimal("5.00")

    def test_takes_a_second_order_under_the_same_reference(self, erp, order, ref):
        again = erp.page("SalesOrder", "Create", an_order(erp, ref))

        assert text(again, "No") != text(order, "No")
        assert len(erp.find("SalesOrder", 0, External_Document_No=ref)) == 2

    def test_refuses_a_change_under_a_key_that_is_no_longer_current(self, erp, order):
        erp.page("SalesOrder", "Update", lowered(order, 3))
        status, code, message = fault(erp.post("Page", "SalesOrder", "Update", lowered(order, 2)))

        assert status == 500
        assert code.startswith("a:")
        assert "modified by another user" in message

    def test_says_whether_a_record_has_changed(self, erp, order):
        key = f"<Key>{text(order, 'Key')}</Key>"
        before = text(erp.page("SalesOrder", "IsUpdated", key)[0], "IsUpdated_Result")
        erp.page("SalesOrder", "Update", lowered(order, 3))

        assert (before, text(erp.page("SalesOrder", "IsUpdated", key)[0], "IsUpdated_Result")) == (
            "false",
            "true",
        )

    def test_enters_a_set_of_orders_as_one_or_not_at_all(self, erp, ref):
        good, bad = an_order(erp, ref), an_order(erp, ref, item="NOBODY-99")
        answer = erp.post(
            "Page", "SalesOrder", "CreateMultiple", f"<SalesOrder_List>{good}{bad}</SalesOrder_List>"
        )

        assert answer.status_code == 500
        assert erp.find("SalesOrder", 0, External_Document_No=ref) == []

    def test_deletes_with_a_current_key(self, erp, order):
        answer = erp.page("SalesOrder", "Delete", f"<Key>{text(order, 'Key')}</Key>")

        assert text(answer[0], "Delete_Result") == "true"


class TestRefusing:
    def test_names_the_exception_and_says_its_message_twice(self, erp):
        answer = erp.post(
            "Page",
            "SalesOrder",
            "ReadMultiple",
            "<filter><Field>Nobody</Field><Criteria>1</Criteria></filter>",
        )
        said = body_of(answer)

        assert answer.status_code == 500
        assert (said.findtext("faultcode") or "").startswith("a:")
        assert said.findtext("faultstring") == said.findtext("detail/string")

    def test_does_not_understand_what_is_no_envelope(self, erp):
        answer = erp.client.post(f"{erp.path}/Page/Customer", content=b"{}")

        assert 400 <= answer.status_code <= 500

    def test_holds_a_key_of_another_page_for_none(self, erp):
        key = text(erp.page("Customer", "Read", f"<No>{erp.known['customer']}</No>"), "Key")

        assert erp.post("Page", "Item", "IsUpdated", f"<Key>{key}</Key>").status_code == 500
