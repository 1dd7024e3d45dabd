"""The page for people: whole, self-sufficient, and deaf to what foreign text would have it do."""

import re
from html.parser import HTMLParser

import pytest

from dualrun.report.bills import BillDay, BillsRow
from dualrun.report.html import render
from tests.report_builder import HOSTILE, a_go, a_hostile, a_no_go, an_inconclusive, changed, parity, stages

VOID = {"meta", "link", "br", "col", "img", "input", "hr"}
EVERY_REPORT = pytest.mark.parametrize("report_of", [a_go, a_no_go, an_inconclusive, a_hostile])


class Page(HTMLParser):
    """A page taken apart: every element with its attributes, and the text between them."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements, self.words, self.open, self.crossed = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


class TestThePageStandsAlone:
    @EVERY_REPORT
    def test_every_element_is_closed_where_it_was_opened(self, report_of):
        page = Page(render(report_of()))

        assert (page.crossed, page.open) == ([], [])

    @EVERY_REPORT
    def test_nothing_is_fetched_from_anywhere(self, report_of):
        written = render(report_of())
        page = Page(written)
        addresses = [
            address
            for _, attributes in page.elements
            for name in ("src", "href", "action", "srcset", "data", "xlink:href")
            if (address := attributes.get(name)) is not None
        ]

        assert [a for a in addresses if not a.startswith("#") and a != "data:,"] == []
        assert "url(" not in written
        assert "@import" not in written

    @EVERY_REPORT
    def test_nothing_runs_and_the_page_forbids_it(self, report_of):
        page = Page(render(report_of()))
        [policy] = [
            m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
        ]

        assert page.all("script") == []
        assert [name for _, given in page.elements for name in given if name.startswith("on")] == []
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")

    def test_every_link_leads_somewhere(self):
        page = Page(render(a_no_go()))
        places = {attributes.get("id") for _, attributes in page.elements}

        assert {link["href"].removeprefix("#") for link in page.all("a")} <= places

    def test_no_place_has_two_names(self):
        names = [given["id"] for _, given in Page(render(a_no_go())).elements if "id" in given]

        assert len(names) == len(set(names))


class TestForeignText:
    def test_markup_in_it_is_shown_and_not_obeyed(self):
        page = Page(render(a_hostile()))

        shown = page.text.count('"><script>alert(1)</script>[bold red]')
        assert page.all("script") == []
        assert shown >= 15

    def test_it_cannot_leave_an_attribute(self):
        report = changed(a_go(), scenario='x" onmouseover="alert(1)')

        assert [n for _, given in Page(render(report)).elements for n in given if n.startswith("on")] == []

    def test_control_characters_and_turned_text_are_replaced(self):
        written = render(a_hostile())

        assert "\x1b" in HOSTILE
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e\ud800-\udfff]", written)


class TestWhatItSays:
    def test_the_verdict_and_its_reasons_come_with_what_it_takes_to_see_it_again(self):
        report = a_no_go()
        text = Page(render(report)).text

        for said in ("No-go", *report.reasons, report.scenario, report.journal_digest, report.reproduce):
            assert said in text

    def test_every_violation_is_there_with_its_evidence(self):
        text = Page(render(a_no_go())).text

        assert text.count("SO-100055, SO-100056 W000042") == 50
        assert "52 violations , the first 50 shown" in text.replace("violations,", "violations ,")
        assert "SO-100055, SO-100056 W000081" in text

    def test_a_difference_shows_both_sides_and_the_rule_that_tolerates_it(self):
        text = Page(render(a_no_go())).text

        assert "status invoiced shipped no rule" in text
        assert "tax 250.67 250.66 tax rounding basis" in text

    def test_what_nobody_has_explained_comes_before_what_is_tolerated(self):
        text = Page(render(a_no_go())).text

        assert text.index("W000182") < text.index("W000009") < text.index("W000029")

    def test_a_fault_that_never_struck_differs_from_one_that_was_not_asked_for(self):
        page = Page(render(a_go()))

        titles = [cell["title"] for cell in page.all("td") if "title" in cell]
        assert titles == ["asked for, but never struck"]
        assert "·" in page.text

    def test_the_evidence_of_a_gate_is_told_when_pointed_at(self):
        told = "gate to live, day 3 05:00: promote, 0 of 47 differ: at most 6.18% with 95% confidence"

        assert f"<title>{told}</title>" in render(a_go())

    def test_lines_that_nobody_accounts_for_are_called_out(self):
        astray = a_go().input.model_copy(update={"lines_read": 801})

        assert "Unaccounted for" not in render(a_go())
        assert "Unaccounted for 1" in Page(render(changed(a_go(), input=astray))).text

    def test_several_capabilities_are_told_apart(self):
        moves = [*stages(), *(row.model_copy(update={"capability": "pricing"}) for row in stages())]
        rows = [parity("live", match=3), parity("live", match=4).model_copy(update={"capability": "pricing"})]

        text = Page(render(changed(a_go(), stages=moves, parity=rows))).text
        assert "pricing pilot" in text
        assert "pricing live" in text

    def test_the_queue_of_bills_is_shown_day_by_day(self):
        day = BillDay(at="2026-03-09T09:00:00+00:00", waiting=17, oldest_days=6)
        bills = BillsRow(came=40, at_once=20, posted=23, failed={"no order": 20}, paid_late=4, days=[day])

        text = Page(render(changed(a_go(), bills=bills))).text

        assert "did not match: no order 20" in text
        assert "day 7 09:00 17 6" in text
        assert "Vendors' bills" not in Page(render(a_go())).text

    @EVERY_REPORT
    def test_every_heading_cell_says_what_it_heads(self, report_of):
        headings = Page(render(report_of())).all("th")

        assert all(heading.get("scope") in ("row", "col", "rowgroup", "colgroup") for heading in headings)

    def test_the_same_report_gives_the_same_page(self):
        assert render(a_no_go()) == render(a_no_go())
