import pickle
from dataclasses import fields

from dualrun.clock import VirtualClock, run_virtual
from simulators.chassis.tables import Table
from tests.simulators.cloud_erp.busy_day import busy_day, digest, listen
from tests.simulators.cloud_erp.erp_world import ErpWorld, open_erp
from tests.simulators.cloud_erp.test_subscriptions import listening


async def at_its_busiest(clock: VirtualClock) -> ErpWorld:
    """A book in the middle of everything: open documents, tokens, pending notifications."""
    erp = open_erp(clock)
    listening(erp)
    await listen(erp)
    await busy_day(erp, "first")
    return erp


class TestForking:
    def test_two_worlds_that_share_a_beginning_do_not_see_each_other(self):
        async def main(clock: VirtualClock):
            here = await at_its_busiest(clock)
            there = open_erp(clock, store=here.system.store.fork())
            listening(there)
            there.token = here.token
            began = digest(here.system.store)
            same = began == digest(there.system.store)
            await busy_day(there, "there")
            unseen_here = digest(here.system.store) == began
            theirs = digest(there.system.store)
            await busy_day(here, "here")
            unseen_there = digest(there.system.store) == theirs
            changed = [name for name, text in theirs.items() if text != began[name]]
            return same, unseen_here, unseen_there, changed, here.defects + there.defects

        same, unseen_here, unseen_there, changed, defects = run_virtual(main)

        assert (same, unseen_here, unseen_there, defects) == (True, True, True, [])
        assert set(changed) >= {"sales_orders", "shipments", "invoices", "credit_memos", "customers", "items"}
        assert set(changed) >= {"ledger", "purchase_orders", "receipts", "windows", "changes", "ids"}

    def test_what_is_under_way_goes_on_in_both(self):
        async def main(clock: VirtualClock):
            here = await at_its_busiest(clock)
            there = open_erp(clock, store=here.system.store.fork())
            heard = listening(there), here.system.world.wire
            await clock.sleep(31)
            return [[len(body["value"]) for _, body in wire.heard] for wire in heard]

        here, there = run_virtual(main)

        assert here == there
        assert here == [6]

    def test_every_row_can_be_written_to_disk_and_read_again(self):
        async def main(clock: VirtualClock):
            store = (await at_its_busiest(clock)).system.store
            tables = [getattr(store, entry.name) for entry in fields(store)]
            rows = [row for table in tables if isinstance(table, Table) for row in table.values()]
            return len(rows), repr(rows) == repr(pickle.loads(pickle.dumps(rows)))

        count, is_same = run_virtual(main)

        assert count > 100
        assert is_same
