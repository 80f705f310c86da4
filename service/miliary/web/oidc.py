"""Logging in by a provider of OpenID Connect, where one is set: authorisation code with PKCE, state and nonce."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from apiflask import APIBlueprint
from flask import Flask, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Role
from miliary.curation.audit import Event, Origin
from miliary.curation.refusals import NotLoggedIn
from miliary.errors import InvalidSettings, MiliaryError, MissingExtra, NotFound
from miliary.settings import VARIABLES, Settings
from miliary.web.auth import log_in, office
from miliary.web.forms import page_of
from miliary.web.openapi import errors
from miliary.web.opened import opened

oidc = APIBlueprint("oidc", __name__, tag="Curation", url_prefix="/login/provider")

_KEY = "miliary.oidc"
_NEEDED = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
_SECONDS = 10
_NEXT = "next"
_ELSEWHERE: dict[int | str, Any] = {302: {"description": "Where to go on."}, **errors(503)}


class ProviderFailed(MiliaryError):
    """The provider of the log-in does not answer, or not as it should."""

    title = "The log-in's provider cannot be used"
    slug = "provider-failed"
    status = 503


def configure(app: Flask, settings: Settings) -> None:
    """Let people log in by the provider that the settings name, if they do.

    :raises InvalidSettings: one of the settings that it needs is missing
    :raises MissingExtra: the library for it is not installed
    """
    given = [name for name in _NEEDED if getattr(settings, name)]
    if not given:
        return
    for name in _NEEDED:
        if name not in given:
            detail = f"{name} (or {VARIABLES[name]}) is not set, but {given[0]} is; a provider needs both."
            raise InvalidSettings(detail, setting=name)
    try:
        from authlib.integrations.flask_client import OAuth  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtra("oidc", "Authlib") from error
    app.extensions[_KEY] = OAuth(app).register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": _SECONDS},
    )


def is_set() -> bool:
    """Tell whether there is a provider."""
    return _KEY in current_app.extensions


@oidc.get("")
@oidc.doc(summary="Log in by the provider", responses=_ELSEWHERE)
def leave_for_it() -> AnyResponse:
    """Lead to the provider."""
    client = _client()
    session.clear()  # of an earlier attempt, too
    session[_NEXT] = request.args.get(_NEXT, "")
    scheme = "https" if opened().settings.https == "on" else None
    back = url_for("oidc.come_back", _external=True, _scheme=scheme)
    found: AnyResponse = _of_the_provider(lambda: client.authorize_redirect(back))
    return found


@oidc.get("/back")
@oidc.doc(summary="Come back from the provider", responses=page_of() | _ELSEWHERE)
def come_back() -> AnyResponse:
    """Begin a session for whom the provider has let in."""
    from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
    from joserfc.errors import JoseError

    client = _client()
    where = session.pop(_NEXT, "")
    try:
        claims = _of_the_provider(client.authorize_access_token).get("userinfo") or {}
    except (AuthlibBaseError, JoseError) as error:
        office().audit.note(Event.LOGIN_REFUSED, None, _stranger(), f"provider: {type(error).__name__}")
        raise NotLoggedIn("The provider did not let you in, or its answer does not belong to this log-in.") from error
    _admit(claims)
    return redirect(url_for("login.form", next=where), 303)


def role_of(claims: Mapping[str, Any], rules: Iterable[str]) -> Role | None:
    """Return the highest role that the claims give by ``claim:value=role``, a reader's at least; None without rules."""
    given = [Role.READER]
    for rule in rules:
        condition, _, role = rule.rpartition("=")
        name, _, value = condition.partition(":")
        held = claims.get(name, [])
        if value in (held if isinstance(held, list) else [held]):
            given.append(Role(role))
    return max(given) if rules else None


def _admit(claims: Mapping[str, Any]) -> None:
    """Log in whom the provider has let in.

    :raises NotLoggedIn: the provider does not say who it is, or the account is inactive
    """
    settings, subject = opened().settings, claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise NotLoggedIn("The provider does not say who you are.")
    called = next((str(claims[name]) for name in ("name", "preferred_username") if claims.get(name)), "")
    role = role_of(claims, settings.oidc_roles)
    account = office().identities.account(settings.oidc_issuer, subject, called, role, _stranger())
    if not account.active:
        office().audit.note(Event.LOGIN_REFUSED, account.id, _stranger(), "provider")
        raise NotLoggedIn(f"The account {account.name} is not active; an administrator can change that.")
    log_in(account)


def _client() -> Any:
    """Return what talks to the provider.

    :raises NotFound: none is set
    """
    if not is_set():
        raise NotFound("This service knows no other log-in than by name and password.")
    return current_app.extensions[_KEY]


def _of_the_provider(ask: Callable[[], Any]) -> Any:
    """Ask the provider.

    :raises ProviderFailed: it does not answer, is another than is set, or says what nobody can use
    """
    from requests import RequestException

    try:
        metadata = _client().load_server_metadata()
        if str(metadata.get("issuer")).rstrip("/") != opened().settings.oidc_issuer:
            raise ProviderFailed(
                f"The provider calls itself {metadata.get('issuer')}, not as {VARIABLES[_NEEDED[0]]} says."
            )
        return ask()
    except (RequestException, RuntimeError, ValueError, KeyError) as error:
        raise ProviderFailed("The provider of the log-in cannot be used now; try again later.") from error


def _stranger() -> Origin:
    return Origin(None, request.remote_addr or "")
