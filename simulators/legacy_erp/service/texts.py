"""What becomes of text on its way into the tables, when it does not fit or somebody configured it wrongly."""

from simulators.legacy_erp.domain.text import fit, misread
from simulators.legacy_erp.service.company import Company

CODE_PAGE, MOJIBAKE, TRUNCATED = "cp1252", "mojibake", "truncated_text"
"""The misbehaviours that befall text: see faults.py. The first is this product's nature."""


def stored(company: Company, subject: str, *texts: tuple[str, int]) -> list[str]:
    """Give what the database will hold of some texts, each with its length, and own up to what it will not.

    `subject` is the record that they belong to.
    """
    kept = [fit(text, length) for text, length in texts]
    if kept != [text for text, _ in texts]:
        company.world.misbehave(CODE_PAGE, subject)
    misbehaviours = company.world.misbehaviours
    if not (MOJIBAKE in misbehaviours or TRUNCATED in misbehaviours):
        return kept
    if MOJIBAKE in misbehaviours and not "".join(kept).isascii() and company.habit(MOJIBAKE, subject):
        kept = [misread(text)[:length] for text, (_, length) in zip(kept, texts, strict=True)]
    if TRUNCATED in misbehaviours:
        cut = company.habit(TRUNCATED, subject)
        kept = [text[: cut["length"]] for text in kept] if cut else kept
    return kept
