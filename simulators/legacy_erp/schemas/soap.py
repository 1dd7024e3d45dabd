"""The envelope: taking a message out of it, safely, and putting an answer or a fault into it."""

import re

from lxml import etree

from simulators.legacy_erp.errors import LegacyErpError, MalformedRequestError

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
FAULTS = "urn:legacy-erp:fault"
MEDIA_TYPE = "text/xml; charset=utf-8"

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
_ENVELOPE, _BODY = f"{{{SOAP}}}Envelope", f"{{{SOAP}}}Body"
_UNSAFE = re.compile("[&<>\"\x00-\x1f\x7f-\x9f]")
_OPENING = f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}"><s:Body>'
_CLOSING = "</s:Body></s:Envelope>"


def page_namespace(service: str) -> str:
    """Give the namespace of a page service."""
    return f"urn:legacy-erp:page:{service.lower()}"


def codeunit_namespace(service: str) -> str:
    """Give the namespace of a codeunit service."""
    return f"urn:legacy-erp:codeunit:{service.lower()}"


def open_envelope(body: bytes) -> etree._Element:
    """Give the one element that the message's Body holds.

    Raises:
        MalformedRequestError: it is not XML, not SOAP 1.1, or declares a document type.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise MalformedRequestError("The message declares a document type, which this service does not read.")
    try:
        root = etree.fromstring(body, _PARSER)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise MalformedRequestError(f"The message is not well-formed XML: {error}.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise MalformedRequestError("The message declares a document type, which this service does not read.")
    if root.tag != _ENVELOPE:
        raise MalformedRequestError(f"The message is {root.tag}, not a SOAP 1.1 Envelope.")
    for content in root:
        if content.tag == _BODY and len(content) == 1:
            return content[0]
    raise MalformedRequestError("The Envelope needs one Body with one operation in it.")


def envelope(content: str) -> bytes:
    """Wrap an answer."""
    return f"{_OPENING}{content}{_CLOSING}".encode()


def fault(error: LegacyErpError) -> bytes:
    """Say no the way this product does: the exception's type, its text, and its text again."""
    message = escape(str(error))
    side = "s:Client" if isinstance(error, MalformedRequestError) else f"a:{error.code}"
    return envelope(
        f'<s:Fault xmlns:a="{FAULTS}"><faultcode>{side}</faultcode>'
        f'<faultstring xml:lang="en-GB">{message}</faultstring>'
        f"<detail><string>{message}</string></detail></s:Fault>"
    )


def escape(text: str) -> str:
    """Make text safe inside an element or a quoted attribute."""
    if not _UNSAFE.search(text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return "".join(c for c in text if c >= " " or c in "\t\n") if not text.isprintable() else text
