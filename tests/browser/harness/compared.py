"""A page that compares two surveys of the vase: its site, opening it, starting it, pressing its ways of seeing."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import BrowserContext, Page

from tests.browser import support
from tests.browser.harness import comparison
from tests.browser.harness.site import Site

BODY = '<cd-compare document-url="/scenes/{name}" poster="/files/poster.png" lang="{lang}" {more}></cd-compare>'
TAG = "cd-compare"
START = '[data-action="start-compare"]'
YEARS = ("2022", "2025")


def write_pairs(folder: Path) -> comparison.Truth:
    """The surveys of all years and a poster in ``folder``; what is true of the last one."""
    Image.new("RGB", (640, 480), (90, 70, 50)).save(folder / "poster.png")
    comparison.write_pair(folder, "2022", 0.5)
    return comparison.write_pair(folder, "2025")


def museum_of(folder: Path) -> Site:
    """A site with a comparison for each year and a broken one."""
    made = Site(folder)
    for year in YEARS:
        made.scenes[f"compare-{year}"] = comparison.document(folder, year, YEARS)
    made.scenes["broken"] = {**comparison.document(folder, "2025"), "limit_mm": "wide"}
    return made


def opened(
    context: BrowserContext,
    museum: Site,
    name: str = "compare-2025",
    lang: str = "vi",
    fragment: str = "",
    more: str = "",
) -> tuple[Page, support.Record]:
    """The page with its poster; nothing of 3D is loaded yet."""
    page, record = support.open_page(context, museum.base)
    body = quote(BODY.format(name=name, lang=lang, more=more))
    page.goto(f"{museum.base}/page/compare?body={body}{fragment}")
    return page, record


def started(context: BrowserContext, museum: Site, **wishes: str) -> tuple[Page, support.Record]:
    """The page after its button: both surveys drawn."""
    page, record = opened(context, museum, **wishes)
    support.wait_state(page, "poster", TAG)
    page.click(START)
    support.wait_state(page, "ready", TAG)
    page.wait_for_function("() => Number(document.querySelector('cd-compare').dataset.frames) > 0")
    return page, record


def told(page: Page, name: str) -> str:
    """What the element says of itself."""
    return page.get_attribute(TAG, f"data-{name}")


def press_mode(page: Page, mode: str) -> None:
    """Choose a way of comparing and wait until it is drawn."""
    page.click(f'[data-action="mode-{mode}"]')
    page.wait_for_selector(f'{TAG}[data-mode="{mode}"]')
    support.wait_frames(page, 1, selector=TAG) if mode == "blink" else page.wait_for_timeout(150)
