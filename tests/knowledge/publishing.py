"""A knowledge folder as small as can be, and publishing it from other processes."""

import os
from collections.abc import Iterable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from unittest.mock import patch

from miliary.knowledge.load import Knowledge
from miliary.knowledge.publish import Stage, publish
from miliary.store import EmbeddedStore
from tests.pieces import PREFIX_TABLE

ONTOLOGY = 'mil:ontology a owl:Ontology ; owl:versionInfo "1.2.3" .\n'
RULE = """PREFIX mil: <https://w3id.org/miliary/>
CONSTRUCT { ?narrow mil:entails ?broad } WHERE { ?narrow mil:below ?broad }
"""
SPAWN = get_context("spawn")
TOGETHER_WITHIN = 30  # seconds


def write_folder(folder: Path) -> Path:
    """Write a knowledge folder with one statement, one rule and one shape."""
    for name, text in (
        ("ontology/miliary.ttl", PREFIX_TABLE + ONTOLOGY),
        ("ontology/findings.ttl", PREFIX_TABLE + "mil:PonsLesion mil:below mil:Lesion .\n"),
        ("shapes/any.ttl", PREFIX_TABLE),
        ("queries/rules/10-entails.rq", RULE),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def nothing_wrong(_knowledge: Knowledge, _store: EmbeddedStore) -> tuple[object, ...]:
    return ()


def nothing_derived(_store: EmbeddedStore, _version: str) -> Iterable[bytes]:
    return ()


def silent(_message: str) -> None:
    return None


STAGE = Stage(nothing_wrong, nothing_derived, silent)


def publish_together(folder: Path, data: Path, processes: int) -> list[int | None]:
    """Publish the folder in several processes that write at the same time; returns their exit statuses."""
    barrier = SPAWN.Barrier(processes)
    workers = [SPAWN.Process(target=_publish_at, args=(folder, data, barrier)) for _ in range(processes)]
    return _run(*workers)


def publish_and_die(folder: Path, data: Path) -> list[int | None]:
    """Publish the folder in a process that is gone before its version is complete."""
    return _run(SPAWN.Process(target=_publish_until_flush, args=(folder, data)))


def _run(*workers: BaseProcess) -> list[int | None]:
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(TOGETHER_WITHIN)
    return [worker.exitcode for worker in workers]


def _publish_at(folder: Path, data: Path, barrier: Barrier) -> None:
    def wait(message: str) -> None:
        if message == "writing the version":
            barrier.wait(TOGETHER_WITHIN)

    publish(folder, data, "program", Stage(nothing_wrong, nothing_derived, wait))


def _publish_until_flush(folder: Path, data: Path) -> None:
    with patch.object(EmbeddedStore, "flush", lambda _: os._exit(9)):
        publish(folder, data, "program", STAGE)
