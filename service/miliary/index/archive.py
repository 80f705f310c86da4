"""The compiled index on disk: arrays in one ``.npz`` file, the small tables beside it in JSON; no pickle.

It reopens in the time that reading the file takes, since nothing is computed and no object is made before it is asked
for.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from miliary.differential.compiled import Compiled
from miliary.differential.likelihood import Constants, Interval, Scale
from miliary.differential.profile import ContextState
from miliary.differential.stated import Stated
from miliary.differential.terms import Demographics, Frequency, Knowledge, Role, Sex, Statement
from miliary.differential.weights import AgeWindows, Criterion, Polarity, Weights
from miliary.index.chosen import stored_criterion_set, stored_prior_set
from miliary.index.lazy import (
    DiseaseTable,
    FindingTable,
    Lists,
    Made,
    Names,
    StatementTable,
    StoredKnowledge,
    Texts,
)

FORMAT = 2
ARRAYS, TABLES = "index.npz", "index.json"

Arrays = dict[str, NDArray[Any]]
Json = dict[str, Any]


def save(compiled: Compiled, folder: Path) -> None:
    """Write the index into ``folder``, which is made if it is missing."""
    arrays, tables = _Writer(compiled).parts()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ARRAYS).open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    (folder / TABLES).write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")


def reopen(folder: Path) -> Compiled:
    """Open the index that :func:`save` wrote into ``folder``.

    :raises ValueError: it was written in another format
    """
    tables = json.loads((folder / TABLES).read_text(encoding="utf-8"))
    if tables["format"] != FORMAT:
        raise ValueError(f"{folder} holds an index of format {tables['format']}, not {FORMAT}; compile it anew")
    with (folder / ARRAYS).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    return _Reader(arrays, tables).compiled()


class _Writer:
    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.knowledge = compiled.knowledge
        self.findings = tuple(self.knowledge.findings)
        self.diseases = (*self.knowledge.diseases, *self.knowledge.groups)
        self.place = {name: place for place, name in enumerate(self.findings)}
        self.arrays: Arrays = {}

    def parts(self) -> tuple[Arrays, Json]:
        tables = self._findings() | self._diseases() | self._statements() | self._stated() | self._rest()
        return self.arrays, {"format": FORMAT, "version": self.compiled.version} | tables

    def _findings(self) -> Json:
        terms = [self.knowledge.findings[name] for name in self.findings]
        kinds = sorted({each.kind for each in terms})
        tests = sorted({test for each in terms for test in each.tests})
        test_place = {test: place for place, test in enumerate(tests)}
        self._names("findings", self.findings)
        self._names("finding_labels", [each.label for each in terms])
        self._names("blocks", [each.block for each in terms])
        self.arrays["kinds"] = np.array([kinds.index(each.kind) for each in terms], dtype=np.int32)
        self.arrays["demographic"] = np.array([each.demographic for each in terms], dtype=np.bool_)
        self._lists("ancestors", ([self.place[name] for name in each.ancestors] for each in terms))
        self._lists("descendants", ([self.place[name] for name in each.descendants] for each in terms))
        self._lists("excludes", ([self.place[name] for name in each.excludes] for each in terms))
        self._lists("tests", ([test_place[name] for name in each.tests] for each in terms))
        background = self.compiled.weights.background
        self.arrays["background"] = np.array([background[name] for name in self.findings])
        return {"kinds": kinds, "tests": tests}

    def _diseases(self) -> Json:
        known = dict(self.knowledge.diseases) | dict(self.knowledge.groups)
        place = {name: number for number, name in enumerate(self.diseases)}
        terms = [known[name] for name in self.diseases]
        self._names("diseases", self.diseases)
        self._names("disease_labels", [each.label for each in terms])
        self._lists("parents", ([place[name] for name in each.parents if name in place] for each in terms))
        self.arrays["of"] = np.array([-1 if each.of is None else place[each.of] for each in terms], dtype=np.int32)
        return {"answered": len(self.knowledge.diseases)}

    def _statements(self) -> Json:
        by_disease = self.knowledge.by_disease
        grouped = [
            sorted((each for found in by_disease.get(name, {}).values() for each in found), key=lambda each: each.id)
            for name in self.diseases
        ]
        flat = [each for statements in grouped for each in statements]
        words: dict[str | None, int] = {None: -1}
        frequencies: dict[Frequency | None, int] = {None: -1}
        contexts: dict[frozenset[str], int] = {}
        roles = {None: -1} | {role: place for place, role in enumerate(Role)}

        def says(each: Statement) -> tuple[int, int, int, int]:
            word = words.setdefault(each.occurrence, len(words) - 1)
            frequency = frequencies.setdefault(each.frequency, len(frequencies) - 1)
            return word, frequency, roles[each.role], contexts.setdefault(each.contexts, len(contexts))

        self.arrays["statements_starts"] = _starts(map(len, grouped))
        self.arrays["statement_findings"] = np.array([self.place[each.finding] for each in flat], dtype=np.int32)
        self.arrays["says"] = np.array([says(each) for each in flat], dtype=np.int32).reshape(-1, 4)
        self.arrays["disputed"] = np.array([each.disputed for each in flat], dtype=np.bool_)
        texts = [each.id.encode() for each in flat]
        self.arrays["statements_ids_starts"] = _starts(map(len, texts))
        self.arrays["statements_ids"] = np.frombuffer(b"".join(texts), dtype=np.uint8)
        return {
            "words": list(words)[1:],
            "frequencies": [asdict(each) for each in frequencies if each],
            "contexts": [sorted(each) for each in contexts],
        }

    def _stated(self) -> Json:
        stated = self.compiled.columns.stated
        for name in ("starts", "rows", "points", "when", "by_label"):
            self.arrays[f"stated_{name}"] = getattr(stated, name)
        self.arrays["stated_findings"] = np.array([self.place[each] for each in stated.findings], dtype=np.int32)
        return {"conditions": [[[name, state.value] for name, state in each] for each in stated.conditions]}

    def _rest(self) -> Json:
        known, weights, scale = self.knowledge, self.compiled.weights, self.compiled.scale
        return {
            "index_finding": known.index_finding,
            "sexes": {sex.value: factor for sex, factor in known.sexes.items()},
            "tests_below": {test: sorted(below) for test, below in known.tests_below.items()},
            "rungs": dict(known.rungs),
            "responses": sorted(known.responses),
            "demographics": [asdict(each) | {"contexts": sorted(each.contexts)} for each in known.demographics],
            "criterion_sets": [asdict(each) | {"required": sorted(each.required)} for each in known.criterion_sets],
            "priors": {name: asdict(each) for name, each in known.priors.items()},
            "criteria": [asdict(each) | {"contexts": sorted(each.contexts)} for each in weights.criteria],
            "ages": {disease: asdict(each) for disease, each in weights.ages.items()},
            "scale": asdict(scale) | {"denying": sorted(scale.denying)},
        }

    def _names(self, name: str, values: Sequence[str]) -> None:
        self.arrays[name] = np.frombuffer("\0".join(values).encode(), dtype=np.uint8)

    def _lists(self, name: str, lists: Iterable[list[int]]) -> None:
        kept = [sorted(each) if name != "parents" else each for each in lists]
        self.arrays[f"{name}_starts"] = _starts(map(len, kept))
        self.arrays[name] = np.array([member for each in kept for member in each], dtype=np.int32)


def _starts(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *lengths], dtype=np.int64)


class _Reader:
    def __init__(self, arrays: Arrays, tables: Json) -> None:
        self.arrays, self.tables = arrays, tables
        self.findings = self._names("findings")
        self.diseases = self._names("diseases")

    def compiled(self) -> Compiled:
        knowledge, scale = self._knowledge(), self._scale()
        weights = Weights(
            knowledge=knowledge,
            scale=scale,
            background=dict(zip(self.findings, self.arrays["background"].tolist(), strict=True)),
            criteria=tuple(_criterion(each) for each in self.tables["criteria"]),
            ages={disease: _windows(each) for disease, each in self.tables["ages"].items()},
        )
        return Compiled(self.tables["version"], knowledge, scale, weights, self._stated())

    def _knowledge(self) -> Knowledge:
        findings, diseases, statements = self._finding_table(), self._disease_table(), self._statement_table()
        answered = diseases.answered
        return StoredKnowledge(
            findings=Made(findings.names, findings.term),
            diseases=Made(diseases.names[:answered], diseases.term),
            groups=Made(diseases.names[answered:], lambda place: diseases.term(place + answered)),
            statements=statements,
            demographics=tuple(_demographics(each) for each in self.tables["demographics"]),
            index_finding=self.tables["index_finding"],
            sexes={Sex(sex): factor for sex, factor in self.tables["sexes"].items()},
            tests_below={test: frozenset(below) for test, below in self.tables["tests_below"].items()},
            rungs=self.tables["rungs"],
            responses=frozenset(self.tables["responses"]),
            criterion_sets=tuple(map(stored_criterion_set, self.tables["criterion_sets"])),
            priors={name: stored_prior_set(each) for name, each in self.tables["priors"].items()},
            tables=(diseases, statements),
        )

    def _finding_table(self) -> FindingTable:
        return FindingTable(
            names=self.findings,
            labels=self._names("finding_labels"),
            kinds=(self.tables["kinds"], self.arrays["kinds"]),
            blocks=self._names("blocks"),
            ancestors=self._lists("ancestors"),
            descendants=self._lists("descendants"),
            tests=(self.tables["tests"], self._lists("tests")),
            excludes=self._lists("excludes"),
            demographic=self.arrays["demographic"],
        )

    def _disease_table(self) -> DiseaseTable:
        labels, parents = self._names("disease_labels"), self._lists("parents")
        return DiseaseTable(self.diseases, labels, parents, self.arrays["of"], self.tables["answered"])

    def _statement_table(self) -> StatementTable:
        return StatementTable(
            diseases=self.diseases,
            findings=self.findings,
            starts=self.arrays["statements_starts"],
            ids=Texts(self.arrays["statements_ids_starts"], self.arrays["statements_ids"]),
            finding=self.arrays["statement_findings"],
            says=self.arrays["says"],
            disputed=self.arrays["disputed"],
            words=self.tables["words"],
            frequencies=[Frequency(**each) for each in self.tables["frequencies"]],
            contexts=[frozenset(each) for each in self.tables["contexts"]],
        )

    def _stated(self) -> Stated:
        arrays = {name: self.arrays[f"stated_{name}"] for name in ("starts", "rows", "points", "when", "by_label")}
        conditions = (tuple((name, ContextState(state)) for name, state in each) for each in self.tables["conditions"])
        findings = tuple(self.findings[each] for each in self.arrays["stated_findings"])
        return Stated(findings=findings, conditions=tuple(conditions), **arrays)

    def _scale(self) -> Scale:
        scale = self.tables["scale"]
        return Scale(
            occurrences=_bands(scale["occurrences"], str),
            roles=_bands(scale["roles"], Role),
            classes=tuple(Interval(**each) for each in scale["classes"]),
            bare=scale["bare"],
            denying=frozenset(scale["denying"]),
            constants=Constants(**scale["constants"]),
        )

    def _names(self, name: str) -> Names:
        text = self.arrays[name].tobytes().decode()
        return text.split("\0") if text else []

    def _lists(self, name: str) -> Lists:
        return Lists(self.arrays[f"{name}_starts"], self.arrays[name])


def _bands(stored: Mapping[str, Json], key: Callable[[str], Any]) -> dict[Any, Interval]:
    return {key(name): Interval(**each) for name, each in stored.items()}


def _criterion(stored: Json) -> Criterion:
    contexts = frozenset(stored["contexts"])
    return Criterion(**{**stored, "polarity": Polarity(stored["polarity"]), "contexts": contexts})


def _windows(stored: Json) -> AgeWindows:
    return AgeWindows(tuple((start, end) for start, end in stored["ranges"]), tuple(stored["statements"]))


def _demographics(stored: Json) -> Demographics:
    predominant = Sex(stored["predominant"]) if stored["predominant"] else None
    return Demographics(**{**stored, "predominant": predominant, "contexts": frozenset(stored["contexts"])})
