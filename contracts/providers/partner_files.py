"""The files that the old book leaves for trading partners, collected as a partner does and read as JSON."""

from typing import Any

import orjson

from contracts.fixed_width import FileUnreadableError, parsed
from contracts.verification import StateError
from dualrun.network.reply import Reply

OUT = "out"


def last_file(erp: Any, kind: str) -> Reply:
    """Give the last file of a type in the folder that partners collect from, its envelope checked.

    Raises:
        StateError: there is none, or it is not whole.
    """
    files = {name: file for (folder, name), file in erp.main.store.files.items() if folder == OUT}
    found = [name for name in files if name.startswith(f"{kind}_")]
    if not kind or not found:
        raise StateError(f"no file of type {kind!r} lies there; there are {', '.join(files) or 'none'}")
    try:
        document = parsed(files[found[-1]].content)
    except FileUnreadableError as error:
        raise StateError(f"{found[-1]}: {error}") from None
    return Reply(0, {"content-type": "application/json"}, orjson.dumps(document))
