"""An update on a copy of a graph, in a process of its own that is ended when it takes too long or too much.

``python -m miliary.store.updating`` reads a line of JSON and N-Triples from standard input, and writes what the update
leaves as N-Triples, or one line of JSON that says why not.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple, parse, serialize

from miliary import errors
from miliary.errors import ForbiddenQuery, MalformedInput, MiliaryError
from miliary.store.asking import Limits
from miliary.store.ended import QueryLimit
from miliary.store.scratch import ScratchStore

_ROOT = Path(__file__).resolve().parents[2]
_REFUSED = 3
_SECONDS_TO_START = 10


def updated(triples: Iterable[Triple], text: str, base: str, limits: Limits) -> frozenset[Triple]:
    """Return what the update ``text`` makes of ``triples``, which are the default graph.

    :raises ForbiddenQuery: it would fetch something, or writes to a named graph
    :raises MalformedInput: it is not SPARQL, or cannot be carried out
    :raises QueryLimit: it took more time or memory than it may
    """
    asked = json.dumps({"text": text, "base": base, "memory": limits.memory}) + "\n"
    body = serialize((Quad(each.subject, each.predicate, each.object) for each in triples), format=RdfFormat.N_QUADS)
    assert body is not None, "without an output, the bytes are returned"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "miliary.store.updating"],
            input=asked.encode() + body,
            capture_output=True,
            timeout=limits.seconds + _SECONDS_TO_START,
            env={"PYTHONPATH": str(_ROOT)},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise QueryLimit("time", limits.seconds, "seconds", "query_seconds") from error
    if done.returncode == _REFUSED:
        raise _told(json.loads(done.stdout))
    if done.returncode != 0:
        raise QueryLimit("memory", limits.memory, "bytes", "query_memory")
    return frozenset(quad.triple for quad in parse(done.stdout, format=RdfFormat.N_QUADS))


def _told(said: dict[str, Any]) -> MiliaryError:
    kind = getattr(errors, said["kind"], MalformedInput)
    found: MiliaryError = kind.__new__(kind)
    MiliaryError.__init__(found, said["detail"], **said["extra"])
    return found


def main() -> int:
    """Carry out one update."""
    asked = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"] * 4, asked["memory"] * 4))
    store = ScratchStore()
    store.extend(Quad(*each.triple) for each in parse(sys.stdin.buffer.read(), format=RdfFormat.N_QUADS))
    try:
        store.update(asked["text"], (), (), asked["base"])
        if store.graphs():
            raise ForbiddenQuery("A named graph", "what editors change is the default graph")
    except MiliaryError as error:
        said = {"kind": type(error).__name__, "detail": error.detail, "extra": error.extra}
        sys.stdout.write(json.dumps(said))
        return _REFUSED
    serialize(store.quads(None, None, None, DefaultGraph()), sys.stdout.buffer, format=RdfFormat.N_QUADS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
