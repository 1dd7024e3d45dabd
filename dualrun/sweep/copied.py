"""Work in a process of its own, copied from one that has done the like before.

The copy finds everything imported, compiled and remembered, and on shelves that no earlier run has left in
disorder; what it makes itself it never clears up, because it ends with its answer. For a rehearsal that saves
a tenth.
"""

import os
import pickle
import signal
from collections.abc import Callable
from typing import Never, TypeVar

from dualrun.errors import DefectError

_T = TypeVar("_T")
_copy = 0
"""The process id of the copy that is waited for here; 0 when there is none."""


def in_a_copy(work: Callable[[], _T]) -> _T:
    """Do the work in a copy of this process and give its result, or raise what it has raised.

    Where processes cannot be copied it is done in this one. Only for a process with a single thread and no
    running event loop: neither would be there in the copy.

    Raises:
        DefectError: the copy was killed.
    """
    if not hasattr(os, "fork"):
        return work()
    global _copy
    ours, theirs = os.pipe()
    _copy = os.fork()
    if not _copy:
        os.close(ours)
        _answer(work, theirs)
    os.close(theirs)
    with open(ours, "rb") as pipe:
        said = pipe.read()
    os.waitpid(_copy, 0)
    _copy = 0
    if not said:
        raise DefectError("a worker died, for want of memory perhaps; the same command goes on")
    is_result, value = pickle.loads(said)
    if not is_result:
        raise value
    result: _T = value
    return result


def end_with_the_copy(*_: object) -> Never:
    """End this process at once, and the copy it waits for; a handler for signals."""
    if _copy:
        os.kill(_copy, signal.SIGKILL)
    os._exit(1)


def _answer(work: Callable[[], object], pipe: int) -> Never:
    """Say what came of the work, and end without a word to anybody else: nothing here is the copy's own."""
    try:
        try:
            said = pickle.dumps((True, work()))
        except BaseException as error:  # noqa: BLE001  (whatever it is, it is for who asked)
            said = pickle.dumps((False, error))
        with open(pipe, "wb") as out:
            out.write(said)
    finally:
        os._exit(0)
