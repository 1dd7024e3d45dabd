"""How the old book is spoken to: SOAP 1.1 envelopes, Basic sign-in, and its faults as the façade's errors."""

import re
from base64 import b64encode

from lxml import etree

from facade.adapters.trail import trail_headers
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.ports import Call, Reply, Wire
from facade.settings import SystemSettings

SYSTEM = "legacy_erp"
TRY_AGAIN = (
    "Erp.Runtime.RecordChangedException",  # a fresh look will do
    "Erp.Runtime.LockTimeoutException",  # whoever holds the table will let go
    "Erp.Runtime.NumberSeriesException",  # somebody will open another series
)

_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_ENVELOPE, _BODY, _FAULT = f"{_SOAP}Envelope", f"{_SOAP}Body", f"{_SOAP}Fault"
_OPENING = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
_CLOSING = b"</s:Body></s:Envelope>"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TOO_MANY = 429
_BUSY = (TOO_MANY, 502, 503, 504)
_PARSER = etree.XMLParser(
    resolve_entities=False,
    load_dtd=False,
    dtd_validation=False,
    no_network=True,
    huge_tree=False,
    collect_ids=False,
    remove_comments=True,
    remove_pis=True,
)


def escape(text: str) -> str:
    """Make text safe inside an element; what XML cannot carry becomes `?`."""
    if not text.isprintable():
        text = _NOT_XML.sub("?", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def equal_to(*values: str) -> str:
    """Write filter criteria that let exactly these values through."""
    return escape("|".join([v if v.replace("-", "").isalnum() else _quoted(v) for v in values]))


def _quoted(value: str) -> str:
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


class LegacyErpWire:
    """One company of the old book, operation by operation."""

    def __init__(self, wire: Wire, settings: SystemSettings) -> None:
        self._wire = wire
        self._timeout_s = settings.timeout_s
        instance = settings.options.get("instance", "ERP")
        company = settings.options.get("company", "Distribution")
        self._base = f"{settings.url.rstrip('/')}/{instance}/WS/{company}"
        account = f"{settings.credentials['username']}:{settings.credentials['password']}"
        self._signed_in = {
            "authorization": f"Basic {b64encode(account.encode()).decode()}",
            "content-type": "text/xml; charset=utf-8",
        }

    async def page(self, service: str, operation: str, content: str, call: Call) -> etree._Element:
        """Call a page's operation and give its result element.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        namespace = f"urn:legacy-erp:page:{service.lower()}"
        return await self._call(f"{self._base}/Page/{service}", namespace, operation, content, call)

    async def codeunit(self, service: str, operation: str, content: str, call: Call) -> etree._Element:
        """Call a codeunit's operation and give its result element.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        namespace = f"urn:legacy-erp:codeunit:{service.lower()}"
        return await self._call(f"{self._base}/Codeunit/{service}", namespace, operation, content, call)

    async def _call(
        self, url: str, namespace: str, operation: str, content: str, call: Call
    ) -> etree._Element:
        headers = {
            **self._signed_in,
            **trail_headers(call),
            "soapaction": f'"{namespace}:{operation}"',
        }
        message = f'<{operation} xmlns="{namespace}">{content}</{operation}>'
        body = _OPENING + message.encode() + _CLOSING
        try:
            reply = await self._wire.send("POST", url, headers=headers, body=body, timeout_s=self._timeout_s)
        except TimeoutError:
            raise SystemTimeoutError(SYSTEM, operation) from None
        except ConnectionError as error:
            undone = isinstance(error, ConnectionRefusedError)
            raise SystemUnavailableError(SYSTEM, f"{operation}: {error}", undone=undone) from None
        return _result(reply, f"{{{namespace}}}{operation}_Result")


def _result(reply: Reply, tag: str) -> etree._Element:
    if reply.status in _BUSY:
        reason = f"HTTP {reply.status}"
        wait_s = _seconds(reply.headers.get("retry-after", ""))
        raise SystemUnavailableError(SYSTEM, reason, wait_s, undone=reply.status == TOO_MANY)
    found = _content(reply.body)
    if found is not None and found.tag == _FAULT:
        code, message = _fault(found)
        if code in TRY_AGAIN:
            raise SystemUnavailableError(SYSTEM, message, undone=True)
        raise SystemRefusedError(SYSTEM, code, message)
    if 400 <= reply.status < 500:
        raise SystemRefusedError(SYSTEM, f"http_{reply.status}", "refused without a fault")
    if reply.status != 200 or found is None or found.tag != tag:
        raise SystemUnavailableError(SYSTEM, f"HTTP {reply.status} without the answer {tag}")
    return found


def _content(body: bytes) -> etree._Element | None:
    """Give what the answer's Body holds, or nothing when it is no SOAP answer."""
    try:
        root = etree.fromstring(body, _PARSER)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    if root.getroottree().docinfo.internalDTD is not None or root.tag != _ENVELOPE:
        return None
    for part in root:
        if part.tag == _BODY and len(part):
            return part[0]
    return None


def _fault(fault: etree._Element) -> tuple[str, str]:
    code = (fault.findtext("faultcode") or "unnamed").strip()
    return code.rpartition(":")[2], (fault.findtext("faultstring") or "").strip()


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdecimal() else None
