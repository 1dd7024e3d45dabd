"""Which gate, invariant or promise does a reason speak of? The same one in every run, whatever its figures.

A reason is a sentence that begins with what it is about and goes on with what was found there. What it is
about is the same from run to run; the figures in it are not, so they are left out.
"""

import re

_END = re.compile(r"[:;]")
_FIGURE = re.compile(r"(?<![\w-])\d[\d,.]*%?")
_SUBJECT_WORDS_MAX = 16


def cause_of(reason: str) -> str:
    """Give what a reason is about, without what differs from run to run."""
    subject = _END.split(reason, maxsplit=1)[0]
    words = _FIGURE.sub("n", subject).split()
    return " ".join(words[:_SUBJECT_WORDS_MAX])
