"""A partner's file is read only when it is whole."""

import pytest

from contracts.fixed_width import DATA_LENGTH, FileUnreadableError, parsed
from simulators.legacy_erp.domain.records import Message, Segment, counted, write

CONTROL = {
    "DOCNUM": "0000000000000007",
    "MESTYP": "INVOIC",
    "SNDPRN": "US",
    "RCVPRN": "YOU",
    "CREDAT": "20260105",
}
WHOLE = write(
    Message(
        CONTROL,
        counted([Segment("E2EDK01", {"BELNR": "IN-1", "CURCY": "GBP"}), Segment("E2EDP01", {"MENGE": "3"})]),
    )
)


def test_a_file_is_its_control_record_and_its_segments_by_name():
    found = parsed(WHOLE)

    assert {name: found["control"][name] for name in CONTROL} == CONTROL
    assert found["segments"]["E2EDK01"] == [{"ACTION": "", "CURCY": "GBP", "BSART": "", "BELNR": "IN-1"}]
    assert found["segments"]["E2EDP01"][0]["MENGE"] == "3"


def lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "does not begin with EDI_DC40"),
        (WHOLE[1:], "does not begin with EDI_DC40"),
        (WHOLE[:300], "the control record has 300 characters, not 524"),
        (WHOLE[: 525 + 900], f"data record 1 has 900 characters, not {DATA_LENGTH}"),
        (b"".join(lines(WHOLE)[:-1]), "it says it has no items, and has 1"),
        (b"".join([*lines(WHOLE)[:1], *lines(WHOLE)[2:]]), "data record 1 says that it is number 000002"),
        (WHOLE.replace(b"0000000000000007", b"0000000000000008", 1), "belongs to document 0000000000000007"),
    ],
)
def test_a_file_that_is_not_whole_is_told(content, said):
    with pytest.raises(FileUnreadableError, match=said):
        parsed(content)
