"""The pact's values in the place of a provider's short ones: only where the pact says that they stand.

A long value is found again wherever it is; an id such as 1 is also a quantity, and a part of other numbers.
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from contracts.pact_file import Expected
from dualrun.network.reply import Reply


def put_back(reply: Reply, expected: Expected, values: Mapping[str, str]) -> Reply:
    """Give an answer with what stands in `values` for the provider's own, where the pact has it as well."""
    headers = _put_back(dict(reply.headers), expected.headers, values)
    try:
        document = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return Reply(reply.status, headers, reply.body)
    meant = _put_back(document, expected.body, values)
    return Reply(reply.status, headers, reply.body if meant == document else orjson.dumps(meant))


def _put_back(found: Any, expected: Any, values: Mapping[str, str]) -> Any:
    """Walk both together; what is expected of the last entry of a list is expected of all after it."""
    if isinstance(found, dict) and isinstance(expected, Mapping):
        return {
            name: _put_back(value, expected[name], values) if name in expected else value
            for name, value in found.items()
        }
    if isinstance(found, list) and isinstance(expected, list) and expected:
        last = len(expected) - 1
        return [_put_back(value, expected[min(at, last)], values) for at, value in enumerate(found)]
    if isinstance(found, dict | list) or isinstance(expected, Mapping | list):
        return found
    meant = {own: ours for own, ours in values.items() if ours in str(expected)}
    return _told(found, meant) if meant else found


def _told(leaf: Any, values: Mapping[str, str]) -> Any:
    """Write whole words of a text, or the whole of a number, anew."""
    wanted = "|".join(re.escape(own) for own in sorted(values, key=len, reverse=True))
    text = orjson.dumps(leaf).decode()
    return orjson.loads(re.sub(rf"(?<![\w.-])(?:{wanted})(?![\w.])", lambda own: values[own[0]], text))
