"""The field kit: a page that works without network, its worker and its manifest."""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.assets import BASE, STATIC, entry_file, entry_files
from app.i18n import LANGUAGES
from app.i18n import gettext as _
from app.pages.rights import staff_only

bp = Blueprint("workbench_field", __name__)
_ENTRIES = ("src/pages/base.ts", "src/pages/field.ts")
_LATE = ("src/ui/sending.ts",)
_DAY = {"Cache-Control": "no-cache"}


@bp.get("/<any(vi,en):lang>/workbench/field/")
def index() -> ResponseReturnValue:
    """The kit; nothing on it depends on who is reading, so that it may be kept on the device."""
    if (away := staff_only()) is not None:
        return away
    return render_template("workbench/field.html")


@bp.get("/field-worker.js")
def worker() -> ResponseReturnValue:
    """The worker with what it keeps: a new build or a new page text makes a new version."""
    script = STATIC / "web" / str(entry_file("src/pages/field-worker.ts")).removeprefix(BASE)
    pages = [url_for(".index", lang=lang) for lang in LANGUAGES]
    known = (file for file in entry_files(*_ENTRIES, *_LATE) if not file.endswith(".woff"))  # all know WOFF2
    files = sorted({*known, url_for("home.icon")})
    code = script.read_text(encoding="utf-8")
    version = hashlib.sha256(json.dumps([files, code]).encode()).hexdigest()[:16]
    kit = json.dumps({"version": version, "pages": pages, "files": files})
    return Response(f"self.KIT = {kit};\n{code}", mimetype="text/javascript", headers=_DAY)


@bp.get("/<any(vi,en):lang>/field.webmanifest")
def manifest() -> ResponseReturnValue:
    """What a phone needs to put the kit among its programs."""
    start = url_for(".index")
    icon = {"src": url_for("home.icon"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}
    document = {
        "id": start,
        "name": _("Cửu Đỉnh field kit"),
        "short_name": "Cửu Đỉnh",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#fbf8f2",
        "theme_color": "#8e2a1e",
        "icons": [icon],
    }
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/manifest+json", headers=_DAY)
