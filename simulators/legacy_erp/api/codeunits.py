"""What every codeunit can do: which use case answers which of its operations."""

from collections.abc import Callable, Mapping

from lxml import etree

from simulators.legacy_erp.api.operation import Act, Operation, tagged
from simulators.legacy_erp.errors import MalformedRequestError
from simulators.legacy_erp.schemas.answers import record_writer
from simulators.legacy_erp.schemas.forms import (
    CANCEL_ORDER,
    CODEUNITS,
    POST_ADJUSTMENT,
    POST_CREDIT_MEMO,
    POST_INVOICE,
    POST_RECEIPT,
    POST_RETURN_RECEIPT,
    POST_SHIPMENT,
    POST_VENDOR_INVOICE,
    Form,
)
from simulators.legacy_erp.schemas.requests import needed, quantities, reader
from simulators.legacy_erp.schemas.soap import codeunit_namespace
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.orders import cancel_order
from simulators.legacy_erp.service.pages import Said
from simulators.legacy_erp.service.posting import post_invoice, post_shipment
from simulators.legacy_erp.service.purchasing import post_receipt, post_vendor_invoice
from simulators.legacy_erp.service.returns import post_credit_memo, post_return_receipt
from simulators.legacy_erp.service.stock import post_adjustment


def _form_act(form: Form, namespace: str, do: Callable[[Company, Said], object]) -> Act:
    read = reader(namespace, form.fields, form.part)
    write = record_writer(form.result) if form.result else None

    def act(company: Company, asked: etree._Element) -> str:
        said = read(asked)
        needed(said, form.name, *form.needed)
        row = do(company, said)
        return "<return_value>true</return_value>" if write is None else write(row, company.store)

    return act


def _post_shipment(company: Company, said: Said) -> object:
    lines = quantities(said)
    if lines is None:
        raise MalformedRequestError("PostShipment needs lines.")
    return post_shipment(company, said.values["orderNo"], said.values, lines)


def _post_receipt(company: Company, said: Said) -> object:
    values = said.values
    return post_receipt(company, values["orderNo"], values["vendorShipmentNo"], quantities(said))


def _post_vendor_invoice(company: Company, said: Said) -> object:
    return post_vendor_invoice(company, said.values["orderNo"], said.values["vendorInvoiceNo"])


def _post_return(company: Company, said: Said) -> object:
    return post_return_receipt(company, said.values["returnOrderNo"], quantities(said))


def _post_adjustment(company: Company, said: Said) -> object:
    values = said.values
    location = values.get("locationCode", "")
    return post_adjustment(company, values["itemNo"], location, values["quantity"], values["documentNo"])


_ACTS: Mapping[str, Callable[[Company, Said], object]] = {
    POST_SHIPMENT.name: _post_shipment,
    POST_INVOICE.name: lambda company, said: post_invoice(company, said.values["orderNo"], quantities(said)),
    CANCEL_ORDER.name: lambda company, said: cancel_order(company, said.values["orderNo"]),
    POST_RETURN_RECEIPT.name: _post_return,
    POST_CREDIT_MEMO.name: lambda company, said: post_credit_memo(company, said.values["returnOrderNo"]),
    POST_RECEIPT.name: _post_receipt,
    POST_VENDOR_INVOICE.name: _post_vendor_invoice,
    POST_ADJUSTMENT.name: _post_adjustment,
}


def _codeunit_service(name: str) -> dict[str, Operation]:
    namespace = codeunit_namespace(name)
    acts = {form.name: _form_act(form, namespace, _ACTS[form.name]) for form in CODEUNITS[name]}
    return tagged(namespace, acts, writes=True)


CODEUNIT_SERVICES = {name: _codeunit_service(name) for name in CODEUNITS}
