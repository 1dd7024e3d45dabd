"""A dispatcher on a store that may be away, and that other replicas use too."""

from collections.abc import Sequence

from facade.errors import RowLostError, StoreUnavailableError
from facade.messaging.memory import MemoryStore
from facade.messaging.store import OutboxRow
from tests.facade.messaging.office import DOWN, Office, Work, given, told
from tests.facade.messaging.rows import a_row


class AwayStore(MemoryStore):
    """Does not answer the first times it is written to."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    async def reschedule(self, row: OutboxRow) -> None:
        if self._times > 0:
            self._times -= 1
            raise StoreUnavailableError("connection refused")


class TestAStoreThatReplicasShare:
    def test_that_does_not_answer_makes_the_lane_wait_and_look_before_it_writes(self) -> None:
        works = {"W000001#1": Work(failures=[StoreUnavailableError("gone"), StoreUnavailableError("gone")])}

        office = given(a_row(1), a_row(2), works=works)

        assert [(row, attempt) for _, row, attempt in office.tried] == [
            ("W000001#1", 1),
            ("W000001#1", 2),
            ("W000001#1", 3),
            ("W000001#2", 1),
        ]
        assert not office.reported

    def test_that_does_not_take_a_new_due_time_makes_the_lane_wait_too(self) -> None:
        office = given(a_row(1), works={"W000001#1": Work(failures=[DOWN])}, store=AwayStore(1))

        assert [row for _, row in office.done] == ["W000001#1"]
        assert not office.reported

    def test_a_row_in_other_hands_is_let_go_of(self) -> None:
        office = given(a_row(1), a_row(2), works={"W000001#1": Work(failures=[RowLostError("W000001#1")])})

        assert [row for _, row in office.done] == ["W000001#2"]
        assert not office.reported
        assert not office.store.dead

    def test_is_asked_again_and_again_for_rows_that_nobody_carries_out(self) -> None:
        class Shared(MemoryStore):
            claims_every_s = 1.0
            claims = 0

            async def claim(self) -> Sequence[OutboxRow]:
                self.claims += 1
                if self.claims == 2:
                    raise StoreUnavailableError("gone")
                return [a_row(self.claims)] if self.claims < 5 else []

        store = Shared()

        async def story(office: Office) -> None:
            office.dispatcher.resume()

        office = told(story, store=store, runs_s=9.5)

        assert store.claims == 10
        assert [(row, attempt) for _, row, attempt in office.tried] == [
            ("W000001#1", 2),
            ("W000001#3", 2),
            ("W000001#4", 2),
        ]
