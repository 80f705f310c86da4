"""Obsolete terms, merged terms, split terms: the change that does it, made for somebody to review.

An obsolete term keeps its name and its labels, says that it is obsolete (``owl:deprecated``) and what to use instead
(``mil:replacedBy``); nothing else rests on it any more. All that named it names its successor; a statement about it,
which is called by the terms it is about, is said anew under its new name, and its old name is gone with the old one.
Its mappings become those of the successor, unless that has them; where one was looked for in vain, that is dropped.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from miliary.curation.change import Change, Line
from miliary.curation.proposal_rows import MOST_TEXT
from miliary.curation.refusals import UnfitProposal
from miliary.curation.workspace import Workspace

_LABEL, _TYPE = "rdfs:label", "rdf:type"
_ASSERTION = "mil:Assertion"
_ABOUT = ("mil:aboutDisease", "mil:hasSubject")
# What an obsolete term still says of itself.
_KEPT = frozenset({_TYPE, _LABEL, "rdfs:isDefinedBy", "skos:definition", "skos:altLabel"})
_DEPRECATED = ("owl:deprecated", "true")
_REPLACED_BY = "mil:replacedBy"
_SOURCE, _LOOKED_FOR = "owl:annotatedSource", "<https://w3id.org/sssom/subject_id>"
_MATCHES = frozenset(f"skos:{each}Match" for each in ("exact", "close", "broad", "narrow", "related"))


@dataclass(frozen=True, slots=True)
class Obsoletion:
    """A change that makes a term obsolete, and what it does to what rested on it.

    :param moved: old name -> new name of every statement that is about another term afterwards
    :param renamed: the subjects, other than statements, that name the successor instead
    :param successors: what takes its place
    """

    change: Change
    moved: Mapping[str, str]
    renamed: tuple[str, ...]
    successors: tuple[str, ...]

    def reports(self) -> Iterator[str]:
        """Yield what moved and what names the successor, in texts that a comment has room for."""
        text = "Moved:" if self.moved else "No statement moved."
        lines = [f"{old} → {new}" for old, new in sorted(self.moved.items())]
        lines += [f"{each} names the successor." for each in self.renamed]
        for line in lines:
            if len(text) + len(line) >= MOST_TEXT:
                yield text
                text = "Moved, too:"
            text += f"\n{line}"
        yield text


def merged(workspace: Workspace, old: str, into: str, version: str) -> Obsoletion:
    """Make ``old`` obsolete in favour of ``into``, both CURIEs: labels become synonyms, statements move.

    :param version: the version that its author had read
    :raises UnfitProposal: one of the two is not there, or they are one
    """
    result = obsoleted(workspace, old, lambda _statement: into, version, successors=(into,))
    label = {line.value for line in workspace.about(old) if line.predicate in (_LABEL, "skos:altLabel")}
    known = {line.value for line in workspace.about(into) if line.predicate in (_LABEL, "skos:altLabel")}
    synonyms = {Line(into, "skos:altLabel", value) for value in label - known}
    change = Change(version, result.change.additions | synonyms, result.change.deletions)
    return Obsoletion(change, result.moved, result.renamed, (into,))


def split(workspace: Workspace, old: str, parts: Mapping[str, str], otherwise: str, version: str) -> Obsoletion:
    """Make ``old`` obsolete in favour of several terms.

    :param parts: statement -> the term that it is about instead, all CURIEs
    :param otherwise: the term that everything else which names ``old`` names instead
    :raises UnfitProposal: a term is not there, or a statement is not about ``old``
    """
    about = set(statements_about(workspace, old))
    if strange := sorted(parts.keys() - about):
        raise UnfitProposal(f"{strange[0]} is no statement about {old}.", field=strange[0])
    successors = tuple(sorted({otherwise, *parts.values()}))
    return obsoleted(workspace, old, lambda name: parts.get(name, otherwise), version, successors=successors)


def obsoleted(
    workspace: Workspace, old: str, chosen: Callable[[str], str], version: str, *, successors: tuple[str, ...]
) -> Obsoletion:
    """Make ``old`` obsolete.

    :param chosen: which successor a subject that names ``old`` is to name
    """
    for name in (old, *successors):
        if not workspace.about(name):
            raise UnfitProposal(f"Nothing is known as {name}.", field=name)
    if old in successors:
        raise UnfitProposal(f"{old} cannot take its own place.", field=old)
    names = _new_names(workspace, old, chosen)
    links, dropped = _links(workspace, old, chosen(old))
    renamed = {**names, **links}
    deletions: set[Line] = set()
    additions: set[Line] = set()
    for line in workspace.stated:
        if line.subject == old and line.predicate in _KEPT:
            continue
        if (line.subject == old and line.predicate not in _MATCHES) or line.subject in dropped:
            deletions.add(line)
        elif (new := _renamed(line, old, chosen(line.subject), renamed)) is not None:
            deletions.add(line)
            additions |= {new} - _pointless(new)
    additions |= {Line(old, *_DEPRECATED), *(Line(old, _REPLACED_BY, each) for each in successors)}
    change = Change(version, frozenset(additions - workspace.stated), frozenset(deletions - additions))
    moved = {name: new for name, new in names.items() if not name.endswith("-evidence")}
    others = sorted({line.subject for line in deletions} - names.keys() - {old})
    return Obsoletion(change, moved, tuple(others), successors)


def statements_about(workspace: Workspace, old: str) -> Iterable[str]:
    """Return the statements about a term, all CURIEs."""
    kinds = {line.subject for line in workspace.stated if (line.predicate, line.value) == (_TYPE, _ASSERTION)}
    named = {line.subject for line in workspace.stated if line.predicate in _ABOUT and line.value == old}
    return kinds & named


def _new_names(workspace: Workspace, old: str, chosen: Callable[[str], str]) -> dict[str, str]:
    """What the statements about ``old``, their passages and their conflicts are called afterwards."""
    taken = set(workspace.files_of)
    names: dict[str, str] = {}
    for statement in sorted(statements_about(workspace, old)):
        parts = statement.removeprefix("mil:").split("-")
        own, new = old.removeprefix("mil:"), chosen(statement).removeprefix("mil:")
        wanted = "mil:" + "-".join(new if each == own else each for each in parts)
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name)
        beside = [each for each in workspace.files_of if each.startswith(statement + "-") and _belongs(each, statement)]
        names |= {each: name + each.removeprefix(statement) for each in (statement, *beside)}
    return names


def _links(workspace: Workspace, old: str, successor: str) -> tuple[dict[str, str], set[str]]:
    """The rows of mappings of ``old``: what each is called afterwards, ``old`` itself included; and those to drop."""
    names, dropped = {old: successor}, set[str]()
    own, new = (f"#{each.removeprefix('mil:')}-" for each in (old, successor))
    for line in workspace.stated:
        if line.value == old and line.predicate in (_SOURCE, _LOOKED_FOR):
            wanted = line.subject.replace(own, new)
            if line.predicate == _LOOKED_FOR or wanted in workspace.files_of:
                dropped.add(line.subject)
            else:
                names[line.subject] = wanted
    return names, dropped


def _belongs(name: str, statement: str) -> bool:
    return name.removeprefix(statement).startswith(("-evidence", "-conflict"))


def _renamed(line: Line, old: str, successor: str, names: Mapping[str, str]) -> Line | None:
    """The line with what it names under its new name; None when it names nothing that has one."""
    subject = names.get(line.subject, line.subject)
    value = successor if line.value == old else names.get(line.value, line.value)
    if value.startswith("["):
        value = value.replace(f" {old} ", f" {successor} ").replace(f" {old}\n", f" {successor}\n")
    found = Line(subject, line.predicate, value)
    return None if found == line else found


def _pointless(line: Line) -> set[Line]:
    """A term that would be below itself, or point at itself, is left out."""
    return {line} if line.subject == line.value else set()
