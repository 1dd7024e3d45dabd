from dualrun.checkers.archive import Archive
from tests.builders import a_story
from tests.business import CODES, MASTER


def test_a_native_code_stands_for_its_business_id():
    assert Archive(MASTER, CODES).business("legacy_erp", "unit", "KRT") == "CS"


def test_a_code_nobody_published_equals_no_other_systems_code():
    archive = Archive(MASTER, CODES)

    assert archive.business("legacy_erp", "item", "X") != archive.business("cloud_erp", "item", "X")


def test_a_kind_without_codes_is_in_business_words():
    assert Archive(MASTER, CODES).business("wms", "unit", "EA") == "EA"


def test_a_case_holds_what_its_item_says():
    archive = Archive(MASTER, CODES)

    assert (archive.pack("ITEM-1", "EA"), archive.pack("ITEM-1", "CS"), archive.pack("ITEM-9", "CS")) == (
        1,
        10,
        0,
    )


def test_books_are_those_that_hold_orders_and_sites_those_that_hold_goods():
    archive = a_story().play([]).archive

    assert list(archive.books) == ["legacy_erp", "cloud_erp"]
    assert list(archive.sites) == ["wms"]


def test_the_newest_record_is_kept_and_not_copied():
    story = a_story()

    archive = story.play([]).archive
    assert archive.dossier("SO-1").orders.at(("legacy_erp", "SO-l-SO-1")) is story.says("invoiced")
    assert archive.dossier("SO-1").channel is story.says("shop complete")


def test_an_order_that_posted_once_has_posted_whatever_its_flag_says_now():
    archive = (
        a_story().changing("shipped", posting=False).changing("invoiced", posting=False).play([]).archive
    )

    assert archive.dossier("SO-1").posted == (("legacy_erp", "SO-l-SO-1"),)


def test_an_order_nobody_has_named_has_an_empty_dossier():
    archive = Archive(MASTER, CODES)

    assert archive.dossier("SO-9").orders == ()
    assert archive.dossiers == {}


def test_a_book_without_published_codes_of_an_item_knows_no_pack():
    archive = Archive(MASTER, {})

    assert archive.business("legacy_erp", "item", "1000-B") == "1000-B"
    assert archive.pack("1000-B", "CS") == 0
