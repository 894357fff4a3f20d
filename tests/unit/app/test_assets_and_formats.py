from __future__ import annotations

import datetime as dt
import json

import pytest

from app.assets import mime_type, vite_asset
from app.i18n import format_bytes, format_number, format_time


def test_numbers_bytes_and_vietnams_time():
    assert format_number(1234.5, 1, "vi") == "1.234,5"
    assert (format_bytes(1_500_000, "vi"), format_bytes(12, "en")) == ("1,5 MB", "12 B")
    assert format_time(dt.datetime(2025, 6, 30, 18, 5, tzinfo=dt.UTC), "vi") == "01:05 01/07/2025"


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.glb", "model/gltf-binary"),
        ("a.ktx2", "image/ktx2"),
        ("a.wasm", "application/wasm"),
        ("a.xyz9", "application/octet-stream"),
    ],
)
def test_types_of_files(name, mime):
    assert mime_type(name) == mime


def test_an_entry_brings_its_styles_and_all_that_it_imports(tmp_path):
    manifest = tmp_path / "manifest.json"
    rows = {
        "src/view.ts": {"file": "assets/view-1.js", "imports": ["_a.js"], "css": ["assets/view-1.css"]},
        "_a.js": {"file": "assets/a-2.js", "imports": ["_b.js"]},
        "_b.js": {"file": "assets/b-3.js", "imports": ["_a.js"], "css": ["assets/b-3.css"]},
    }
    manifest.write_text(json.dumps(rows), encoding="utf-8")
    assert vite_asset("src/view.ts", manifest).splitlines() == [
        '<link rel="stylesheet" href="/static/web/assets/view-1.css">',
        '<link rel="stylesheet" href="/static/web/assets/b-3.css">',
        '<link rel="modulepreload" href="/static/web/assets/a-2.js">',
        '<link rel="modulepreload" href="/static/web/assets/b-3.js">',
        '<script type="module" src="/static/web/assets/view-1.js"></script>',
    ]


def test_a_web_part_that_was_not_built_gives_no_tags(tmp_path):
    assert vite_asset("src/view.ts", tmp_path / "none.json") == ""
