"""Terms as the term service gives them: the names of EBI's Ontology Lookup Service (OLS4), and a little beside them."""

from typing import Any

from apiflask import Schema, fields, validators

from miliary.terms import Called, How, Match
from miliary.vocabulary import curie
from miliary.web.schemas.parts import Exact, TermSchema, many, text, whole, words
from miliary.web.schemas.question import MAX_TERM_LENGTH, Refusing

MAX_SIZE = 500
"""The most terms of one page, as at OLS4."""
MAX_PAGE = 1_000_000

MATCHES = [curie(each) for each in Match]
"""How a term may be linked to a code that stands for it, as CURIEs, the closest first."""


def _flag(description: str) -> fields.Boolean:
    return fields.Boolean(required=True, metadata={"description": description})


def _one_of(names: type[Called] | type[How], description: str) -> fields.String:
    return text(description, validate=validators.OneOf([each.value for each in names]))


class PagingSchema(Refusing):
    """Which page of a list."""

    page = fields.Integer(
        validate=validators.Range(0, MAX_PAGE), load_default=0, metadata={"description": "Pages count from 0."}
    )
    size = fields.Integer(
        validate=validators.Range(1, MAX_SIZE), load_default=20, metadata={"description": "The most terms of a page."}
    )


class TermSearchSchema(PagingSchema):
    """A search among all terms."""

    q = fields.String(
        validate=validators.Length(1, MAX_TERM_LENGTH),
        metadata={
            "description": "A name or the beginning of its words, an identifier, or a code of another vocabulary. "
            "Without it, all terms are listed by label.",
            "example": "LME",
        },
    )
    kind = fields.List(
        fields.String(validate=validators.Length(1, MAX_TERM_LENGTH)),
        validate=validators.Length(max=20),
        metadata={
            "description": "Only terms of this kind, or of one of these if it is repeated: disease, imaging finding, "
            "anatomical structure, test, treatment, organism … A kind stands for all kinds below it."
        },
    )


class LinkSchema(Exact):
    """Where something is found."""

    href = text("A reference relative to this server.")


def _link(description: str, *, always: bool = False) -> fields.Nested:
    return fields.Nested(LinkSchema, required=always, metadata={"description": description})


class TermLinksSchema(Exact):
    """What there is beside a term; a list that would be empty is left out."""

    self = _link("The term.", always=True)
    page = _link("The term for people, and as RDF.", always=True)
    mappings = _link("Its links to other vocabularies.", always=True)
    parents = _link("The terms directly above it.")
    ancestors = _link("All terms above it.")
    children = _link("The terms directly below it.")
    descendants = _link("All terms below it.")


class OntologyTermSchema(Exact):
    """A term of the vocabulary, in the shape of OLS4."""

    iri = text()
    lang = text("The language of label and synonyms.")
    label = text()
    description = many(fields.String(), "Its definitions.")
    synonyms = many(fields.String(), "Its other names, abbreviations among them.")
    ontology_name = text()
    ontology_prefix = text()
    ontology_iri = text()
    short_form = text("Its local name.")
    obo_id = text("Its CURIE.")
    is_obsolete = _flag("Whether it is no longer to be used.")
    term_replaced_by = words("The IRI of what to use instead.")
    is_defining_ontology = _flag("Always true: no term is borrowed.")
    has_children = _flag("Whether there are narrower terms.")
    is_root = _flag("Whether there is no broader term.")
    kind = fields.Nested(
        TermSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Its narrowest kind; null for what is a kind itself. OLS4 has no such field."},
    )
    links = fields.Nested(TermLinksSchema, required=True, data_key="_links")


class TakenFromSchema(Exact):
    """The code that was asked for."""

    id = text("Its CURIE, or the code as it was given.")
    match = text("How the term is linked to it.", validate=validators.OneOf(MATCHES))


class TermDetailSchema(OntologyTermSchema):
    """One term, and by which code it was asked for."""

    version = text("The published version of the knowledge.")
    taken_from = fields.Nested(
        TakenFromSchema,
        required=True,
        allow_none=True,
        metadata={"description": "The code of another vocabulary that was asked for; null when the term itself was."},
    )


class MatchedSchema(Exact):
    """What of a term fits, and how."""

    fitting = text("The name, the identifier or the code that fits.", data_key="text")
    called = _one_of(Called, "What that is to the term.")
    how = _one_of(How, "In what way it fits what was typed.")
    match = text("How the term is linked to the code.", allow_none=True, validate=validators.OneOf(MATCHES))


class FoundTermSchema(OntologyTermSchema):
    """A term that fits a search."""

    matched = fields.Nested(
        MatchedSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What fits; null where nothing was searched for."},
    )


class PageSchema(Exact):
    """Which part of the whole list this is."""

    size = whole("The most terms of a page.")
    total_elements = fields.Integer(required=True, strict=True, data_key="totalElements")
    total_pages = fields.Integer(required=True, strict=True, data_key="totalPages")
    number = whole("This page; pages count from 0.")


class PageLinksSchema(Exact):
    """The other pages of the list; one that there is not is left out."""

    first = _link("The first page.", always=True)
    prev = _link("The page before.")
    self = _link("This page.", always=True)
    next = _link("The page after.")
    last = _link("The last page.", always=True)


class _Paged(Exact):
    version = text("The published version of the knowledge.")
    links = fields.Nested(PageLinksSchema, required=True, data_key="_links")
    page = fields.Nested(PageSchema, required=True)


def _embedded(item: type[Schema], name: str) -> Any:
    terms = fields.List(fields.Nested(item), required=True)
    return fields.Nested(Exact.from_dict({"terms": terms}, name=name), required=True, data_key="_embedded")


class TermPageSchema(_Paged):
    """A page of terms by label."""

    embedded = _embedded(OntologyTermSchema, "EmbeddedTermsSchema")


class FoundPageSchema(_Paged):
    """A page of a search, the best first."""

    embedded = _embedded(FoundTermSchema, "EmbeddedFoundSchema")


class VocabularySchema(Exact):
    """Another vocabulary, under its own terms."""

    title = text()
    licence = text("The address of its licence; “unspecified” where the notice alone tells.")
    notice = text("What its makers ask for.")


class MappingSchema(Exact):
    """How a term is linked to a code, in the names of SSSOM."""

    subject_id = text("Our term.")
    predicate_id = text("skos:exactMatch, closeMatch, broadMatch (the code is broader), narrowMatch or relatedMatch.")
    object_id = text("The code, or sssom:NoTermFound.")
    object_iri = words("The IRI of the code; null where none was found.")
    object_label = words("What the vocabulary calls it; null unless its licence lets labels be given.")
    found = _flag("False: the term was looked for among the codes that were at hand, and none fits.")
    mapping_justification = text("How the link was made.")
    mapping_date = words("When.")
    confidence = fields.Float(
        required=True, allow_none=True, metadata={"description": "Always null: none has been stated for any link."}
    )
    source_seen = many(fields.String(), "The public sources in which the code was seen.")
    vocabulary = fields.Nested(VocabularySchema, required=True)


class MappingsSchema(Exact):
    """The links of a term to other vocabularies."""

    version = text("The published version of the knowledge.")
    term = fields.Nested(TermSchema, required=True)
    mappings = fields.List(fields.Nested(MappingSchema), required=True)
