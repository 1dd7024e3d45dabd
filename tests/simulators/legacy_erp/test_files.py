import asyncio

import pytest

from simulators.chassis.commits import OrderCommit
from simulators.legacy_erp.domain.records import CONTROL, DATA, read
from tests.simulators.legacy_erp.back_office import BackOffice, shipment_xml
from tests.simulators.legacy_erp.partner import FOLDERS, fetch, later, message, names, order_file, put


def told(story, **office):
    async def tell():
        return await story(BackOffice(**office))

    return asyncio.run(tell())


def test_records_have_the_geometry_of_the_real_thing():
    assert sum(width for _, width in CONTROL) == 524
    assert sum(width for _, width in DATA) == 1063
    assert {len(line) for line in order_file().decode("cp1252").splitlines()[1:]} == {1063}


class TestAnOrderByFile:
    def test_is_entered_by_the_next_poll_and_answered_at_every_step(self):
        async def story(office):
            dropped = await put(office, "o1.txt", order_file())
            before = await names(office, "in")
            await later(office, 60)
            await office.codeunit("PostShipment", shipment_xml("SO-100001", "SH-1", (1, "10"), (2, "2")))
            await office.codeunit("PostInvoice", "<orderNo>SO-100001</orderNo>")
            out = await names(office, "out")
            sent = [await message(office, name) for name in out]
            order = await office.page("SalesOrder", "Read", "<No>SO-100001</No>")
            return dropped.status, before, await names(office, "in"), out, sent, order

        dropped, before, after, out, sent, order = told(story)

        assert (dropped, before, after) == (201, ["o1.txt"], [])
        assert [one.control["MESTYP"] for one in sent] == ["DESADV", "INVOIC", "ORDRSP"]
        assert len({one.control["DOCNUM"] for one in sent}) == 3
        assert {one.control["RCVPRN"] for one in sent} == {"BUYER1"}
        assert {one.first("E2EDK02", QUALF="001")["BELNR"] for one in sent} == {"EDI-1"}
        assert sent[1].first("E2EDP01", POSEX="000002")["NETWR"] == "13.20"
        assert (order.one("Ship_to_Name"), order.all("Unit_Price")) == ("Müller & Söhne", ["0.30", "6.60"])
        assert out == sorted(out)

    def test_under_another_name_and_the_same_control_number_is_refused(self):
        async def story(office):
            await put(office, "a.txt", order_file())
            await later(office, 60)
            await put(office, "b.txt", order_file())
            await later(office, 60)
            reason = (await fetch(office, "error", "b.txt.reason")).body.decode()
            return reason, sum(isinstance(one, OrderCommit) for one in office.commits)

        reason, orders = told(story)

        assert "duplicate: control number BUYER1/0000000000000001 came before, in 'a.txt'" in reason
        assert orders == 1

    def test_comes_in_twice_where_duplicates_are_accepted(self):
        async def story(office):
            for name in ("a.txt", "b.txt"):
                await put(office, name, order_file())
            await later(office, 60)
            return sum(isinstance(one, OrderCommit) for one in office.commits), office.misbehaved

        orders, misbehaved = told(story, misbehaviours={"duplicates_accepted": {}})

        assert orders == 2
        assert misbehaved == [("duplicates_accepted", "BUYER1/0000000000000001")]


CUT = order_file()
UTF_8 = CUT.decode("cp1252").encode()
REJECTED = {
    "half_written": [CUT[:-500], CUT[:2000], b"", b"\n", CUT.rsplit(b"\n", 2)[0] + b"\n"],
    "code_page": [UTF_8, CUT.replace("ü".encode("cp1252"), b"\x81")],
    "geometry": [b"hello\n", CUT.replace(b"\n", b"\r\n", 1), CUT.replace(b"EDI_DC40", b"EDI_DC41")],
    "unknown_segment": [CUT.replace(b"E2EDK03", b"E2EDK99")],
    "unknown_record": [order_file(items=(("GHOST", "1", "PCS"),)), order_file(items=(("H-NUT", "1", "KG"),))],
    "control": [CUT.replace(b"000000000000000100000", b"000000000000000200000", 1)],
    "message_type": [CUT.replace(b"ORDERS", b"MATMAS")],
    "There is no customer": [order_file(customer="D99")],
    "Quantity": [order_file(items=(("H-NUT", "0", "PCS"),))],
    "MENGE": [order_file(items=(("H-NUT", "NaN", "PCS"),)), order_file(items=(("H-NUT", "1e400", "PCS"),))],
}


class TestWhatIsPutAside:
    @pytest.mark.parametrize(("reason", "content"), [(r, c) for r, many in REJECTED.items() for c in many])
    def test_a_file_that_cannot_be_worked_on_lies_beside_its_reason(self, reason, content):
        async def story(office):
            await put(office, "o.txt", content)
            await later(office, 120)
            kept = await fetch(office, "error", "o.txt")
            said = await fetch(office, "error", "o.txt.reason")
            return kept.body, said.body.decode("cp1252"), await names(office, "in"), office.commits

        kept, said, waiting, commits = told(story)

        assert kept == content
        assert reason in said
        assert (waiting, commits) == ([], [])

    def test_lines_may_end_the_other_way_throughout(self):
        assert read(CUT.replace(b"\n", b"\r\n")) == read(CUT)


class TestAFileThatIsBeingWritten:
    def test_waits_while_it_grows_and_is_read_whole(self):
        async def story(office):
            await later(office, 55)
            await put(office, "o.txt", CUT[:3000])
            await later(office, 6)
            seen = await names(office, "in"), await names(office, "error")
            again = await put(office, "o.txt", CUT)
            await later(office, 60)
            return seen, again.status, await names(office, "in"), len(await names(office, "out"))

        assert told(story) == ((["o.txt"], []), 204, [], 1)

    def test_is_left_alone_under_a_name_that_says_so(self):
        async def story(office):
            await put(office, "o.txt.tmp", CUT)
            await later(office, 3600)
            return await names(office, "in"), office.commits

        assert told(story) == (["o.txt.tmp"], [])


class TestWhatPartnersCollect:
    def test_may_be_half_written_first(self):
        async def story(office):
            await put(office, "o.txt", CUT)
            await later(office, 60)
            [name] = await names(office, "out")
            half = (await fetch(office, "out", name)).body
            await later(office, 30)
            return half, (await fetch(office, "out", name)).body, office.misbehaved

        half, whole, misbehaved = told(story, misbehaviours={"half_written_file": {"after_s": 30.0}})

        assert whole.startswith(half)
        assert len(half) < len(whole)
        assert misbehaved[-1][0] == "half_written_file"

    def test_may_come_twice_under_one_control_number(self):
        async def story(office):
            await put(office, "o.txt", CUT)
            await later(office, 60)
            [name] = await names(office, "out")
            taken = await office.request("DELETE", f"{FOLDERS}/out/{name}")
            await later(office, 300)
            [again] = await names(office, "out")
            return taken.status, name, again, (await message(office, again)).control["DOCNUM"]

        taken, name, again, number = told(story, misbehaviours={"duplicate_file": {}})

        assert taken == 204
        assert again == name.replace(".txt", "_2.txt")
        assert number in name


class TestTheFolders:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/files/Distribution/secret", 400),
            ("GET", "/files/Nowhere/in", 404),
            ("GET", "/files/Distribution/in/none.txt", 404),
            ("DELETE", "/files/Distribution/out/none.txt", 404),
            ("PUT", "/files/Distribution/out/mine.txt", 403),
            ("PUT", "/files/Distribution/in/..", 400),
            ("PUT", "/files/Distribution/in/a b", 400),
            ("PUT", "/files/Distribution/in/a\r\nx: y", 400),
            ("PUT", "/files/Distribution/in/" + "n" * 81, 400),
            ("PUT", "/files/Distribution/pending/x", 400),
            ("POST", "/files/Distribution/in/x", 405),
        ],
    )
    def test_refuse_what_they_do_not_have(self, method, path, status):
        async def story(office):
            return await office.request(method, path, b"x")

        assert told(story).status == status

    def test_take_no_more_than_they_can_hold(self):
        async def story(office):
            return (await put(office, "o.txt", b"x" * 1_100_000)).status

        assert told(story) == 413

    def test_are_closed_to_strangers_and_apart_for_each_company(self):
        async def story(office):
            await put(office, "o.txt", CUT)
            other = await office.request("GET", "/files/Retail/in")
            stranger = await office.request("GET", f"{FOLDERS}/in", headers={"authorization": "Basic eDp5"})
            return other.body, stranger.status

        assert told(story) == (b'{"files":[]}', 401)

    def test_are_left_alone_while_the_nightly_batch_runs(self):
        async def by_night(office):
            await later(office, 17 * 3600 - 30)
            await put(office, "o.txt", CUT)
            office.system.world.misbehaviours = {"batch_window": {"from": "01:00", "to": "03:00"}}
            await later(office, 1800)
            during = len(office.commits)
            await later(office, 2 * 3600)
            return during, len(office.commits)

        assert told(by_night) == (0, 1)
