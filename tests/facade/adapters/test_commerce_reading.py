import pytest

from facade.adapters.commerce_reading import read_order
from facade.canonical.xref import CrossReference
from facade.errors import NoticeRefusedError

DEEP = 990


@pytest.mark.parametrize("deep", [b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP])
@pytest.mark.parametrize("around", [b"%b", b'{"items": %b}'])
def test_what_is_nested_deeper_than_anybody_reads_is_refused(deep, around):
    with pytest.raises(NoticeRefusedError):
        read_order(around % deep, CrossReference("commerce", {}), "commerce")
