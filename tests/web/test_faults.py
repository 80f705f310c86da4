"""Kill -9 of master, web worker, query worker and whoever publishes, under load: nothing lost, nothing half, soon back.

Twenty kills take most of a minute; two hundred are for ``make test-long``.
"""

import json
import random
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from tests.curation.books import audited
from tests.curation.folders import write_folder
from tests.curation.killing import CLIENTS
from tests.store.servers import free_port
from tests.web.faults import Editing, Kill, Supervisor, Told, Victim, keep_asking, kill, wait_until

pytestmark = pytest.mark.alone

TWENTY = [Victim.MASTER] * 3 + [Victim.WEB_WORKER] * 6 + [Victim.QUERY_WORKER] * 5 + [Victim.WRITER] * 6
ASKING = 2
KILLS_BETWEEN_CHANGES = 10
SECONDS_TO_BE_BACK = dict.fromkeys(Victim, 2.0) | {Victim.MASTER: 30.0}
"""On a machine that may be busy with other things; how long the start takes on a quiet one is measured apart."""
MOMENT = 0.25
"""Until the system has taken a killed process's socket away, a connection may still meet it."""


@dataclass(frozen=True)
class Ordeal:
    """What came of it: every kill, every question, and which changes were acknowledged."""

    kills: Sequence[Kill]
    told: Sequence[Told]
    acknowledged: Sequence[str]
    refused: Sequence[str]


def endured(service: Supervisor, victims: Sequence[Victim], chance: random.Random) -> Ordeal:
    """Kill one after the other while two ask and one publishes; a change is waited for now and then."""
    editing, enough, kills = Editing(service), threading.Event(), []

    def one_more() -> None:
        before = len(editing.acknowledged)
        wait_until(lambda: len(editing.acknowledged) > before, 120)

    with ThreadPoolExecutor(ASKING + 1) as threads:
        editor = threads.submit(editing.work, enough)
        clients = [threads.submit(keep_asking, service, number, enough) for number in range(ASKING)]
        try:
            for number, victim in enumerate(victims):
                if number % KILLS_BETWEEN_CHANGES == 0:
                    one_more()
                threading.Event().wait(chance.uniform(0, 0.8))
                kills.append(kill(victim, service, editing, chance))
            one_more()
        finally:
            enough.set()
        editor.result()
        return Ordeal(kills, [each for one in clients for each in one.result()], editing.acknowledged, editing.refused)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Supervisor]:
    folder, data = write_folder(tmp_path / "knowledge", diseases=CLIENTS, assertions=1), tmp_path / "data"
    data.mkdir()
    found = Supervisor(folder, data, free_port())
    with found.running():
        yield found


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.long)])
def test_whoever_is_killed_nothing_is_lost_or_half_and_the_service_is_soon_back(
    service: Supervisor, rounds: int
) -> None:
    chance = random.Random(9)
    victims = TWENTY * rounds
    chance.shuffle(victims)
    found = endured(service, victims, chance)
    print(*summary(found), sep="\n")

    assert [each for each in found.kills if each.answered - each.at > SECONDS_TO_BE_BACK[each.victim]] == []
    assert [each for each in found.told if each.status not in {200, None} and not is_of_a_killed_query(each)] == []
    assert unanswered(found, Victim.WEB_WORKER, Victim.QUERY_WORKER, Victim.WRITER) == []
    assert {count for each in found.told for count in halves(each)} <= {2}
    assert found.refused == []
    assert service.starts == 1 + victims.count(Victim.MASTER)
    logged = audited(service.knowledge, service.data)
    assert len(found.acknowledged) > rounds
    assert set(found.acknowledged) <= set(logged)


def unanswered(found: Ordeal, *victims: Victim) -> list[tuple[Kill, Told]]:
    """The questions put after a kill, while the other processes were there, that got no answer."""
    last = [(max((k for k in found.kills if k.at <= each.ended), key=lambda k: k.at), each) for each in _cut(found)]
    return [(killed, each) for killed, each in last if killed.victim in victims and each.sent > killed.at + MOMENT]


def _cut(found: Ordeal) -> list[Told]:
    return [each for each in found.told if each.status is None]


def is_of_a_killed_query(told: Told) -> bool:
    return told.status == 503 and b"query-ended" in told.body


def halves(told: Told) -> list[int]:
    """In how many places each label of an answer stands: a change writes its own in two."""
    if told.status != 200 or b"label" not in told.body or not told.body.startswith(b'{"head'):
        return []
    return [int(row["n"]["value"]) for row in json.loads(told.body)["results"]["bindings"]]


def summary(found: Ordeal) -> Iterator[str]:
    """How long it took until a question was answered again, and until all processes were there."""
    for victim in Victim:
        kills = [each for each in found.kills if each.victim is victim]
        answered = [each.answered - each.at for each in kills]
        whole = [each.whole - each.at for each in kills]
        yield (
            f"{victim}: {len(kills)} kills; answered again after {median(answered):.2f} s, at most {max(answered):.2f} "
            f"s; all there after {median(whole):.2f} s, at most {max(whole):.2f} s"
        )
    cut = len(_cut(found))
    yield f"{len(found.told)} questions, {cut} cut or refused; {len(found.acknowledged)} changes acknowledged"
