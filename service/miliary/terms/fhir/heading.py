"""What the resources have in common: who says it, of which version it is, and how it is asked for by address."""

import re
from dataclasses import dataclass

from miliary.errors import NotFound
from miliary.terms.fhir.concepts import Ontology
from miliary.terms.fhir.resource import Resource
from miliary.vocabulary import iri

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Edition:
    """The published version that everything is made from."""

    version: str
    ontology: Ontology

    def heading(self, kind: str, name: str, title: str, description: str, url: str = "") -> Resource:
        """Return the beginning of a resource; no clinician has reviewed the content, so its status is draft.

        :param name: its id
        :param url: its canonical address, where that is not made of kind and id
        """
        joined = "".join(part[0].upper() + part[1:] for part in _NOT_IN_A_NAME.split(name) if part)
        return {
            "resourceType": kind,
            "id": name,
            "language": "en-GB",
            "url": url or canonical(kind, name),
            "version": self.version,
            "name": joined if "Miliary" in joined else f"Miliary{joined}",
            "title": title,
            "status": "draft",
            "experimental": False,
            "date": self.ontology.date,
            "publisher": self.ontology.creator,
            "description": description,
        }

    def require(self, version: str, what: str) -> None:
        """Let pass only this version, or none.

        :raises NotFound: another is asked for
        """
        if version not in ("", self.version):
            detail = f"{what} is served in the version {self.version} only, not in “{version}”."
            raise NotFound(detail, version=version, known=[self.version])


def canonical(kind: str, name: str) -> str:
    """Return the canonical address of a resource of ours, which is the same on every server."""
    return iri(f"fhir/{kind}/{name}")
