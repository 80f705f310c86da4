"""One tree of everything that can go wrong and is somebody's to put right.

Each error carries what an answer needs: the class gives ``title``, ``slug`` (the problem type's last part) and
``status`` (the HTTP status); the instance gives ``detail``, one sentence for a person, and ``extra``, the offending
values. The web turns them into problem+json in one place; the command line prints ``detail`` and exits with 1.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar


class MiliaryError(Exception):
    """The root of the tree.

    :param detail: what happened and what would have been right, in one or two sentences
    :param extra: the offending values, by name; everything in it can be written as JSON
    """

    title: ClassVar[str] = "The request could not be carried out"
    slug: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    retry_after: ClassVar[int | None] = None
    """After how many seconds it may be worth to ask again; None promises nothing."""

    def __init__(self, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra: dict[str, object] = extra


class InvalidSettings(MiliaryError):
    """A setting has a value that cannot be used."""

    title = "A setting cannot be used"
    slug = "invalid-settings"


# --- a case and its terms -------------------------------------------------------------------------------------------


class UnknownTerm(MiliaryError):
    """A word, CURIE or IRI that names nothing of the kind asked for; ``nearest`` are the labels most like it.

    ``known_as`` is the kind of what it does name, when it names something of another kind; ``vocabularies`` are the
    prefixes of those whose codes are known, when it looks like a code.
    """

    title = "Unknown term"
    slug = "unknown-term"
    status = 422

    def __init__(
        self, term: str, nearest: Sequence[str] = (), known_as: str = "", vocabularies: Sequence[str] = ()
    ) -> None:
        hint = f" Did you mean {_any_of(nearest)}?" if nearest else ""
        if vocabularies:
            hint += f" Codes are known of {', '.join(vocabularies)}."
        what = f"“{term}” is not of the kind asked for ({known_as})" if known_as else f"Nothing is known as “{term}”"
        extra: dict[str, object] = {"known_as": known_as} if known_as else {}
        extra |= {"vocabularies": list(vocabularies)} if vocabularies else {}
        super().__init__(f"{what}.{hint}", term=term, nearest=list(nearest), **extra)


class NarrowerCode(UnknownTerm):
    """A code for less than any term says, where only the whole term would do; ``broader`` is the label of that term."""

    title = "The code is too narrow"
    slug = "narrower-code"

    def __init__(self, term: str, broader: str) -> None:
        why = "that it is absent, or was not assessed, does not say so of the whole"
        detail = f"“{term}” is narrower than “{broader}”: {why}. Give “{broader}” if that is meant."
        MiliaryError.__init__(self, detail, term=term, nearest=[broader])


class AmbiguousTerm(MiliaryError):
    """A word that names several things; ``candidates`` are the CURIEs or labels to choose from."""

    title = "Ambiguous term"
    slug = "ambiguous-term"
    status = 422

    def __init__(self, term: str, candidates: Sequence[str]) -> None:
        super().__init__(f"“{term}” may mean {_any_of(candidates)}.", term=term, candidates=list(candidates))


class InvalidCase(MiliaryError):
    """A case with a value that cannot be: an age of 400, a sex nobody has, no finding at all where one is needed."""

    title = "The case cannot be used"
    slug = "invalid-case"
    status = 422


class ContradictoryCase(InvalidCase):
    """Two inputs of a case that cannot both hold; both are named as the caller wrote them."""

    title = "The case contradicts itself"
    slug = "contradictory-case"

    def __init__(self, first: str, second: str, why: str = "") -> None:
        reason = f": {why}" if why else ""
        super().__init__(f"“{first}” and “{second}” cannot both hold{reason}.", inputs=[first, second])


# --- what was sent ---------------------------------------------------------------------------------------------------


class MalformedInput(MiliaryError):
    """A body that cannot be read as what it says it is. Lines and columns count from 1."""

    title = "The input cannot be read"
    slug = "malformed-input"
    status = 400

    def __init__(self, detail: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(detail + _position(line, column), **_present({"line": line, "column": column}))


class MalformedQuery(MalformedInput):
    """A query that is not SPARQL 1.1. Lines and columns count from 1."""

    title = "The query is not SPARQL"
    slug = "malformed-query"


class ForbiddenQuery(MiliaryError):
    """A query that is SPARQL but asks for what is not done for strangers; ``refused`` names it (SERVICE, an update)."""

    title = "The query is refused"
    slug = "forbidden-query"
    status = 400

    def __init__(self, refused: str, why: str = "") -> None:
        super().__init__(f"{refused} is not allowed here{f': {why}' if why else ''}.", refused=refused)


class InvalidParameter(MiliaryError):
    """A stored query was given a parameter it does not declare, lacks one, or one is of the wrong type."""

    title = "A parameter does not fit"
    slug = "invalid-parameter"
    status = 400


class TooLarge(MiliaryError):
    """Something longer than the limit; ``limit`` is in the unit that the detail names."""

    title = "Too large"
    slug = "too-large"
    status = 413

    def __init__(self, what: str, limit: int, unit: str = "bytes", setting: str = "") -> None:
        named = {"setting": setting} if setting else {}
        detail = f"{what} is larger than the {limit:,} {unit} that are accepted."
        super().__init__(detail, limit=limit, unit=unit, **named)


class NotAcceptable(MiliaryError):
    """None of the media types that the caller accepts can be made; ``available`` are those that can."""

    title = "No acceptable representation"
    slug = "not-acceptable"
    status = 406

    def __init__(self, accept: str, available: Sequence[str]) -> None:
        super().__init__(
            f"Nothing can be sent as “{accept}”; available are {_all_of(available)}.",
            accept=accept,
            available=list(available),
        )


class NotFound(MiliaryError):
    """A thing asked for by name that there is not: a term, a stored query, a version."""

    title = "Not found"
    slug = "not-found"
    status = 404


# --- the knowledge ---------------------------------------------------------------------------------------------------


class KnowledgeError(MiliaryError):
    """The knowledge itself is at fault, not the person asking."""

    title = "The knowledge cannot be used"
    slug = "knowledge"


class UnfitReferences(MiliaryError):
    """A reference list that cannot be the document's own; ``faults`` says in sentences why not."""

    title = "The reference list does not fit"
    slug = "unfit-references"
    status = 422

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"The reference list does not fit. {' '.join(faults)}", faults=list(faults))


class BrokenTurtle(KnowledgeError):
    """A file that is not Turtle (or the RDF that its name promises). Lines and columns count from 1."""

    title = "A file is not well-formed"
    slug = "broken-turtle"

    def __init__(self, file: Path | str, why: str, *, line: int | None = None, column: int | None = None) -> None:
        where = _present({"line": line, "column": column})
        super().__init__(f"{file}: {why}{_position(line, column)}", file=str(file), **where)
        self.file = str(file)
        self.line = line
        self.column = column


class NotCanonical(KnowledgeError):
    """A graph that the canonical writer cannot write: a shared blank node, a cycle of them, a triple term."""

    title = "The graph has no canonical form"
    slug = "not-canonical"


class KnowledgeInvalid(KnowledgeError):
    """The shapes or the checks found violations; ``results`` holds them, each as it should be printed."""

    title = "The knowledge is not valid"
    slug = "knowledge-invalid"

    def __init__(self, results: Sequence[object], detail: str = "") -> None:
        count = f"{len(results)} violation{'' if len(results) == 1 else 's'} found; nothing was published."
        super().__init__(detail or count, results=[str(result) for result in results])
        self.results = list(results)


class MissingExtra(MiliaryError):
    """A part of the program that is installed only on demand is not there."""

    title = "Something is not installed"
    slug = "missing-extra"
    status = 501

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(
            f"This needs {package}, which is not installed; install it with: pip install 'miliary[{extra}]'",
            package=package,
        )


class ReasonerFailed(KnowledgeError):
    """The OWL reasoner gave no answer: it cannot read the ontology, or it took too long."""

    title = "The reasoner failed"
    slug = "reasoner-failed"


class NoPublishedVersion(KnowledgeError):
    """No version of the knowledge has been published in the data folder yet."""

    title = "Nothing is published yet"
    slug = "no-published-version"
    status = 503

    def __init__(self, data: Path | str) -> None:
        super().__init__("No version of the knowledge has been published yet.")
        self.data = Path(data)


# --- wording ---------------------------------------------------------------------------------------------------------


def _any_of(names: Sequence[str]) -> str:
    return _listed(names, "or")


def _all_of(names: Sequence[str]) -> str:
    return _listed(names, "and")


def _listed(names: Sequence[str], word: str) -> str:
    quoted = [f"“{name}”" for name in names]
    return f" {word} ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1] if quoted else ""]))


def _position(line: int | None, column: int | None) -> str:
    parts = [f"{name} {number}" for name, number in (("line", line), ("column", column)) if number is not None]
    return f" ({', '.join(parts)})" if parts else ""


def _present(values: Mapping[str, int | None]) -> dict[str, int]:
    return {name: value for name, value in values.items() if value is not None}
