"""A plain query that must wait for a process: on the event loop, in turn, and no longer than its asker."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import QueryResultsFormat

from miliary.composition import Service
from miliary.store import Asked, reactor
from tests.loops import run
from tests.web.asgi import Client, ask
from tests.web.asking import CSF, PONS, Asking, request, the_long_way
from tests.web.killers import KILLERS

pytestmark = pytest.mark.skipif(not reactor.IS_POSSIBLE, reason="this system has no epoll: a thread waits for each")


@pytest.fixture(scope="module")
def asking(published: Service) -> Iterator[Asking]:
    made = Asking(published)
    yield made
    made.pool.close()


def test_more_than_there_are_processes_for_are_answered_in_turn_and_one_too_many_is_refused(asking: Asking) -> None:
    the_long_way(asking, request("GET", PONS))
    clients = [Client() for _ in range(30)]

    async def all_asked() -> None:
        asking.gateway.begin(asyncio.get_running_loop())
        scope, _ = request("GET", CSF)
        await asyncio.gather(*(ask(asking.gateway, scope, each) for each in clients))

    run(all_asked())
    statuses = [each.answers[0][0] for each in clients]
    assert set(statuses) <= {200, 503}
    assert statuses[0] == 200
    assert len({each.answers[0][2] for each in clients if each.answers[0][0] == 200}) == 1
    assert (asking.pool.state()["busy"], asking.pool.state()["waiting"]) == (0, 0)


async def while_all_are_busy(asking: Asking, client: Client, then: Callable[[], None], seconds: float = 0.2) -> None:
    """Ask what must wait for a process; half a second later something happens, and then it can have one."""
    asking.gateway.begin(asyncio.get_running_loop())
    busy = [asking.pool.begin(Asked("ASK {}", QueryResultsFormat.JSON, None)) for _ in range(2)]
    asked = asyncio.ensure_future(ask(asking.gateway, request("GET", PONS)[0], client))
    await asyncio.sleep(0.5)
    then()
    await asyncio.sleep(seconds)
    for each in busy:
        each.finish(None)
    await asked


def test_one_that_waits_long_for_a_process_still_goes_past_the_application(asking: Asking) -> None:
    the_long_way(asking, request("GET", PONS))
    asking.reached.clear()
    client, waiting = Client(), []
    run(while_all_are_busy(asking, client, lambda: waiting.append(asking.pool.state()["waiting"])))
    assert waiting == [1]
    assert client.answers[0][0] == 200
    assert asking.reached == []


def test_one_that_gets_no_process_in_time_is_told_so_by_then(published: Service) -> None:
    asking = Asking(published, seconds=1)
    the_long_way(asking, request("GET", PONS))
    client, told = Client(), []

    def look() -> None:
        asyncio.get_running_loop().call_later(1.3, lambda: told.extend(client.answers))

    run(while_all_are_busy(asking, client, look, seconds=1.5))
    assert [status for status, _, _ in told] == [503]
    assert b"query_workers" in told[0][2]
    asking.pool.close()


def test_one_whose_asker_leaves_while_it_waits_gets_no_process(asking: Asking) -> None:
    the_long_way(asking, request("GET", PONS))
    gone = asyncio.Event()
    client, waiting = Client(gone=gone), []

    def leave() -> None:
        gone.set()
        asyncio.get_running_loop().call_later(0.15, lambda: waiting.append(asking.pool.state()["waiting"]))

    run(while_all_are_busy(asking, client, leave))
    assert waiting == [0]
    assert client.answers[0][0] == 503


def test_an_asker_who_leaves_at_once_leaves_nothing_behind(asking: Asking) -> None:
    the_long_way(asking, request("GET", PONS))

    async def leave() -> None:
        asking.gateway.begin(asyncio.get_running_loop())
        task = asyncio.ensure_future(ask(asking.gateway, request("GET", KILLERS["cross product"])[0], Client()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(leave())
    assert asking.pool.state()["busy"] == 0
    assert asking.ask(request("GET", PONS))[0][0] == 200
