import asyncio

from facade.dual_run.shadow_queue import AT_ONCE, ShadowQueue


def test_work_is_done_in_order_between_other_work_and_never_while_it_is_put():
    async def story() -> None:
        done: list[int] = []
        queue: ShadowQueue[int] = ShadowQueue(done.append)
        assert all(queue.put(number) for number in range(AT_ONCE + 10))
        assert done == []
        await asyncio.sleep(0)
        assert len(done) == AT_ONCE
        await asyncio.sleep(0)
        assert done == list(range(AT_ONCE + 10))
        queue.put(7)
        await asyncio.sleep(0)
        assert done[-1] == 7

    asyncio.run(story())


def test_what_finds_no_room_is_turned_away():
    async def story() -> None:
        queue: ShadowQueue[int] = ShadowQueue(lambda _: None, room=2)
        assert [queue.put(n) for n in range(3)] == [True, True, False]
        await asyncio.sleep(0)
        assert queue.put(3)

    asyncio.run(story())
