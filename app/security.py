"""What protects every answer: security headers, the content security policy, CSRF, and limits on guessing.

Policy by OWASP's secure headers list; no inline script or style, no other host, decoders may use WebAssembly.
"""

from __future__ import annotations

import re
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from flask.typing import RouteCallable
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect

from app.errors import RequestError
from app.settings import Settings

MAX_BODY_BYTES = 8 * 1024 * 1024
MAX_TABLE_BYTES = 512 * 1024 * 1024
_UPLOADS = "/api/v1/uploads"
_TABLES = re.compile(r"/api/v1/imports|/(?:vi|en)/workbench/imports/new")
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self' blob:",
    "img-src": "'self' data: blob:",
    "style-src": "'self'",
    "font-src": "'self'",
    "media-src": "'self' blob:",
    "connect-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
_PERMISSIONS = (
    "xr-spatial-tracking=(self), fullscreen=(self), camera=(self), microphone=(), geolocation=(self), payment=()"
)


def protect(app: Flask, settings: Settings) -> None:
    """Arm the application: cookies, CSRF, security headers and cache rules on every answer."""
    is_https = urlsplit(settings.public_url).scheme == "https"
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="cuudinh",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        PERMANENT_SESSION_LIFETIME=12 * 3600,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf = CSRFProtect(app)
    app.before_request(lambda: _check_csrf(csrf))
    app.after_request(_set_headers)
    app.after_request(_set_caching)


def allow_framing(ancestors: str) -> None:
    """Let other sites frame this one answer (embeds); ``ancestors`` is a CSP source list such as ``*``."""
    g.frame_ancestors = ancestors


def content_policy(frame_ancestors: str = "'self'") -> str:
    """The Content-Security-Policy header, framed only by ``frame_ancestors``."""
    rules = [f"{name} {sources}" for name, sources in _POLICY.items()]
    return "; ".join([*rules, f"frame-ancestors {frame_ancestors}"])


def limit_guesses(app: Flask, endpoint: str, *, limits: str = "10 per minute; 60 per hour") -> None:
    """Slow down whoever tries passwords at ``endpoint``: counted by address and by account name."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=False)
    by_account = limiter.limit(limits, key_func=_account_key, methods=["POST"])
    by_address = limiter.limit("30 per minute; 300 per hour", methods=["POST"])
    guarded = by_address(by_account(app.view_functions[endpoint]))
    app.view_functions[endpoint] = cast("RouteCallable", guarded)


def _account_key() -> str:
    """Address and the account: the name that was typed, or the account whose password was right already."""
    half = session.get("half_login") or {}
    name = request.form.get("email", "").strip().casefold() or half.get("account") or session.get("_user_id", "")
    return f"{get_remote_address()}|{name}"


def _check_csrf(csrf: CSRFProtect) -> None:
    """Ask for the token on every write that a browser could be tricked into.

    A program without our session cookie carries no borrowed authority, so the API needs no token from it.
    """
    if request.path.startswith(_UPLOADS):
        request.max_content_length = None  # the quarantine has its own limit, and reads no more than was announced
    elif _TABLES.fullmatch(request.path):
        request.max_content_length = MAX_TABLE_BYTES
    if request.method not in _UNSAFE or request.routing_exception is not None:
        return
    if request.path.startswith("/api/") and not request.cookies.get("cuudinh"):
        return
    try:
        csrf.protect()
    except CSRFError:
        raise RequestError("csrf", method=request.method, path=request.path) from None


def _set_headers(response: Response) -> Response:
    """Headers of every answer; a handler's own value wins."""
    headers = response.headers
    ancestors = g.get("frame_ancestors", "'self'")
    headers.setdefault("Content-Security-Policy", content_policy(ancestors))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Permissions-Policy", _PERMISSIONS)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if ancestors == "'self'":
        headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    return response


def _set_caching(response: Response) -> Response:
    """Nothing that depends on the reader is kept by others, unless its handler said how long."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Cookie")
    return response
