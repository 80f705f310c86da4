"""YAML as it is taken from strangers: texts, lists and objects, each name once in an object, nothing by reference."""

from collections.abc import Hashable
from typing import NoReturn

import yaml

from miliary.consultation.document import LONGEST_SHOWN

DEEPEST = 40
"""Levels of lists and objects within each other; a Phenopacket needs about ten."""


class NotYaml(Exception):
    """The text is none, or not such as is taken.

    :param where: its line and column, as far as they are known
    """

    def __init__(self, problem: str, **where: int) -> None:
        super().__init__(problem)
        self.where = where


def load(text: str) -> object:
    """Read a text whose scalars all stay texts: ``no`` is not a truth and ``2020-01-01`` no date.

    :raises NotYaml: it is none; an alias, which can make a small file huge; a name twice in one object; or more than
        :data:`DEEPEST` levels
    """
    try:
        loader = _Loader(text)
        try:
            found: object = loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        raise NotYaml(error.reason, line=text.count("\n", 0, error.position) + 1) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        raise NotYaml(str(error.problem or error.context), **where) from error
    return found


class _Loader(yaml.BaseLoader):
    """Makes texts, lists and objects, neither aliases nor deep nests."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            self._refuse("aliases are not accepted; write the value out")
        if self.depth == DEEPEST:
            self._refuse(f"more than {DEEPEST} levels are not accepted")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        names: set[object] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in names:
                problem = f"“{key.value:.{LONGEST_SHOWN}}” stands twice in one object"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            names.add(key.value)
        return super().construct_mapping(node, deep)

    def _refuse(self, problem: str) -> NoReturn:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        raise yaml.composer.ComposerError(None, None, problem, event.start_mark)
