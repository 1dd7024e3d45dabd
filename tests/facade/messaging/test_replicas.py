"""Several replicas on one PostgreSQL: who carries out which row, and who is told to look again."""

from collections.abc import Iterator

import pytest

from facade.errors import RowLostError, StaleStepError
from facade.messaging.store import Answer, Step, TrailEntry
from tests.facade.builders import NOON, a_state
from tests.facade.messaging.rows import a_row
from tests.facade.waiting import Waiting

pytestmark = pytest.mark.services("postgresql")


@pytest.fixture
def url() -> Iterator[str]:
    from tests.facade.messaging.databases import a_schema

    with a_schema() as url:
        yield url


@pytest.fixture
def pair(url: str) -> Iterator[tuple[Waiting, Waiting]]:
    from tests.facade.messaging.databases import a_replica

    one, other = a_replica(url, "one"), a_replica(url, "other")
    yield one, other
    one.shut()
    other.shut()


def told(version: int) -> TrailEntry:
    return TrailEntry(version, NOON, "Event", "a", "b", f"m-{version}", "m-0")


def step(version: int, *rows: int, done: int = 0, order: str = "A", lane: str = "process") -> Step:
    written = tuple(a_row(number, order, lane) for number in rows)
    return Step(order, a_state(), told(version), written, f"{order}#{done}" if done else "")


def ids(rows: object) -> list[str]:
    return [row.id for row in rows]  # type: ignore[attr-defined]


class TestALane:
    def test_belongs_to_the_replica_that_begins_it_one_row_after_another(self, pair) -> None:
        one, _ = pair

        assert ids(one.commit(step(1, 1, 2))) == ["A#1"]
        assert ids(one.commit(step(2, done=1))) == ["A#2"]

    def test_gives_a_row_that_another_replica_wrote_to_whoever_finishes_the_one_before(self, pair) -> None:
        one, other = pair
        one.commit(step(1, 1))

        assert ids(other.commit(step(2, 2))) == []
        assert ids(one.commit(step(3, done=1))) == ["A#2"]
        assert ids(one.commit(step(4, done=2))) == []

    def test_of_another_kind_is_begun_by_whoever_writes_its_first_row(self, pair) -> None:
        one, other = pair
        one.commit(step(1, 1))

        assert ids(other.commit(step(2, 2, lane="channel"))) == ["A#2"]

    def test_goes_on_behind_a_row_that_was_buried(self, pair) -> None:
        one, _ = pair
        [first] = one.commit(step(1, 1, 2))

        assert ids(one.bury(first, "defect", NOON)) == ["A#2"]
        assert one.level().dead == 1


class TestAStep:
    def test_upon_a_state_that_has_moved_is_stale_and_changes_nothing(self, pair) -> None:
        one, other = pair
        one.commit(step(1, 1))
        other.commit(step(2, 2))

        with pytest.raises(StaleStepError):
            one.commit(step(2, 3, done=1))

        assert ids(one.unsent()) == ["A#1", "A#2"]
        assert len(one.trail("A")) == 2

    def test_that_finishes_a_row_in_other_hands_is_lost_and_changes_nothing(self, pair) -> None:
        one, other = pair
        one.commit(step(1, 1))

        with pytest.raises(RowLostError):
            other.commit(step(2, 2, done=1))

        assert ids(one.unsent()) == ["A#1"]

    def test_accepts_a_reference_once(self, pair) -> None:
        one, other = pair
        one.commit(step(1, 1))

        with pytest.raises(StaleStepError):
            other.commit(step(1, 1))

    def test_accepts_a_key_once(self, pair) -> None:
        one, other = pair
        answer = ("k", Answer("f", 202, b"{}"))
        one.commit(step(1, 1)._replace(answer=answer))

        with pytest.raises(StaleStepError):
            other.commit(step(1, 1, order="B")._replace(answer=answer))

        assert one.load("B") is None

    def test_accepts_nothing_under_a_policy_that_is_no_longer_in_force(self, pair) -> None:
        one, other = pair
        heard: list[bytes | None] = []
        other.watch(lambda: heard.append(other.kept("policy")))
        one.keep("policy", b"two")

        with pytest.raises(StaleStepError):
            other.commit(step(1, 1))

        assert heard == [b"two"]
        other.commit(step(1, 1))


class TestClaims:
    def test_leave_the_rows_of_a_replica_that_lives_alone(self, pair) -> None:
        one, other = pair
        one.commit(step(1, 1))

        assert ids(other.claim()) == []

    def test_take_the_rows_of_one_that_has_left_in_the_order_of_their_lanes(self, pair) -> None:
        one, other = pair
        one.commit(step(1, 1, 2))
        one.commit(step(1, 1, order="B"))
        one.leave()

        assert ids(other.claim()) == ["A#1", "B#1"]
        assert ids(other.commit(step(2, done=1))) == ["A#2"]

    def test_take_the_rows_of_one_whose_lease_has_run_out(self, url) -> None:
        from tests.facade.messaging.databases import a_replica

        silent, other = a_replica(url, "silent", lease_s=0.0), a_replica(url, "other", lease_s=0.0)
        silent.commit(step(1, 1))

        assert ids(other.claim()) == ["A#1"]
        with pytest.raises(RowLostError):
            silent.commit(step(2, done=1))
        with pytest.raises(RowLostError):
            silent.reschedule(a_row(1, "A"))
        silent.shut()
        other.shut()

    def test_let_a_replica_that_was_started_again_wait_for_what_the_last_one_may_have_sent(
        self, url, pair
    ) -> None:
        from tests.facade.messaging.databases import a_replica

        one, _ = pair
        one.commit(step(1, 1))

        again, later = a_replica(url, "one"), a_replica(url, "later", lease_s=0.0)

        assert ids(again.claim()) == []
        again.shut()
        one.leave()
        assert ids(later.claim()) == ["A#1"]
        later.shut()

    def test_tell_what_another_replica_has_kept(self, pair) -> None:
        one, other = pair
        heard: list[bytes | None] = []
        other.watch(lambda: heard.append(other.kept("policy")))

        one.keep("policy", b"one")
        other.claim()
        other.claim()

        assert heard == [b"one"]

    def test_find_rows_that_are_ours_without_our_knowing(self, pair) -> None:
        one, _ = pair
        one.commit(step(1, 1))
        one.store._in_hand.clear()  # as when the connection broke before the answer came
        one.store._in_doubt = True

        assert ids(one.claim()) == ["A#1"]
        assert ids(one.claim()) == []


def test_two_replicas_cannot_replace_the_same_document_unseen(pair) -> None:
    one, other = pair
    one.keep("policy", b"one")

    with pytest.raises(StaleStepError):
        other.keep("policy", b"other")

    assert other.kept("policy") == b"one"
    other.keep("policy", b"other")


def test_an_id_with_a_nul_in_it_is_known_again(pair) -> None:
    one, _ = pair
    one.commit(step(1)._replace(taken_in=("wms", "a\x00b")))

    assert one.has_taken_in("wms", "a\x00b")
