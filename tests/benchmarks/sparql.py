"""The same question put to ``oxigraph serve``: the published weights as triples, added up by one query."""

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from miliary.differential.case import Reading
from miliary.differential.compiled import Compiled
from miliary.differential.scores import asked
from miliary.differential.weights import Polarity
from miliary.vocabulary import MIL, RDF, iri

HOST = "127.0.0.1"
START_WITHIN = 60

_QUESTION = f"""PREFIX mil: <{MIL}>
SELECT ?disease (SUM(?share) AS ?score)
WHERE {{
  {{
    SELECT ?disease ?block (MAX(IF(?worth > 0, ?worth, 0)) + MIN(IF(?worth < 0, ?worth, 0)) AS ?share)
    WHERE {{
      VALUES (?finding ?polarity) {{ %s }}
      ?finding mil:countsIn ?block .
      ?weight mil:weightFor ?finding ;
              mil:polarity ?polarity ;
              mil:weightOf ?disease ;
              mil:decibans ?worth .
    }}
    GROUP BY ?disease ?block
  }}
}}
GROUP BY ?disease
"""


def question(reading: Reading, compiled: Compiled, first: int | None = None) -> str:
    """The scores that are not 0, or only the ``first`` best; the statuses follow from them."""
    pairs = " ".join(
        f"(<{finding}> mil:{polarity.title()})" for finding, polarity in asked(reading, compiled.knowledge)
    )
    return _QUESTION % pairs + (f"ORDER BY DESC(?score) LIMIT {first}" if first else "")


def weights_of(readings: Iterable[Reading], compiled: Compiled) -> Iterator[Triple]:
    """The weights of all findings that these cases ask for, inherited ones included, in the form we publish.

    (All findings' weights would be tens of millions of triples; with fewer the store can only be faster.)
    """
    columns = compiled.columns
    pairs = {pair: reading for reading in readings for pair in asked(reading, compiled.knowledge)}
    for number, ((finding, polarity), reading) in enumerate(pairs.items()):
        worth = columns.column(finding, polarity, reading).dense(columns.size)
        yield Triple(NamedNode(finding), _mil("countsIn"), NamedNode(compiled.knowledge.findings[finding].block))
        for row in np.flatnonzero(worth).tolist():
            node = NamedNode(iri(f"weight-{number}-{row}"))
            yield Triple(node, NamedNode(RDF + "type"), _mil("Weight"))
            yield Triple(node, _mil("weightFor"), NamedNode(finding))
            yield Triple(node, _mil("weightOf"), NamedNode(columns.diseases[row]))
            yield Triple(node, _mil("polarity"), _mil("Present" if polarity is Polarity.PRESENT else "Absent"))
            yield Triple(node, _mil("decibans"), Literal(int(worth[row])))
            yield Triple(node, _mil("contextual"), Literal(False))


def _mil(name: str) -> NamedNode:
    return NamedNode(iri(name))


class Server:
    """A running ``oxigraph serve`` on the loopback address and one connection to it that is kept open."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port
        self.connection = http.client.HTTPConnection(HOST, port, timeout=START_WITHIN)

    def ask(self, query: str) -> bytes:
        """The answer as JSON, unread."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}
        self.connection.request("POST", "/query", urlencode({"query": query}), headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"oxigraph answered {answer.status}: {body[:200]!r}")
        return body

    def memory(self) -> int:
        """The most memory that the server has held, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) * 1024


def scores(body: bytes) -> dict[str, int]:
    """What the answer says."""
    rows = json.loads(body)["results"]["bindings"]
    return {row["disease"]["value"]: int(row["score"]["value"]) for row in rows}


@contextmanager
def serve(program: Path, triples: Iterable[Triple], folder: Path) -> Iterator[Server]:
    """Load ``triples`` into a store below ``folder``, serve them, and stop the server in the end."""
    data, store = folder / "weights.nt", folder / "store"
    with data.open("wb") as file:
        serialize(triples, file, RdfFormat.N_TRIPLES)
    subprocess.run([program, "load", "--location", store, "--file", data], check=True, capture_output=True)
    port = free_port()
    with subprocess.Popen(
        [program, "serve", "--location", store, "--bind", f"{HOST}:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(port)
            yield Server(process, port)
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int) -> None:
    for _ in range(START_WITHIN * 10):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"oxigraph did not answer on port {port} within {START_WITHIN} seconds")
