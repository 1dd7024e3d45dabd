"""SOAP in a pact: documents with namespaces, and matching rules that are heeded.

The engine finds a namespaced element by its URI and not by its prefix, so rules are written here on paths of
URIs; written the library's way they would be ignored without a word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from facade.adapters.legacy_erp_wire import escape

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XML = "text/xml; charset=utf-8"
Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tag:
    """An element as it is expected: its text, or what is below it.

    The engine lets there be further elements, and more of one kind, of which it judges the first; a rule on
    the element itself would judge them all, and forbid whatever is not said here.
    """

    name: str
    text: str = ""
    below: Sequence["Tag"] = ()
    rule: Rule = field(default_factory=dict)

    def written(self) -> str:
        """Give the element without its namespace, which it inherits."""
        inside = "".join(tag.written() for tag in self.below) or escape(self.text)
        return f"<{self.name}>{inside}</{self.name}>"

    def rules(self, above: str, namespace: str) -> Iterator[tuple[str, Rule]]:
        """Give the rules of the element and of what is below it, by their paths."""
        path = f"{above}['{_expanded(namespace, self.name)}']"
        if self.rule:
            yield f"{path}['#text']", self.rule
        for tag in self.below:
            yield from tag.rules(path, namespace)


def like(name: str, text: str, regex: str) -> Tag:
    """Expect a text that fits a pattern."""
    return Tag(name, text, rule={"combine": "AND", "matchers": [{"match": "regex", "regex": regex}]})


def asked(namespace: str, operation: str, content: str) -> str:
    """Write what the façade sends."""
    return enveloped(f'<{operation} xmlns="{namespace}">{content}</{operation}>')


def answered(namespace: str, operation: str, *below: Tag) -> tuple[str, dict[str, Rule]]:
    """Write an answer, and the rules for it."""
    name = f"{operation}_Result"
    inside = "".join(tag.written() for tag in below)
    above = f"$['{SOAP}:Envelope']['{SOAP}:Body']['{_expanded(namespace, name)}']"
    rules = {path: rule for tag in below for path, rule in tag.rules(above, namespace)}
    return enveloped(f'<{name} xmlns="{namespace}">{inside}</{name}>'), rules


def faulted(code: str, code_namespace: str) -> tuple[str, dict[str, Rule]]:
    """Write a fault by its code; the words are for people."""
    said = f"<faultcode>a:{code}</faultcode><faultstring>why</faultstring>"
    fault = f'<s:Fault xmlns:a="{code_namespace}">{said}</s:Fault>'
    path = f"$['{SOAP}:Envelope']['{SOAP}:Body']['{SOAP}:Fault']"
    rules: dict[str, Rule] = {
        f"{path}['faultcode']['#text']": _pattern(f"^[a-z]+:{code.replace('.', '[.]')}$"),
        f"{path}['faultstring']['#text']": _pattern("^.+$"),
    }
    return enveloped(fault), rules


def enveloped(content: str) -> str:
    """Put a body into its envelope."""
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{content}</s:Body></s:Envelope>'


def _expanded(namespace: str, name: str) -> str:
    return f"{namespace}:{name}"


def _pattern(regex: str) -> dict[str, Any]:
    return {"combine": "AND", "matchers": [{"match": "regex", "regex": regex}]}
