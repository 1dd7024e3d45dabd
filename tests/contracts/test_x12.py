"""A pact says of an interchange what a partner reads in it; a broken envelope is always told."""

import pytest

from contracts.fixed_width import FileUnreadableError
from contracts.pact_file import read_pacts
from contracts.verification import verify
from contracts.x12 import parsed
from tests.contracts.pact_document import Rote, a_pact, written

ISA = (
    "ISA*00*          *00*          *ZZ*SELLER         *ZZ*BUYER          "
    "*260105*1200*U*00401*000000017*0*P*>~\n"
)
GOOD = (
    ISA
    + "GS*PR*SELLER*BUYER*20260105*1200*17*X*004010~\n"
    + "ST*855*0001~\nBAK*00*AC*PO-1*20260105~\nPO1*1*3*EA*2.50**SK*ITEM-1~\nACK*IA*3*EA~\nCTT*1~\n"
    + "SE*6*0001~\n"
    + "GE*1*17~\nIEA*1*000000017~\n"
)
READ = {"ST01": "855", "segments": {"BAK": [{"BAK02": "AC", "BAK03": "PO-1"}], "PO1": [{"PO102": "3"}]}}
NEEDED = {"ISA06": "SELLER", "groups": [{"transactions": [READ]}]}
RULES = {"$.groups[0].transactions[0].segments.PO1[0].PO102": [{"match": "regex", "regex": "^[0-9]+$"}]}


def verdict(tmp_path, text: str):
    rules = {path: {"combine": "AND", "matchers": matchers} for path, matchers in RULES.items()}
    contents = {"content": NEEDED, "contentType": "application/json", "encoded": False}
    message = {"type": "Asynchronous/Messages", "contents": contents, "matchingRules": {"body": rules}}
    told = Rote(text.encode(), 0, {"content-type": "application/edi-x12"})
    [outcome] = verify(read_pacts(written(tmp_path, a_pact(**message))), told)
    return outcome


def test_elements_are_found_by_their_numbers():
    document = parsed(GOOD.encode())

    assert document["groups"][0]["transactions"][0]["segments"]["PO1"] == [
        {
            "PO101": "1",
            "PO102": "3",
            "PO103": "EA",
            "PO104": "2.50",
            "PO105": "",
            "PO106": "SK",
            "PO107": "ITEM-1",
        }
    ]


def test_a_partner_takes_other_quantities_dates_and_control_numbers(tmp_path):
    other = GOOD.replace("*3*EA*2.50", "*12*EA*2.50").replace("000000017", "000000018").replace("*17", "*18")

    assert verdict(tmp_path, GOOD).differences == ()
    assert verdict(tmp_path, other).differences == ()
    assert verdict(tmp_path, GOOD.replace("~\n", "'").replace("*", "+")).differences == ()


def test_what_a_partner_reads_may_not_go_missing(tmp_path):
    gone = GOOD.replace("PO1*1*3*", "PO1*1**")
    [found] = verdict(tmp_path, gone).differences

    assert "PO102" in found


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("SE*6*", "SE*5*", "SE01, the count of segments, is 5, and should be 6"),
        ("SE*6*0001", "SE*6*0002", "SE02, the control number, is 0002, and should be 0001"),
        ("GE*1*", "GE*2*", "GE01, the count of transactions, is 2, and should be 1"),
        ("GE*1*17", "GE*1*16", "GE02, the control number, is 16, and should be 17"),
        ("IEA*1*", "IEA*9*", "IEA01, the count of groups, is 9, and should be 1"),
        ("IEA*1*000000017", "IEA*1", "IEA02, the control number, is not there, and should be 000000017"),
        ("GE*1*17~\n", "", "GS without GE"),
        ("ST*855", "SX*855", "SX stands where ST should"),
        ("IEA*1*000000017~\n", "", "ISA without IEA"),
        (GOOD, GOOD * 2, "there are 2 interchanges in it, not one"),
    ],
)
def test_an_envelope_that_does_not_hold_is_told(tmp_path, was, becomes, said):
    assert verdict(tmp_path, GOOD.replace(was, becomes)).differences == (
        f"body: the file is not whole: {said}",
    )


def test_what_is_no_interchange_is_told():
    with pytest.raises(FileUnreadableError, match="does not begin with an ISA"):
        parsed(b"UNA:+.? '")
