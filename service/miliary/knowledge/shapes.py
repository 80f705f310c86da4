"""The shapes, read from ``shapes/*.ttl``: what is aimed at, what pySHACL checks, what a query checks.

Constraints come in two sorts. *Core* constraints look at a term, its values and their types; pySHACL runs them, on the
neighbourhood of the terms in question. *Checks* look further and are SPARQL: the ``sh:sparql`` constraints, and the
property shapes that use a constraint component declared in SPARQL (``mil:rootClass``). Each is turned into one query
over the whole graph (:mod:`miliary.knowledge.checks`); the text stays the one that any SHACL processor runs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from miliary.errors import KnowledgeError
from miliary.knowledge.load import Node, Term, read
from miliary.knowledge.report import Severity
from miliary.vocabulary import RDF, SH, curie

SHAPES_FOLDER = "shapes"
_TYPE = NamedNode(RDF + "type")
_FIRST, _REST = NamedNode(RDF + "first"), NamedNode(RDF + "rest")


def _sh(*names: str) -> tuple[NamedNode, ...]:
    return tuple(NamedNode(SH + name) for name in names)


_TARGET, _TARGET_CLASS, _SPARQL, _PROPERTY, _PATH, _INVERSE = _sh(
    "target", "targetClass", "sparql", "property", "path", "inversePath"
)
_SELECT, _PREFIXES, _DECLARE, _PREFIX, _NAMESPACE = _sh("select", "prefixes", "declare", "prefix", "namespace")
_MESSAGE, _SEVERITY, _PARAMETER, _VALIDATOR, _NODE_SHAPE, _COMPONENT = _sh(
    "message", "severity", "parameter", "propertyValidator", "NodeShape", "ConstraintComponent"
)
# Constraints that a term, its values and the types of its values decide: what the neighbourhood holds.
CORE = frozenset(
    _sh("class", "datatype", "disjoint", "equals", "flags", "hasValue", "in", "languageIn", "nodeKind", "or", "pattern")
    + _sh("lessThan", "lessThanOrEquals", "maxExclusive", "maxInclusive", "minExclusive", "minInclusive")
    + _sh("maxCount", "maxLength", "minCount", "minLength", "uniqueLang")
)
_DEMANDING = frozenset(_sh("minCount", "hasValue", "equals"))
_ABOUT_SHAPE = frozenset(
    {*_sh("deactivated", "defaultValue", "description", "group", "inversePath", "message", "name", "order", "path")}
    | {*_sh("property", "severity", "sparql", "target", "targetClass")}
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a node shape is aimed at: the instances of classes, and what queries select as ``?this``."""

    classes: tuple[NamedNode, ...]
    selects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """The constraints on the values of one property.

    :param inverse: the values are what points at the term, not what the term points at
    :param demanding: a term without any value can be at fault, so that every term has to be looked at
    """

    name: NamedNode
    path: NamedNode
    inverse: bool
    demanding: bool


@dataclass(frozen=True, slots=True)
class NodeShape:
    """A shape with its target and its property shapes."""

    name: NamedNode
    target: Target
    severity: Severity
    properties: tuple[PropertyShape, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One SPARQL constraint of one node shape.

    :param name: the IRI that results name: of the constraint, or of the property shape that uses a component
    :param prologue: the prefix declarations
    :param select: the constraint's own text; it selects ``?this`` and maybe ``?path`` and ``?value``
    :param shape: the node shape that it belongs to
    :param path: the path of the property shape; None leaves it to the query
    """

    name: NamedNode
    shape: NamedNode
    target: Target
    prologue: str
    select: str
    path: NamedNode | None
    severity: Severity
    message: str


@dataclass(frozen=True)
class Shapes:
    """All shapes of a folder.

    :param nodes: the node shapes
    :param checks: the SPARQL constraints
    :param core: the triples of node shapes and property shapes, each on its own, without targets and SPARQL
    :param messages: shape -> what it tells an editor
    """

    nodes: tuple[NodeShape, ...]
    checks: tuple[Check, ...]
    core: tuple[Triple, ...]
    messages: Mapping[NamedNode, str]

    @cached_property
    def described(self) -> Mapping[object, tuple[Triple, ...]]:
        """The triples of ``core`` by the shape, or the part of one, that they describe."""
        found: dict[object, list[Triple]] = {}
        for triple in self.core:
            found.setdefault(triple.subject, []).append(triple)
        return {subject: tuple(triples) for subject, triples in found.items()}


def load_shapes(folder: Path) -> Shapes:
    """Read every Turtle file of ``folder``.

    :raises BrokenTurtle: a file is not well-formed
    :raises KnowledgeError: a shape uses what this module does not know how to check
    """
    return parse_shapes(triple for path in sorted(folder.glob("*.ttl")) for triple in read(path))


def parse_shapes(triples: Iterable[Triple]) -> Shapes:
    """Make the shapes that ``triples`` describe; see :func:`load_shapes`."""
    return _Reader(triples).shapes()


class _Reader:
    """The shapes' triples by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._about: dict[Node, dict[NamedNode, list[Term]]] = {}
        for triple in sorted(triples, key=str):
            assert not isinstance(triple.subject, Triple), "Turtle has no triple terms as subjects"
            assert not isinstance(triple.object, Triple), "no shape is about a triple term"
            self._about.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)

    def shapes(self) -> Shapes:
        nodes = tuple(self._node_shape(name) for name in self._of_type(_NODE_SHAPE))
        core = tuple(dict.fromkeys(triple for node in nodes for triple in self._core_triples(node)))
        return Shapes(
            nodes=nodes,
            checks=tuple(check for node in nodes for check in (*self._constraints(node), *self._components(node))),
            core=core,
            messages={name: self._text(name, _MESSAGE) for name in self._about if isinstance(name, NamedNode)},
        )

    def _of_type(self, kind: NamedNode) -> Iterator[NamedNode]:
        for name, properties in self._about.items():
            if kind in properties.get(_TYPE, ()) and isinstance(name, NamedNode):
                yield name

    def _values(self, subject: Node, predicate: NamedNode) -> tuple[NamedNode, ...]:
        values = self._about.get(subject, {}).get(predicate, [])
        return tuple(value for value in values if isinstance(value, NamedNode))

    def _text(self, subject: Node, predicate: NamedNode) -> str:
        texts = [value.value for value in self._about.get(subject, {}).get(predicate, []) if isinstance(value, Literal)]
        return texts[0] if texts else ""

    def _node_shape(self, name: NamedNode) -> NodeShape:
        selects = tuple(self._prologue(target) + self._text(target, _SELECT) for target in self._values(name, _TARGET))
        target = Target(classes=self._values(name, _TARGET_CLASS), selects=selects)
        properties = tuple(self._property_shape(shape) for shape in self._values(name, _PROPERTY))
        return NodeShape(name, target, self._severity(name), properties)

    def _property_shape(self, name: NamedNode) -> PropertyShape:
        (path,) = self._about[name][_PATH]
        demanding = not _DEMANDING.isdisjoint(self._about[name])
        if isinstance(path, BlankNode):
            (backwards,) = self._values(path, _INVERSE)
            return PropertyShape(name, backwards, inverse=True, demanding=demanding)
        assert isinstance(path, NamedNode), f"the path of {name} is a property"
        return PropertyShape(name, path, inverse=False, demanding=demanding)

    def _severity(self, name: NamedNode) -> Severity:
        values = self._values(name, _SEVERITY)
        return Severity(values[0].value.removeprefix(SH)) if values else Severity.VIOLATION

    def _prologue(self, query: Node) -> str:
        declarations = [
            name for prefixes in self._values(query, _PREFIXES) for name in self._values(prefixes, _DECLARE)
        ]
        return "".join(
            f"PREFIX {self._text(name, _PREFIX)}: <{self._text(name, _NAMESPACE)}>\n" for name in declarations
        )

    # --- SPARQL ---

    def _constraints(self, node: NodeShape) -> Iterator[Check]:
        for name in self._values(node.name, _SPARQL):
            text = self._text(name, _SELECT)
            message = self._text(name, _MESSAGE)
            yield Check(name, node.name, node.target, self._prologue(name), text, None, node.severity, message)

    def _components(self, node: NodeShape) -> Iterator[Check]:
        """The property shapes of ``node`` that give a parameter of a component declared in SPARQL a value."""
        for component in self._of_type(_COMPONENT):
            (parameter,) = self._values(self._values(component, _PARAMETER)[0], _PATH)
            (validator,) = self._values(component, _VALIDATOR)
            for shape in node.properties:
                for value in self._values(shape.name, parameter):
                    # What SHACL's pre-binding does: the path and the parameter stand as IRIs in the text.
                    text = self._text(validator, _SELECT).replace("$PATH", str(shape.path))
                    yield Check(
                        name=shape.name,
                        shape=node.name,
                        target=node.target,
                        prologue=self._prologue(validator),
                        select=text.replace(f"${_last_part(parameter)}", str(value)),
                        path=shape.path,
                        severity=self._severity(shape.name),
                        message=self._text(shape.name, _MESSAGE),
                    )

    # --- Core ---

    def _core_triples(self, node: NodeShape) -> Iterator[Triple]:
        components = {path for name in self._of_type(_COMPONENT) for path in self._parameters(name)}
        left_out = {_TARGET, _TARGET_CLASS, _SPARQL, _PROPERTY} | components
        pending: list[Node] = [node.name, *(shape.name for shape in node.properties)]
        while pending:
            subject = pending.pop()
            for predicate, values in self._about.get(subject, {}).items():
                self._expect_core(subject, predicate, components)
                if predicate not in left_out:
                    yield from (Triple(subject, predicate, value) for value in values)
                    pending.extend(value for value in values if isinstance(value, BlankNode))

    def _parameters(self, component: NamedNode) -> tuple[NamedNode, ...]:
        return tuple(path for name in self._values(component, _PARAMETER) for path in self._values(name, _PATH))

    def _expect_core(self, subject: Node, predicate: NamedNode, components: set[NamedNode]) -> None:
        foreign = predicate not in CORE | _ABOUT_SHAPE | components | {_FIRST, _REST}
        nested = isinstance(subject, BlankNode) and predicate in {_PROPERTY, _PATH, _SPARQL}
        if nested or (foreign and predicate.value.startswith(SH)):
            raise KnowledgeError(
                f"{curie(predicate.value)} of {subject} is not understood here: use another constraint or sh:sparql.",
                shape=str(subject),
            )


def _last_part(name: NamedNode) -> str:
    return name.value.rpartition("/")[2].rpartition("#")[2]
