"""What every codeunit can do: which use case answers which of its operations."""

from collections.abc import Callable, Mapping

from lxml import etree

from simulators.legacy_erp.api.operation import Act, Operation, tagged
from simulators.legacy_erp.errors import MalformedRequestError
from simulators.legacy_erp.schemas.answers import record_writer
from simulators.legacy_erp.schemas.forms import (
    CANCEL_ORDER,
    CODEUNITS,
    POST_INVOICE,
    POST_SHIPMENT,
    SALES_POST,
    Form,
)
from simulators.legacy_erp.schemas.requests import needed, quantities, reader
from simulators.legacy_erp.schemas.soap import codeunit_namespace
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.orders import cancel_order
from simulators.legacy_erp.service.pages import Said
from simulators.legacy_erp.service.posting import post_invoice, post_shipment


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


_CODEUNIT_ACTS: Mapping[str, Mapping[str, Callable[[Company, Said], object]]] = {
    SALES_POST: {
        POST_SHIPMENT.name: _post_shipment,
        POST_INVOICE.name: lambda company, said: post_invoice(
            company, said.values["orderNo"], quantities(said)
        ),
        CANCEL_ORDER.name: lambda company, said: cancel_order(company, said.values["orderNo"]),
    }
}


def _codeunit_service(name: str) -> dict[str, Operation]:
    namespace = codeunit_namespace(name)
    acts = {
        form.name: _form_act(form, namespace, _CODEUNIT_ACTS[name][form.name]) for form in CODEUNITS[name]
    }
    return tagged(namespace, acts, writes=True)


CODEUNIT_SERVICES = {name: _codeunit_service(name) for name in CODEUNITS}
