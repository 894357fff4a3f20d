"""Two languages: Vietnamese first, English complete; chosen by the address, else by the browser."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_babel import gettext as gettext  # noqa: PLC0414  re-exported for handlers and pages
from flask_babel import ngettext as ngettext  # noqa: PLC0414  the same
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect

LANGUAGES = ("vi", "en")
TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_TIMES = {"vi": "%H:%M %d/%m/%Y", "en": "%d %b %Y, %H:%M"}
_CATALOGUES = Path(__file__).parent / "translations" / "vi" / "LC_MESSAGES"  # one file per part of the house
_DATES = {"vi": "%d/%m/%Y", "en": "%d %b %Y"}


def speak(app: Flask) -> None:
    """Teach the application its languages: locale, formats in templates, and redirects to a language."""
    rooms = sorted(path.stem for path in _CATALOGUES.glob("*.po"))
    Babel(
        app,
        default_locale="vi",
        default_domain=";".join(rooms),
        default_translation_directories=";".join(["translations"] * len(rooms)),
        locale_selector=language,
    )
    app.before_request(_find_language)
    app.after_request(_name_language)
    app.jinja_env.filters.update(localtime=format_time, localdate=format_date, number=format_number)
    app.context_processor(lambda: {"lang": language(), "other_lang": "en" if language() == "vi" else "vi"})
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_keep_language)


def language() -> str:
    """The language of this request: address, then ``?lang=``, then the browser's wish, then Vietnamese."""
    return str(g.get("lang") or preferred_language())


def preferred_language() -> str:
    """What the browser prefers among ours; Vietnamese unless English is asked for more strongly."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    vi, en = (request.accept_languages.quality(code) for code in LANGUAGES)
    return "en" if en > vi else "vi"


def format_time(moment: datetime, lang: str | None = None) -> str:
    """A UTC moment as Vietnam's wall clock shows it."""
    return moment.astimezone(TIME_ZONE).strftime(_TIMES[lang or language()])


def format_date(moment: datetime, lang: str | None = None) -> str:
    """The day of a UTC moment in Vietnam."""
    return moment.astimezone(TIME_ZONE).strftime(_DATES[lang or language()])


def format_number(value: float, digits: int = 0, lang: str | None = None) -> str:
    """A number with the language's own separators: ``1.234,5`` in Vietnamese, ``1,234.5`` in English."""
    text = f"{value:,.{digits}f}"
    if (lang or language()) == "en":
        return text
    return text.translate(str.maketrans(",.", ".,"))


def format_bytes(size: int, lang: str | None = None) -> str:
    """A file size in kB, MB or GB (powers of ten, as disks are sold)."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{format_number(size / factor, 1, lang)} {unit}"
    return f"{size} B"


def _take_language(_endpoint: str | None, values: dict[str, object] | None) -> None:
    """Handlers don't repeat the language: it is taken out of their arguments."""
    if values is not None:
        values.pop("lang", None)


def _keep_language(endpoint: str, values: dict[str, object]) -> None:
    """Links stay in the reader's language."""
    is_known = endpoint in current_app.view_functions
    if is_known and "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language()


def _find_language() -> ResponseReturnValue | None:
    """Take the language from the address; send an address without one to the reader's language."""
    first = request.path.split("/", 2)[1]
    if first in LANGUAGES:
        g.lang = first
        return None
    if isinstance(request.routing_exception, NotFound) and request.method in {"GET", "HEAD"}:
        return _to_language()
    return None


def _to_language() -> ResponseReturnValue | None:
    """Redirect to the same page under ``/vi`` or ``/en`` when there is such a page."""
    target = f"/{preferred_language()}{request.path}"
    if not _is_page(target):
        return None
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    response = redirect(f"{quote(target)}{query}", 302)
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _is_page(path: str) -> bool:
    """Whether some page answers at ``path``."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def _name_language(response: Response) -> Response:
    """Say which language an answer is in."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", language())
    return response
