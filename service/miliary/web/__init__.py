"""The service over HTTP. It knows HTTP only; what is true and what it means, the other rooms know.

``miliary.web:create_app`` is the factory of a WSGI application; ``miliary.web.gateway`` brings it to the server.
"""

from dataclasses import replace

from apiflask import APIFlask

from miliary import __version__
from miliary.composition import Service, open_service
from miliary.settings import Settings
from miliary.web import (
    auth,
    bodies,
    caching,
    compression,
    disk,
    endpoint,
    headers,
    metrics,
    observing,
    oidc,
    openapi,
    pieces,
    problems,
    strings,
    wording,
    workbench,
)
from miliary.web.account import account
from miliary.web.accounts import accounts
from miliary.web.api import api
from miliary.web.bulk import bulk
from miliary.web.changes import changes
from miliary.web.comparison import comparison
from miliary.web.editing import editing
from miliary.web.endpoint import Endpoint
from miliary.web.exchange import exchange
from miliary.web.feedback import feedback
from miliary.web.fhir import fhir
from miliary.web.graphs import graphs
from miliary.web.help import instructions
from miliary.web.knowledge import knowledge
from miliary.web.lists import lists
from miliary.web.login import login
from miliary.web.mapping_desk import mapping_desk
from miliary.web.observing import Observer
from miliary.web.obsolescence import obsolescence
from miliary.web.ontology import ontology
from miliary.web.opened import attach
from miliary.web.operations import operations
from miliary.web.pages import pages
from miliary.web.phenopackets import phenopackets
from miliary.web.picture_data import picture_data
from miliary.web.pictures import pictures
from miliary.web.proposals_api import proposals_api
from miliary.web.queries import queries
from miliary.web.report_api import report_api
from miliary.web.report_page import report_page
from miliary.web.reviewing import reviewing
from miliary.web.scratch import furnish
from miliary.web.script_writes import script_writes
from miliary.web.sparql import sparql
from miliary.web.terms import terms
from miliary.web.vocabulary import vocabulary
from miliary.web.worklist import worklist

__all__ = ["create_app"]


_BLUEPRINTS = (
    pages,
    exchange,
    instructions,
    comparison,
    pictures,
    picture_data,
    api,
    phenopackets,
    report_api,
    report_page,
    sparql,
    graphs,
    workbench.workbench,
    queries,
    terms,
    lists,
    vocabulary,
    fhir,
    knowledge,
    ontology,
    changes,
    operations,
    metrics.metrics,
)
# What only editors see: off until the editors' folder is named and there is an administrator.
_CURATION = (
    login,
    oidc.oidc,
    account,
    accounts,
    editing,
    bulk,
    mapping_desk,
    obsolescence,
    reviewing,
    worklist,
    feedback,
    proposals_api,
)
# What is asked by POST without a form's token: it looks at no cookie, so no page of another site can act for somebody
# there. Programs ask it, and a report is pasted without a cookie.
_WITHOUT_COOKIES = (
    api,
    phenopackets,
    report_api,
    report_page,
    sparql,
    graphs,
    fhir,
    changes,
    proposals_api,
    script_writes,
)


def create_app(
    settings: Settings | None = None,
    service: Service | None = None,
    *,
    observer: Observer | None = None,
    scratch: bool = False,
) -> APIFlask:
    """Put the application together.

    :param settings: what it is told from outside; by default the environment tells it
    :param service: what it answers from; by default the version that is published in the settings' data folder
    :param observer: what sees the requests of this process, where one application follows another
    :param scratch: for tests only: an empty store in memory in place of a version, which anyone may change
    :raises NoPublishedVersion: nothing is published there
    """
    if scratch:
        settings = settings or Settings.from_environment()
        app = _bare(settings)
        furnish(app, settings)
        return app
    service = service or open_service(settings or Settings.from_environment())
    settings = settings or service.settings
    service = replace(service, settings=settings)
    app = _bare(settings, observer or Observer(settings))
    attach(app, service)
    endpoint.attach(app, Endpoint.of(service))
    for part in (strings, wording, pieces, workbench):
        part.register(app)
    openapi.configure(app)
    caching.register(app, service.version, editable=settings.editable)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    # Without editors a graph is read and no more: the methods of writing are not even there.
    curation = (*_CURATION, script_writes) if settings.editable else _CURATION
    auth.register(app, settings, curation, _WITHOUT_COOKIES)
    oidc.configure(app, settings)
    return app


def _bare(settings: Settings, observer: Observer | None = None) -> APIFlask:
    """An application that refuses what it should, and answers nothing yet."""
    app = APIFlask(__name__, title="Miliary", version=__version__, docs_path=None, json_errors=False)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body,
        MAX_FORM_MEMORY_SIZE=settings.max_body,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the order of an answer is part of it
    if observer is not None:
        observing.register(app, settings, observer)  # first, so that it sees a response last, as it is sent
    for part in (headers, compression, problems, bodies, disk):
        part.register(app)
    return app
