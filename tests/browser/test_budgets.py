"""What a visitor's connection carries: the built files' brotli twins, by the manifest."""

from __future__ import annotations

import json

import pytest

from app.assets import MANIFEST
from tests.browser import support

pytestmark = support.MARKS

KILO = 1000
BEFORE_THE_BUTTON = 60 * KILO
TO_FIRST_3D = 260 * KILO
PUBLIC_PAGES = ("view", "artifact", "tour")
ENGINE = "src/three/stage.ts"


@pytest.fixture(scope="module")
def manifest(built_web) -> dict:
    return json.loads(MANIFEST.read_text(encoding="utf-8"))


def closure(manifest: dict, *entries: str) -> set[str]:
    """The scripts and styles that these entries need before they run: themselves and their static imports."""
    files, waiting, seen = set(), list(entries), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        chunk = manifest[name]
        files |= {chunk["file"], *chunk.get("css", [])}
        waiting += chunk.get("imports", [])
    return files


def carried(files: set[str]) -> int:
    """Bytes on the wire; every script and style has its brotli twin."""
    return sum((MANIFEST.parents[1] / f"{name}.br").stat().st_size for name in files)


@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_a_page_is_light_before_its_3d_button_is_pressed(manifest, page):
    files = closure(manifest, "src/pages/base.ts", f"src/pages/{page}.ts")
    assert carried(files) <= BEFORE_THE_BUTTON
    assert manifest[ENGINE]["file"] not in files


@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_first_3d_costs_no_more_than_its_budget(manifest, page):
    files = closure(manifest, "src/pages/base.ts", f"src/pages/{page}.ts", ENGINE)
    assert KILO < carried(files) <= TO_FIRST_3D


def test_decoders_headset_and_zoom_come_only_when_they_are_needed(manifest):
    files = closure(manifest, *(f"src/pages/{page}.ts" for page in PUBLIC_PAGES), ENGINE)
    for late in ("src/xr/visit.ts", "src/ui/tiles.ts", *manifest[ENGINE]["dynamicImports"]):
        assert manifest[late]["file"] not in files, late


def test_every_twin_says_the_same_as_its_file(built_web):
    brotli = pytest.importorskip("brotli", reason="the brotli package is not installed")
    twins = sorted((built_web / "assets").glob("*.br"))
    assert len(twins) >= 20
    for twin in twins:
        assert brotli.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes(), twin.name


def test_no_built_script_evaluates_text(built_web):
    """``new Function`` and ``eval`` are refused by our content policy, silently inside a decoder's worker."""
    for script in (built_web / "assets").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert "newFunc(Function" not in text, script.name
        assert "new Function(" not in text, script.name
