"""Take pictures of the pages with a real Chromium: at three widths in both languages, and the README's pictures.

Starts a server of its own on a free port with the data folder ``CUUDINH_HOME`` (default ``var``), loads the demo museum
when it is not there yet, and writes into ``artifacts/screenshots``; ``--readme`` renews ``docs/pictures`` as well.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.browser import support  # noqa: E402  the tree is put on the path first

WIDTHS = {"desktop": (1280, 900), "tablet": (768, 1024), "phone": (390, 844)}
COMMAND = ROOT / ".venv/bin/cuudinh"
STAFF = "screenshots@museum.example"


@dataclass(frozen=True)
class Shot:
    """One page: a short name, its path without the language, and whether staff look at it."""

    name: str
    path: str
    for_staff: bool = False


def shots(number: str, site: str, tour: str, scene: str) -> list[Shot]:
    """Every page that the demo museum can show."""
    public = {
        "home": "/",
        "search": "/search",
        "search-empty": "/search?q=zzzz",
        "map": "/map",
        "artifact": f"/artifacts/{number}",
        "site": f"/sites/{site}",
        "view": f"/view/{scene}",
        "embed": f"/embed/{scene}",
        "tours": "/tours/",
        "tour": f"/tours/{tour}",
        "terms": "/terms/",
        "vocabulary": "/terms/materials",
        "audiences": "/for/",
        **{f"for-{slug}": f"/for/{slug}" for slug in ("citizen", "tourist", "business", "agency", "press")},
        "data": "/data",
        "login": "/login",
        "not-found": "/artifacts/none",
    }
    rooms = (
        "artifacts", "artifacts/new", "sites", "sites/new", "traditions", "traditions/new", "collections",
        "collections/new", "review", "movements", "movements/new", "scan", "entries", "entries/new", "loans",
        "loans/new", "locations", "locations/new", "conditions", "conditions/new", "due", "due/hazards", "treatments",
        "treatments/new", "comparisons", "comparisons/batch", "imports", "batch", "labels", "prints", "field", "agents",
        "agents/new", "places", "places/new", "vocabularies", "vocabularies/materials", "progress", "jobs", "accounts",
        "accounts/new", "organisations",
    )  # fmt: skip
    lists = {
        name.replace("/", "-"): f"/workbench/{name}{'' if '/' in name or name == 'jobs' else '/'}" for name in rooms
    }
    staff = lists | {
        "workbench": "/workbench/",
        "form": f"/workbench/artifacts/{number}",
        "parts": f"/workbench/artifacts/{number}/parts",
        "files": f"/workbench/artifacts/{number}/files",
        "sight": f"/workbench/sight/artifact/{number}",
        "trail": f"/workbench/movements/of/{number}",
        "timeline": f"/workbench/conditions/timeline?artifact={number}",
        "site-form": f"/workbench/sites/{site}",
        "site-parts": f"/workbench/sites/{site}/parts",
        "compare": "",
        "compare-new": f"/workbench/comparisons/new?artifact={number}",
        "searches": "/searches/",
        "account": "/account/",
        "two-factor": "/account/two-factor",
    }
    shown = [Shot(name, path) for name, path in public.items()]
    return shown + [Shot(name, path, for_staff=True) for name, path in staff.items()]


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(home: str) -> Iterator[str]:
    """A running server; stopped in the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environ = {**os.environ, "CUUDINH_HOME": home, "CUUDINH_PUBLIC_URL": address}
    process = subprocess.Popen([COMMAND, "serve", "--port", str(port), "--workers", "0"], env=environ)
    try:
        wait_for(f"{address}/healthz")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str, seconds: float = 30) -> None:
    """Return when the address answers.

    Raises:
        TimeoutError: it doesn't.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(address, timeout=2).close()
            return
        time.sleep(0.2)
    raise TimeoutError(address)


def make_staff(home: str) -> str:
    """An account for looking at the workbench, with a password of its own each time."""
    password = secrets.token_urlsafe(16)
    environ = {**os.environ, "CUUDINH_HOME": home}
    account = STAFF.replace("@", f"-{secrets.token_hex(3)}@")
    add = [COMMAND, "account", "add", account, "--role", "administrator", "--password-stdin"]
    subprocess.run(add, input=password.encode(), env=environ, check=True, stdout=subprocess.DEVNULL)
    return f"{account} {password}"


def log_in(page: Page, address: str, account: str) -> None:
    """Log in by the form, as a person does."""
    email, password = account.split()
    page.goto(f"{address}/en/login")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button.primary")
    page.wait_for_url("**/en/**")


def find_comparison(page: Page, address: str) -> str:
    """The path of the newest comparison, for somebody logged in; that of the list where there is none."""
    rows = page.request.get(f"{address}/api/v1/comparisons").json()["items"]
    return f"/compare/{rows[0]['id']}" if rows else "/workbench/comparisons/"


def take(browser: Browser, address: str, account: str, wanted: list[Shot], out: Path, languages: list[str]) -> None:
    """Every shot at every width in every language; a page wider than its window is told."""
    for width_name, (width, height) in WIDTHS.items():
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        is_staff = False
        for shot in sorted(wanted, key=lambda s: s.for_staff):
            if shot.for_staff and not is_staff:
                log_in(page, address, account)
                is_staff = True
            path = shot.path or find_comparison(page, address)
            for language in languages:
                answer = page.goto(f"{address}/{language}{path}")
                if answer is None or (answer.status != HTTPStatus.OK and shot.name != "not-found"):
                    sys.stdout.write(f"no page: {shot.name} {language}\n")
                page.evaluate("document.fonts.ready")
                page.wait_for_timeout(400 if page.query_selector("cd-stage, cd-tour, cd-job, cd-map") else 0)
                overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if overflow > 0:
                    sys.stdout.write(f"overflow {overflow} px: {shot.name} {width_name} {language}\n")
                page.screenshot(path=out / f"{shot.name}-{width_name}-{language}.png", full_page=True)
        context.close()


def take_for_readme(browser: Browser, address: str, account: str, options: argparse.Namespace) -> None:
    """The README's pictures: catalogue, artifact, viewer, the view in an emulated headset, and two surveys compared."""
    out = ROOT / "docs/pictures"
    out.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport={"width": 1200, "height": 760})
    support.give_headset(context)
    page = context.new_page()
    for name, path in (("search", "/vi/search"), ("artifact", f"/vi/artifacts/{options.artifact}")):
        page.goto(address + path)
        page.wait_for_timeout(1500)
        page.screenshot(path=out / f"{name}.png")
    page.goto(f"{address}/vi/view/{options.scene}")
    page.click('[data-action="start-3d"]')
    support.wait_state(page, "ready")
    page.wait_for_timeout(1500)
    page.screenshot(path=out / "view.png")
    page.click('[data-action="enter-vr"]')
    page.wait_for_function(
        "() => Number(document.querySelector('cd-stage').dataset.xrFrames ?? 0) > 3", timeout=120_000
    )
    page.screenshot(path=out / "vr.png")
    context.close()
    context = browser.new_context(viewport={"width": 1200, "height": 760})
    page = context.new_page()
    log_in(page, address, account)
    page.goto(f"{address}/vi{find_comparison(page, address)}")
    page.click('[data-action="start-compare"]')
    support.wait_state(page, "ready", "cd-compare")
    page.locator('tr[data-region="1"] button, tr[data-region="1"]').first.click()
    page.wait_for_timeout(2500)
    page.screenshot(path=out / "compare.png")
    context.close()
    for picture in out.glob("*.png"):
        with Image.open(picture) as image:
            image.convert("RGB").save(picture, optimize=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=os.environ.get("CUUDINH_HOME", str(ROOT / "var")))
    parser.add_argument("--only", nargs="*", help="names of pages")
    parser.add_argument("--readme", action="store_true", help="renew docs/pictures")
    parser.add_argument("--languages", nargs="*", default=["vi", "en"])
    parser.add_argument("--artifact", default="MV.TĐ.01")
    parser.add_argument("--site", default="MV.DT")
    parser.add_argument("--tour", default="mau-vat-dau-tien")
    parser.add_argument("--scene", default="mv-td-01")
    options = parser.parse_args()
    out = ROOT / "artifacts/screenshots"
    out.mkdir(parents=True, exist_ok=True)
    wanted = shots(options.artifact, options.site, options.tour, options.scene)
    wanted = [shot for shot in wanted if not options.only or shot.name in options.only]
    account = make_staff(options.home)
    with served(options.home) as address, support.launched() as browser:
        if options.readme:
            take_for_readme(browser, address, account, options)
        else:
            take(browser, address, account, wanted, out, options.languages)


if __name__ == "__main__":
    main()
