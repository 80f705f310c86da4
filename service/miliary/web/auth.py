"""Who asks, and whether they may: cookies of a log-in for people, tokens for scripts, and never one for the other.

A route says what it needs: ``@needs(Role.EDITOR)`` for a page, ``@needs_token(Scope.PROPOSE)`` for a script. Within it
:func:`current_account` tells who asks. Curation is off, and its routes say why, until the editors' folder is named and
an administrator exists. Nothing is remembered in this process but that it is on.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import (  # type: ignore[import-untyped]
    LoginManager,
    UserMixin,
    current_user,
    login_user,
    logout_user,
)
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Account, Role
from miliary.curation.audit import Event, Origin
from miliary.curation.office import Office
from miliary.curation.refusals import CurationOff, NotAllowed, NotLoggedIn
from miliary.curation.sessions import LONGEST
from miliary.curation.tokens import Scope
from miliary.errors import NotFound
from miliary.settings import Settings
from miliary.web.problems import problem, wants_a_page
from miliary.web.secret import secret_key

P = ParamSpec("P")
View = Callable[P, AnyResponse]

csrf = CSRFProtect()
"""Asks every form for its token; what is exempt never looks at a cookie."""

_HIGHEST_NUMBER = 2**63 - 1
_OFFICE = "miliary.office"
_IS_ON = "miliary.curation-is-on"
_OFF = (
    "Curation is off here. Whoever runs this service turns it on by naming the editors' folder in MILIARY_KNOWLEDGE "
    "and making an administrator: miliary user add NAME --role administrator"
)
_FORM = (
    "The form is too old, was sent twice, or did not come from this site. Go back, load the page again and send it "
    "once more; nothing was changed."
)


class _User(UserMixin):  # type: ignore[misc]
    """An account as Flask-Login wants it; what it keeps in the cookie is the session's secret."""

    def __init__(self, account: Account, secret: str) -> None:
        self.account = account
        self.secret = secret

    def get_id(self) -> str:
        return self.secret


def register(app: Flask, settings: Settings, blueprints: Iterable[Blueprint], exempt: Iterable[Blueprint]) -> None:
    """Let people log in to ``app``.

    :param blueprints: the routes of curation: they answer only while it is on, and nothing of them is kept anywhere
    :param exempt: what answers scripts and looks at no cookie: its requests need no form's token
    """
    names = set()
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
        names.add(blueprint.name)
    app.extensions[_IS_ON] = False
    app.before_request(lambda: _refuse_what_cannot_be(frozenset(names)))
    app.after_request(lambda response: _keep_private(response, frozenset(names)))
    app.jinja_env.globals["curation_is_on"] = is_on
    app.context_processor(lambda: {"curation": is_on(), "account": current_account(), "Role": Role})
    if settings.editable:
        app.extensions[_OFFICE] = Office.open(settings.data)
        _configure(app, settings)
        for each in exempt:
            csrf.exempt(each)
        csrf.init_app(app)
        app.register_error_handler(CSRFError, _of_the_form)
        manager = LoginManager(app, add_context_processor=False)
        manager.user_loader(_user)


def office() -> Office:
    """Return what the application keeps of editors and their changes.

    :raises CurationOff: nothing is edited here
    """
    found = current_app.extensions.get(_OFFICE)
    if found is None:
        raise CurationOff(_OFF)
    assert isinstance(found, Office)
    return found


def is_on() -> bool:
    """Tell whether anything can be edited here; once it is, it stays so: there is always an administrator left."""
    if not current_app.extensions[_IS_ON] and _OFFICE in current_app.extensions:
        current_app.extensions[_IS_ON] = office().accounts.has_administrator()
    return bool(current_app.extensions[_IS_ON])


def current_account() -> Account | None:
    """Return who asks: whose token a script shows, else who is logged in; None for everyone else."""
    if "acting" in g:
        found = g.acting
    elif is_on() and current_user.is_authenticated:
        found = current_user.account
    else:
        return None
    assert isinstance(found, Account)
    return found


def acting() -> Account:
    """Return who asks, where a route needs somebody.

    :raises NotLoggedIn: nobody is known
    """
    found = current_account()
    if found is None:
        raise NotLoggedIn("Log in first.")
    return found


def origin() -> Origin:
    """Return who asks and from where, for the audit."""
    account = current_account()
    return Origin(account.id if account else None, request.remote_addr or "")


def needs(role: Role) -> Callable[[View[P]], View[P]]:
    """Let pass to a page only who is logged in and has at least ``role``; others are led to the log-in, or refused."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
            account = current_account()
            if account is None:
                if request.method in ("GET", "HEAD") and wants_a_page():
                    return redirect(url_for("login.form", next=request.full_path.rstrip("?")))
                raise NotLoggedIn("This needs somebody who has logged in.")
            if account.role < role:
                office().audit.note(Event.NOT_ALLOWED, account.id, origin(), f"{request.method} {request.path}"[:200])
                raise NotAllowed(
                    f"This needs the role {role}; you are logged in as {account.name}, {account.role}. "
                    "An administrator can change that.",
                    needed=role,
                )
            return view(*args, **kwargs)

        return guarded

    return decorate


def needs_token(scope: Scope | str) -> Callable[[View[P]], View[P]]:
    """Let pass only a script that shows a token for ``scope`` (``Authorization: Bearer …``); a cookie never helps."""
    wanted = Scope(scope)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
            if not is_on():
                raise CurationOff(_OFF)
            given = request.authorization
            if given is None or given.type != "bearer" or not given.token:
                raise NotLoggedIn(f"Show a token with the scope “{wanted}”: Authorization: Bearer mil_…")
            g.acting = office().tokens.use(given.token, wanted, request.remote_addr or "")
            return view(*args, **kwargs)

        csrf.exempt(guarded)
        return guarded

    return decorate


def log_in(account: Account) -> None:
    """Begin a session; whatever the browser had before, a stranger may have given it, and is dropped."""
    session.clear()
    login_user(_User(account, office().sessions.begin(account.id)))
    office().audit.note(Event.LOGGED_IN, account.id, Origin(account.id, request.remote_addr or ""))


def log_out() -> None:
    """End the session here and in the database: the cookie, kept by whomever, is worth nothing any more."""
    account = current_account()
    if account is not None:
        office().sessions.end(current_user.secret)
        office().audit.note(Event.LOGGED_OUT, account.id, origin())
        logout_user()
    session.clear()


def _user(secret: str) -> _User | None:
    account = office().sessions.find(secret)
    return None if account is None else _User(account, secret)


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.https == "on"
    app.config.update(
        SECRET_KEY=secret_key(settings),
        SESSION_COOKIE_NAME="__Host-miliary" if secure else "miliary",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # not Strict: a provider's log-in comes back by a link from elsewhere
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=int(LONGEST.total_seconds()),
        WTF_CSRF_SSL_STRICT=False,  # our pages send no Referer; Sec-Fetch-Site takes its place
    )


def _refuse_what_cannot_be(names: frozenset[str]) -> None:
    """Refuse the routes of curation while it is off, and whatever another site sends to them.

    :raises CurationOff: it is off
    :raises NotFound: the address holds a number that no database has
    :raises NotAllowed: a browser says that the request comes from another site
    """
    if request.blueprint not in names:
        return
    if not is_on():
        raise CurationOff(_OFF)
    if any(isinstance(value, int) and value > _HIGHEST_NUMBER for value in (request.view_args or {}).values()):
        raise NotFound("There is nothing of that number.")
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise NotAllowed("The form came from another site; nothing was changed.")


def _keep_private(response: Response, names: frozenset[str]) -> Response:
    """Have nothing kept, here or on the way, that is for one reader, or that changes once curation is on."""
    if _OFFICE not in current_app.extensions or request.path.startswith("/static/"):
        return response
    own = current_app.config["SESSION_COOKIE_NAME"] in request.cookies or session.modified
    if own or request.blueprint in names or not is_on():
        response.headers["Cache-Control"] = "no-store"
    return response


def _of_the_form(_: Any) -> Response:
    return problem(400, "The form cannot be used", _FORM, "form", {})
