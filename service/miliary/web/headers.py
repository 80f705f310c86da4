"""Headers of every response: what a browser may do with it, and who may read it."""

from flask import Flask, Response, request

# Everything that a page uses comes from this server; nothing inline, no frame around it, no form sent elsewhere.
# The editor of /sparql works within it too: its sheet is a file, and CodeMirror sets styles by script, which is no
# inline style. The one style attribute that YASGUI writes is taken out of it (service/frontend/build.mjs).
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Read-only and without credentials: any page may ask, none can act for somebody.
_SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Access-Control-Max-Age": "86400",
}
_SHARED_PATHS = (
    *("/api/", "/fhir/", "/sparql", "/queries", "/graph"),
    *("/openapi.json", "/term/", "/ontology", "/.well-known/"),
)


def register(app: Flask) -> None:
    """Set the headers on every response of ``app``, errors included."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers.update(_SECURITY)
    if request.path.startswith(_SHARED_PATHS):
        response.headers.update(_SHARED)
    if not request.path.startswith("/static/"):
        # A case may stand in the address: neither it nor its answer is kept anywhere on the way.
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Accept")
    return response
