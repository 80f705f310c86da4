"""What a script wants changed, as a change: a SPARQL Update, or a graph that is written whole.

Scripts see what the editors' files say, mappings and all, and nothing that the rules derive: the default graph is all
of it, and the graph of each file is called as the ontology that the file declares.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from miliary.curation.change import Change, Line, lines_of, triples_of, written_as
from miliary.curation.graph import Graph
from miliary.curation.refusals import UnfitProposal
from miliary.curation.workspace import Workspace
from miliary.errors import MalformedInput, NotCanonical, NotFound, TooLarge
from miliary.knowledge.turtle import PREFIX_TABLE
from miliary.store import EmbeddedStore, Limits
from miliary.store.updating import updated

MOST_LINES = 5_000
_ONTOLOGY = "owl:Ontology"
_WHOLE_DECIMAL = re.compile(r'^"(-?[0-9]+)"\^\^xsd:decimal$')


def change_by_update(graph: Graph, text: str, base: str, limits: Limits, version: str) -> Change:
    """Return what a SPARQL Update would change in the files.

    :param base: what relative IRIs of the update are relative to
    :param version: the version that its author had read
    :raises ForbiddenQuery: it would fetch something, or writes to a named graph
    :raises MalformedInput: it is not SPARQL, or cannot be carried out
    :raises TooLarge: it changes more than one person can review
    """
    return _between(graph, updated(graph.stated(), text, base, limits), version)


def change_by_graph(
    workspace: Workspace, name: str | None, body: bytes, form: RdfFormat, *, whole: bool, version: str
) -> Change:
    """Return what writing a graph would change in the files.

    :param name: the IRI of the ontology that a file declares; None for all files together
    :param whole: whether the graph is to hold what ``body`` says and nothing else
    :raises NotFound: no file declares such an ontology
    :raises MalformedInput: the body is not what ``form`` says
    :raises UnfitProposal: all files together would be replaced
    """
    given = _lines(_parsed(body, form))
    if name is None and whole:
        raise UnfitProposal("All the knowledge at once is not replaced: name the graph of one file.", field="graph")
    held = workspace.stated if name is None else workspace.lines[file_of(workspace, name)]
    deletions = held - given if whole else frozenset()
    return _fitting(Change(version, given - workspace.stated, deletions))


def change_by_removal(workspace: Workspace, name: str | None, version: str) -> Change:
    """Return what taking a graph away would change: its file says no more than that there is an ontology.

    :param name: the IRI of the ontology that a file declares
    :raises NotFound: no file declares such an ontology
    :raises UnfitProposal: all files together would be taken away
    """
    if name is None:
        raise UnfitProposal("All the knowledge at once is not taken away: name the graph of one file.", field="graph")
    held = workspace.lines[file_of(workspace, name)]
    declared = {line for line in held if line.subject_iri == name}
    return _fitting(Change(version, frozenset(), held - declared))


def file_of(workspace: Workspace, ontology: str) -> str:
    """Return the file that declares an ontology, an IRI.

    :raises NotFound: none does
    """
    known = {
        line.subject_iri: name
        for name, lines in workspace.lines.items()
        for line in lines
        if (line.predicate, line.value) == ("rdf:type", _ONTOLOGY)
    }
    if ontology not in known:
        raise NotFound(f"No file declares the ontology “{ontology}”.", graph=ontology, available=sorted(known))
    return known[ontology]


def change_by_turtle(additions: str, deletions: str, version: str) -> Change:
    """Return the change that two pieces of Turtle, which may leave out the project's prefixes, say.

    :raises MalformedInput: one of them is not Turtle
    :raises UnfitProposal: a node has no name and belongs to none
    """
    new, old = (_lines(_parsed((PREFIX_TABLE + each).encode(), RdfFormat.TURTLE)) for each in (additions, deletions))
    return _fitting(Change(version, new - old, old - new))


def _parsed(body: bytes, form: RdfFormat) -> list[Triple]:
    try:
        return [quad.triple for quad in parse(body, format=form, rename_blank_nodes=True)]
    except SyntaxError as error:
        raise MalformedInput(f"What is to be changed is not {form.name}: {error.msg}.") from error


def _lines(triples: Iterable[Triple]) -> frozenset[Line]:
    try:
        return lines_of(triples)
    except NotCanonical as error:
        raise UnfitProposal(error.detail, field="change") from error


def _between(graph: Graph, after: Collection[Triple], version: str) -> Change:
    """The change from the files to a graph; how the store writes numbers is no change, and terms alike are left out."""
    old, new = set(graph.stated()), set(after)
    terms = _owners(old - new, old) | _owners(new - old, new)
    written = {_as_stored(line): line for term in terms for line in graph.workspace.about(written_as(term))}
    now = _lines(_described(terms, new))
    added = {_with_point(line) for line in now - written.keys()}
    return _fitting(Change(version, frozenset(added), frozenset(written[each] for each in written.keys() - now)))


def _as_stored(line: Line) -> Line:
    """The line as it comes back from a store, which writes 33.0 as 33."""
    store = EmbeddedStore.memory()
    store.add(triples_of([line]))
    (found,) = lines_of(quad.triple for quad in store.quads())
    return found


def _with_point(line: Line) -> Line:
    return replace(line, value=_WHOLE_DECIMAL.sub(r"\1.0", line.value))


def _owners(differing: Iterable[Triple], among: Iterable[Triple]) -> set[NamedNode]:
    """The named terms that triples describe, also through nodes without a name."""
    above = {each.object: each.subject for each in among if isinstance(each.object, BlankNode)}
    found: set[NamedNode] = set()
    for triple in differing:
        subject = triple.subject
        for _ in range(MOST_LINES):
            if not isinstance(subject, BlankNode) or subject not in above:
                break
            subject = above[subject]
        if isinstance(subject, NamedNode):
            found.add(subject)
    return found


def _described(terms: Collection[NamedNode], among: Iterable[Triple]) -> list[Triple]:
    about: dict[object, list[Triple]] = defaultdict(list)
    for triple in among:
        about[triple.subject].append(triple)
    found: list[Triple] = []
    pending: list[object] = list(terms)
    while pending:
        for triple in about.pop(pending.pop(), ()):
            found.append(triple)
            if isinstance(triple.object, BlankNode):
                pending.append(triple.object)
    return found


def _fitting(change: Change) -> Change:
    if len(change.additions) + len(change.deletions) > MOST_LINES:
        raise TooLarge("What is proposed", MOST_LINES, "lines")
    triples_of(change.additions)
    return change
