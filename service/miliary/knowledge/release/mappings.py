"""All links to other vocabularies in one SSSOM file, each row with the set that it is from."""

import io
from collections.abc import Sequence

import yaml

from miliary.knowledge.sssom import COLUMNS, MappingSet
from miliary.vocabulary import MIL

_SOURCE = "mapping_source"
# SSSOM's own word for a set whose rows are under different terms.
_LICENCE = "https://w3id.org/sssom/license/unspecified"


def merged_mappings(sets: Sequence[MappingSet], version: str) -> str:
    """Write the rows of all ``sets``, in the order of the sets, in one file."""
    output = io.StringIO()
    header = yaml.safe_dump(_header(sets, version), sort_keys=True, allow_unicode=True, width=10_000)
    output.writelines(f"#{line}\n" for line in header.splitlines())
    output.write("\t".join([*COLUMNS, _SOURCE]) + "\n")
    for each in sets:
        source = f"mil:{each.iri.removeprefix(MIL)}"
        for row in each.rows:
            output.write("\t".join([*(getattr(row, column) for column in COLUMNS), source]) + "\n")
    return output.getvalue()


def _header(sets: Sequence[MappingSet], version: str) -> dict[str, object]:
    curie_map: dict[str, str] = {}
    for each in sets:
        curie_map |= each.header["curie_map"]
    return {
        "comment": "The rows of each mapping_source are under the terms of that set, which “other” names.",
        "curie_map": dict(sorted(curie_map.items())),
        "extension_definitions": sets[0].header.get("extension_definitions", []) if sets else [],
        "license": _LICENCE,
        "mapping_set_description": "Links from the terms of Miliary to other vocabularies.",
        "mapping_set_id": f"{MIL}mappings",
        "mapping_set_title": "Miliary",
        "mapping_set_version": version,
        "other": " | ".join(f"{each.title}: {each.header['license']} {each.header['other']}" for each in sets),
        "subject_source": "mil:ontology",
    }
