"""What a proposal would do, as a page that needs no script."""

import pytest

from miliary.composition import Service
from miliary.curation.accounts import Role
from miliary.curation.change import Change, Line
from miliary.curation.graph import Graphs
from miliary.curation.office import Office
from miliary.curation.proposals import Proposals
from tests.curation.folders import replacing
from tests.web.editors import NAMES, LogIn

pytestmark = pytest.mark.usefixtures("one_room")
SUSAC = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"


def proposed(office: Office, change: Change) -> str:
    return f"/proposals/{Proposals(office.database).draft(office.accounts.find(NAMES[Role.EDITOR]), change, 'Why').id}"


def test_the_page_of_a_proposal_leads_to_what_it_would_do(logged_in: LogIn, office: Office, service: Service) -> None:
    workspace = Graphs(service.settings.knowledge).current().workspace
    address = proposed(office, replacing(workspace, SUSAC, "mil:percent", "1.0", service.version))
    editor = logged_in(Role.EDITOR)
    assert f'href="{address}/effect"' in editor.get(address).text
    page = editor.get(f"{address}/effect").text
    assert "this one says 1 % of 27." in page, "it disagrees with what another place says"
    assert '<th scope="col">before</th>' in page or "stored patients' differentials changes" in page
    assert "<script" not in page.partition("<main")[2]


def test_of_what_cannot_be_published_the_effect_is_not_told(logged_in: LogIn, office: Office, service: Service) -> None:
    wrong = Line(SUSAC, "mil:percent", "340.0")
    address = proposed(office, Change(service.version, frozenset({wrong}), frozenset()))
    assert "It cannot be told" in logged_in(Role.EDITOR).get(f"{address}/effect").text
