"""The built web part: tags for its entries, and its files with the right types, twins and cache times."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypedDict, cast

import structlog
from flask import Flask, Response, abort, request, send_from_directory
from markupsafe import Markup, escape
from werkzeug.security import safe_join

STATIC = Path(__file__).parent / "static"
MANIFEST = STATIC / "web" / ".vite" / "manifest.json"
BASE = "/static/web/"
IMMUTABLE = "public, max-age=31536000, immutable"
_TWINS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".usdz": "model/vnd.usdz+zip",
    ".ktx2": "image/ktx2",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".wasm": "application/wasm",
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".ply": "model/ply",
    ".stl": "model/stl",
    ".obj": "model/obj",
    ".las": "application/vnd.las",
    ".laz": "application/vnd.laszip",
    ".e57": "model/e57",
}
_log = structlog.get_logger(__name__)


class Chunk(TypedDict, total=False):
    """One row of Vite's manifest."""

    file: str
    css: list[str]
    assets: list[str]
    imports: list[str]
    isEntry: bool


def serve_assets(app: Flask) -> None:
    """Register file types, the ``/static`` address and ``vite_asset`` for templates."""
    for suffix, mime in _TYPES.items():
        mimetypes.add_type(mime, suffix)
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_serve)
    app.jinja_env.globals["vite_asset"] = vite_asset


def mime_type(name: str) -> str:
    """The media type that a file's name stands for; ``application/octet-stream`` when unknown."""
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def vite_asset(entry: str, manifest: Path = MANIFEST) -> Markup:
    """Tags that load one entry of the web part: styles, module preloads, script.

    Args:
        entry: source path as in the Vite configuration, such as ``src/pages/view.ts``.
        manifest: Vite's manifest file.

    Returns:
        Safe markup; empty, with a line in the log, where the web part was not built.
    """
    chunks = _read_manifest(manifest, _changed_at(manifest))
    if entry not in chunks:
        _log.warning("web part not built or entry unknown", entry=entry, manifest=manifest.name)
        return Markup()
    reached = list(_reach(chunks, entry, set()))
    styles = dict.fromkeys(css for chunk in reached for css in chunk.get("css", []))
    tags = [f'<link rel="stylesheet" href="{escape(BASE + css)}">' for css in styles]
    tags += [f'<link rel="modulepreload" href="{escape(BASE + chunk["file"])}">' for chunk in reached[1:]]
    main = chunks[entry]["file"]
    if main.endswith(".css"):
        tags.append(f'<link rel="stylesheet" href="{escape(BASE + main)}">')
    else:
        tags.append(f'<script type="module" src="{escape(BASE + main)}"></script>')
    return Markup("\n".join(tags))  # noqa: S704  every address above is escaped


def entry_file(entry: str, manifest: Path = MANIFEST) -> str | None:
    """The address of an entry's script; None where the web part was not built or has no such entry."""
    chunk = _read_manifest(manifest, _changed_at(manifest)).get(entry)
    return BASE + chunk["file"] if chunk else None


def entry_files(*entries: str, manifest: Path = MANIFEST) -> list[str]:
    """The addresses of all files that these entries load (scripts, styles, fonts); unknown entries have none."""
    chunks = _read_manifest(manifest, _changed_at(manifest))
    seen: set[str] = set()
    found: dict[str, None] = {}
    for entry in entries:
        for chunk in _reach(chunks, entry, seen) if entry in chunks else ():
            found |= dict.fromkeys([chunk["file"], *chunk.get("css", []), *chunk.get("assets", [])])
    return [BASE + file for file in found]


def _changed_at(manifest: Path) -> int:
    """When the manifest was last written, so that a new build is seen; 0 when there is none."""
    return manifest.stat().st_mtime_ns if manifest.is_file() else 0


@lru_cache(maxsize=4)
def _read_manifest(manifest: Path, changed_at: int) -> dict[str, Chunk]:
    """The manifest's rows by source path."""
    return cast("dict[str, Chunk]", json.loads(manifest.read_text(encoding="utf-8"))) if changed_at else {}


def _reach(chunks: dict[str, Chunk], key: str, seen: set[str]) -> Iterator[Chunk]:
    """The chunk and all that it imports at once, each one time."""
    if key in seen:
        return
    seen.add(key)
    yield chunks[key]
    for imported in chunks[key].get("imports", []):
        yield from _reach(chunks, imported, seen)


def _serve(filename: str) -> Response:
    """A static file: precompressed twin when the browser takes it, kept for a year when its name holds a hash."""
    if any(part.startswith(".") for part in Path(filename).parts):
        abort(404)
    encoding, served = _choose_twin(filename)
    response = send_from_directory(STATIC, served, mimetype=mime_type(filename), conditional=True)
    response.vary.add("Accept-Encoding")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    hashed = filename.startswith("web/assets/")
    response.headers["Cache-Control"] = IMMUTABLE if hashed else "public, max-age=300"
    return response


def _choose_twin(filename: str) -> tuple[str | None, str]:
    """The content encoding and the file to send for it."""
    for encoding, suffix in _TWINS:
        path = safe_join(str(STATIC), filename + suffix)
        if path and request.accept_encodings[encoding] > 0 and Path(path).is_file():
            return encoding, filename + suffix
    return None, filename
