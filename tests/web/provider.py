"""A small provider of OpenID Connect on this machine: it lets everyone in, and can be told to misbehave."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug import Request, Response
from werkzeug.serving import make_server

CLIENT, SECRET = "miliary", "a secret between the two"


class Provider:
    """What it says of whom is in ``claims``; ``asked`` holds what it was asked by the token's request."""

    def __init__(self) -> None:
        self.issuer = ""
        self.key = self.published_key = RSAKey.generate_key(2048, {"kid": "one"})
        self.claims: dict[str, Any] = {"sub": "248289761001", "name": "Olivia Outside"}
        self.false: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}

    def __call__(self, environ: Any, start: Any) -> Any:
        request = Request(environ)
        answers = {
            "/.well-known/openid-configuration": self._metadata,
            "/jwks": self._keys,
            "/authorize": self._authorize,
            "/token": self._token,
        }
        return answers[request.path](request)(environ, start)

    def _metadata(self, _: Request) -> Response:
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        said = {name: self.issuer + path for name, path in paths.items()}
        return _json({"issuer": self.false.get("issuer", self.issuer), **said})

    def _keys(self, _: Request) -> Response:
        return _json({"keys": [self.published_key.as_dict(private=False)]})

    def _authorize(self, request: Request) -> Response:
        asked = request.args.to_dict()
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        code = secrets.token_hex(8)
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{back}"})

    def _token(self, request: Request) -> Response:
        self.asked.append(request.form.to_dict())
        asked = self._codes.pop(request.form["code"], None)
        challenge = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        fits = (
            asked is not None
            and base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == asked["code_challenge"]
            and request.authorization is not None
            and (request.authorization.username, request.authorization.password) == (CLIENT, SECRET)
        )
        if asked is None or not fits:
            return _json({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 60, "iat": now, "nonce": asked["nonce"]}
        claims |= self.claims | {name: value for name, value in self.false.items() if name != "issuer"}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return _json({"access_token": "x", "token_type": "Bearer", "id_token": token})


def _json(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value), status=status, mimetype="application/json")


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider until the block ends."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
