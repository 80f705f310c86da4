"""A new file's line in the catalogue: written by the publication that makes the file, however it is interrupted."""

import shutil
from unittest.mock import patch

import pytest

from miliary.curation.accounts import Account
from miliary.knowledge.addresses import FILE
from miliary.knowledge.format import Rewriting
from tests.conftest import REPOSITORY
from tests.curation.desk import Desk
from tests.curation.folders import adding

LINE = (
    '    <uri id="NewDisease" name="https://w3id.org/miliary/ontology/diseases/NewDisease"'
    ' uri="diseases/NewDisease.ttl"/>'
)
NEW_DISEASE = """mil:NewDisease a owl:Class ; rdfs:subClassOf mil:MiliaryEnhancementDisease ; rdfs:label "new"@en ;
    mil:differentialOf mil:MiliaryEnhancement ; skos:definition "An example."@en ; rdfs:isDefinedBy mil:ontology ."""


def test_a_kill_between_line_and_file_leaves_neither_out(desk: Desk, editor: Account, reviewer: Account) -> None:
    before = with_catalogue(desk)
    written: list[str] = []
    write = Rewriting.write

    def once(rewriting: Rewriting) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(rewriting.target.name)
        write(rewriting)

    change = adding(NEW_DISEASE, desk.version)
    with patch.object(Rewriting, "write", once), pytest.raises(KeyboardInterrupt):
        desk.publish(change, editor, reviewer)
    assert written == ["catalog-v001.xml"]
    desk.publication.follow()
    assert "mil:NewDisease" in {line.subject for line in desk.workspace.lines["ontology/diseases/NewDisease.ttl"]}
    assert [line for line in catalogue(desk) if "NewDisease" in line] == [LINE]
    assert set(before) < set(catalogue(desk))


def with_catalogue(desk: Desk) -> list[str]:
    """Give the folder the checkout's catalogue; its lines."""
    shutil.copy(REPOSITORY / FILE, desk.settings.knowledge / FILE)
    return catalogue(desk)


def catalogue(desk: Desk) -> list[str]:
    return (desk.settings.knowledge / FILE).read_text(encoding="utf-8").splitlines()
