"""What browser tests share: Chromium, an emulated headset, a recorder of what a page does, looks at pictures."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
SCREENSHOTS = REPOSITORY / "artifacts" / "screenshots"
MARKS = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MODULES = REPOSITORY / "viewer" / "web" / "node_modules"
FLAGS = (
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no test leaves this machine
)  # fmt: skip
SMALL = {"width": 720, "height": 560}
EYES = {"width": 560, "height": 400}
PHONE = {"width": 390, "height": 780}
WAIT_MS = 60_000  # two suites share two cores and draw on them; a wait ends as soon as it may

_HEADSET = """
const device = new IWER.XRDevice(IWER.metaQuest3, { stereoEnabled: true });
device.installRuntime({ forceInstall: true });
window.headset = device;
"""


def unavailable(reason: str) -> None:
    """Skip for this reason; fail where everything must be there (STRICT=1, CI=true)."""
    if os.environ.get("STRICT") == "1" or os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def chromium_path() -> str:
    """Where Chromium is on this machine; skips the test when it is nowhere."""
    found = os.environ.get("CUUDINH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        unavailable("no Chromium here (apt-get install chromium)")
    return str(found)


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium that draws on the CPU."""
    with sync_playwright() as engine, started(engine.chromium, *FLAGS) as browser:
        yield browser


@contextmanager
def started(kind: BrowserType, *flags: str) -> Iterator[Browser]:
    """One more browser of a running Playwright, which allows no second of itself."""
    browser = kind.launch(executable_path=chromium_path(), args=list(flags))
    try:
        yield browser
    finally:
        browser.close()


@dataclass
class Record:
    """What happened on a page: console errors, uncaught errors, addresses asked for on other hosts."""

    host: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def assert_clean(self) -> None:
        """No error was logged and nothing was asked of another host."""
        assert self.errors == [], self.errors
        assert self.foreign == [], self.foreign


def open_page(context: BrowserContext, base: str) -> tuple[Page, Record]:
    """A page whose console and requests are recorded; requests to other hosts go nowhere and are kept."""
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    record = Record(urlsplit(base).netloc)
    page.on("console", lambda message: record.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: record.errors.append(str(error)))
    page.on("request", lambda request: _note(request.url, record))
    return page, record


def _note(url: str, record: Record) -> None:
    """Keep the address of a request to another host."""
    parts = urlsplit(url)
    if parts.scheme not in {"data", "blob"} and parts.netloc != record.host:
        record.foreign.append(url)


def give_headset(context: BrowserContext) -> None:
    """Emulate a Quest 3 in every page of the context; ``window.headset`` is the device."""
    script = MODULES / "iwer" / "build" / "iwer.min.js"
    if not script.is_file():
        unavailable("the headset emulator is not installed (npm ci in viewer/web)")
    context.add_init_script(script.read_text(encoding="utf-8") + _HEADSET)


def wait_frames(page: Page, more: int = 2, name: str = "frames", selector: str = "cd-stage") -> int:
    """Wait until the stage drew ``more`` frames from now on; the count then."""
    before = int(page.eval_on_selector(selector, "(e, n) => Number(e.dataset[n] ?? 0)", name))
    page.wait_for_function(
        "([s, n, least]) => Number(document.querySelector(s).dataset[n] ?? 0) >= least",
        arg=[selector, name, before + more],
    )
    return before + more


def wait_state(page: Page, state: str, selector: str = "cd-stage") -> None:
    """Wait until the element tells this state."""
    page.wait_for_selector(f'{selector}[data-state="{state}"]')


def screenshot(page: Page, name: str) -> Image.Image:
    """A picture of the page, kept in ``artifacts/screenshots``."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    return Image.open(io.BytesIO(page.screenshot(path=str(path)))).convert("RGB")


def keep_picture(page: Page, name: str, *, full_page: bool = False) -> None:
    """Keep a picture in ``artifacts/screenshots`` for people to look at, when they asked for it by ``LOOK=1``."""
    if os.environ.get("LOOK") == "1":
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full_page)


def assert_not_blank(picture: Image.Image, *, spread: float = 12.0) -> None:
    """The middle of the picture shows something: its brightness varies by at least ``spread`` (standard deviation)."""
    width, height = picture.size
    middle = picture.crop((width // 4, height // 5, 3 * width // 4, 4 * height // 5)).convert("L")
    found = float(np.asarray(middle, dtype=np.float64).std())
    assert found >= spread, f"blank picture: standard deviation {found:.1f}"


def accessibility_faults(page: Page) -> list[str]:
    """Rules of axe-core that the page breaks, with the first place of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(MODULES.joinpath("axe-core", "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run({ resultTypes: ['violations'] })).violations")
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found]
