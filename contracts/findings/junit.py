"""A verification as JUnit XML, one case an interaction, for whatever collects test results."""

from collections.abc import Sequence

from lxml import etree

from contracts.verification import Outcome


def junit(provider: str, outcomes: Sequence[Outcome]) -> str:
    """Write what a verification came to."""
    failures = str(sum(not outcome.holds for outcome in outcomes))
    count = str(len(outcomes))
    suite = etree.Element("testsuite", name=f"pacts with {provider}", tests=count, failures=failures)
    for outcome in outcomes:
        interaction = outcome.interaction
        case = etree.SubElement(
            suite,
            "testcase",
            classname=f"{interaction.consumer}.{interaction.provider}",
            name=interaction.description,
        )
        if not outcome.holds:
            failure = etree.SubElement(case, "failure", message=_plain(outcome.differences[0]))
            failure.text = _plain("\n".join(outcome.differences))
    written: bytes = etree.tostring(suite, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written.decode()


def _plain(text: str) -> str:
    """Leave out what XML cannot carry."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)
