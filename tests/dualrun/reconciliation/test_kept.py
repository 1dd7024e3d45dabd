"""An extract that somebody else wrote is refused by file, line, column and value, or it is a book."""

import pytest

from dualrun.errors import UsageError
from dualrun.reconciliation.kept import read_extract

ORDERS = "reference,number,customer,currency,posting,status,net,tax,gross,lines,owed,due"
STOCK, GOODS, ARTICLES = "item,on_hand", "item,quantity", "item,price,packs"


def refused(folder, name: str, text: bytes) -> str:
    (folder / f"{name}.csv").write_bytes(text)
    with pytest.raises(UsageError) as told:
        read_extract(folder)
    said = str(told.value)
    assert said.startswith(str(folder / f"{name}.csv"))
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("name", "columns", "row", "said"),
    [
        ("orders", ORDERS, "W1,O1,C1,GBP,true,open,NaN,0,0,[],0,", "line 2: net: 'NaN' is no number that a"),
        ("orders", ORDERS, "W1,O1,C1,GBP,true,open,many,0,0,[],0,", "line 2: net: 'many' is no number"),
        ("orders", ORDERS, "W1,O1,C1,GBP,true,open,1,0,0,[],0,2027-13-41", "due: '2027-13-41' is no day"),
        ("orders", ORDERS, 'W1,O1,C1,GBP,true,open,1,0,0,"[[1,2]]",0,', "lines: '[[1,2]]' is no list of"),
        ("orders", ORDERS, "W1,O1,C1,GBP,true,open,1,0,0,{},0,", "lines: '{}' is no list of pairs"),
        (
            "orders",
            ORDERS,
            'W1,O1,C1,GBP,true,open,1,0,0,"[[""I1"",""x EA""]]",0,',
            "lines: 'x' is no number",
        ),
        ("orders", ORDERS, "W1,O1,C1,GBP,perhaps,open,1,0,0,[],0,", "posting: 'perhaps' is neither"),
        ("stock", STOCK, "I1,1e999999999", "on_hand: '1e999999999' is no number that a book could hold"),
        ("stock", STOCK, "I1,1e-999999999", "on_hand: '1e-999999999' is no number that a book could hold"),
        ("goods_in", GOODS, "I1,", "quantity: '' is no number"),
        ("articles", ARTICLES, 'I1,1,"[[""EA"",""x""]]"', "packs: 'x' is no number"),
    ],
)
def test_a_value_that_no_book_holds_is_told_with_its_column(tmp_path, name, columns, row, said):
    assert said in refused(tmp_path, name, f"{columns}\n{row}\n".encode())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"item,on_hand\nI1,\xff\n", "it is no text in UTF-8"),
        (b"item,on_hand\n" + b"x" * 140_000 + b",1\n", "field larger than field limit"),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path, text, said):
    assert said in refused(tmp_path, "stock", text)


def test_a_folder_in_the_place_of_a_table_is_told(tmp_path):
    (tmp_path / "orders.csv").write_text(f"{ORDERS}\n")
    (tmp_path / "stock.csv").mkdir()
    with pytest.raises(UsageError, match=r"stock\.csv: cannot be read: Is a directory"):
        read_extract(tmp_path)
