"""An installation's own map: its tiles or its style are drawn beneath the records."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page

from app.context import EXTENSION
from app.wiring import Parts
from tests.browser import support
from tests.browser.harness.tiles import write_world
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("finding")]

LAND = (246, 241, 230)
VIOLET = (96, 32, 128)
OPEN_SEA = "/vi/map?bbox=112,12,114,14"


@contextmanager
def furnished(app: Flask, parts: Parts, **settings: str) -> Iterator[str]:
    """The served application of an installation with these settings."""
    app.extensions[EXTENSION] = replace(parts, settings=replace(parts.settings, **settings))
    with serving(app) as base:
        yield base


def colour_of_the_middle(page: Page) -> tuple[int, ...]:
    """The colour that the map's canvas shows in its middle."""
    page.wait_for_selector("cd-map[data-state]")
    if page.get_attribute("cd-map", "data-state") != "ready":
        support.unavailable("this browser draws no WebGL 2")
    picture = Image.open(io.BytesIO(page.locator(".map-stage canvas").screenshot())).convert("RGB")
    return picture.getpixel((picture.width // 2, picture.height // 2))


def test_own_tiles_are_drawn_where_ours_have_sea(
    browser: Browser, app: Flask, parts: Parts, built_web: Path, tmp_path: Path
) -> None:
    path = tmp_path / "hue.pmtiles"
    write_world(path)
    with furnished(app, parts, map_tiles=str(path)) as base, browser.new_context() as visitor:
        page, record = support.open_page(visitor, base)
        answers: list[int] = []
        page.on("response", lambda got: answers.append(got.status) if got.url.endswith(".pmtiles") else None)
        page.goto(f"{base}{OPEN_SEA}")
        page.wait_for_load_state("networkidle")
        assert colour_of_the_middle(page) == LAND
        assert answers
        assert set(answers) == {206}
        record.assert_clean()


def test_an_own_style_is_drawn(browser: Browser, app: Flask, parts: Parts, built_web: Path, tmp_path: Path) -> None:
    path = tmp_path / "style.json"
    ground = {"id": "ground", "type": "background", "paint": {"background-color": "rgb(96, 32, 128)"}}
    path.write_text(json.dumps({"version": 8, "sources": {}, "layers": [ground]}), encoding="utf-8")
    with furnished(app, parts, map_style=str(path)) as base, browser.new_context() as visitor:
        page, record = support.open_page(visitor, base)
        page.goto(f"{base}{OPEN_SEA}")
        page.wait_for_load_state("networkidle")
        assert colour_of_the_middle(page) == VIOLET
        record.assert_clean()
