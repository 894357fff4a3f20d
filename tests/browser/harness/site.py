"""A small site for tests of the elements alone: the built files, scenes and GLBs, with the headers of the real one."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response, abort, request, send_from_directory

from app.assets import STATIC, vite_asset
from app.security import content_policy
from tests.serving import serving

PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Thử</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{assets}</head>
<body><main><h1>Thử khung xem</h1>{body}</main></body></html>"""
STAGE = """<cd-stage scene-url="/scenes/{name}" poster="/files/poster.png" alt="Đỉnh đồng" lang="{lang}" {more}>
<img src="/files/poster.png" alt="Đỉnh đồng" width="640" height="480"></cd-stage>"""


class Site:
    """Files in ``folder``; scene documents and answers to be failed are set by the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scenes: dict[str, object] = {}
        self.broken: set[str] = set()
        self.asked: list[str] = []
        self.base = ""
        self.app = Flask(__name__, static_folder=None)
        self._add_routes()

    def _add_routes(self) -> None:
        mimetypes.add_type("model/gltf-binary", ".glb")
        self.app.after_request(_secure)
        self.app.before_request(lambda: self.asked.append(request.path))
        self.app.add_url_rule("/static/<path:name>", view_func=_static)
        self.app.add_url_rule("/files/<name>", view_func=self.file)
        self.app.add_url_rule("/scenes/<name>", view_func=self.document)
        self.app.add_url_rule("/view/<name>", view_func=self.view)
        self.app.add_url_rule("/page/<entry>", view_func=self.page)
        self.app.add_url_rule("/favicon.ico", view_func=lambda: ("", 204), endpoint="icon")

    def file(self, name: str) -> Response:
        if name in self.broken:
            abort(404)
        return send_from_directory(self.folder, name)

    def document(self, name: str) -> Response:
        return Response(json.dumps(self.scenes[name]), mimetype="application/json")

    def view(self, name: str) -> str:
        lang = request.args.get("lang", "vi")
        body = STAGE.format(name=name, lang=lang, more=request.args.get("more", ""))
        return PAGE.format(lang=lang, assets=_assets("view"), body=body)

    def page(self, entry: str) -> str:
        return PAGE.format(lang="vi", assets=_assets(entry), body=request.args.get("body", ""))


def _assets(entry: str) -> str:
    return f"{vite_asset('src/pages/base.ts')}{vite_asset(f'src/pages/{entry}.ts')}"


def _static(name: str) -> Response:
    return send_from_directory(STATIC, name)


def _secure(response: Response) -> Response:
    """The real site's policy, so that a decoder it would forbid fails here."""
    response.headers["Content-Security-Policy"] = content_policy("'none'")
    return response


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """The site on a free port of this machine."""
    with serving(site.app) as base:
        site.base = base
        yield site
