"""The path of a scan as people walk it: a real server with its worker, a conservator at the forms, a visitor.

Nothing here calls the system from inside: only pages, buttons and fields.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.support import REPOSITORY
from tests.processes import until

PASSWORD = "một mật khẩu đủ dài"
JOB_MS = 270_000

_WATCH = """
() => {
  window.seenProgress = [];
  const look = () => {
    for (const bar of document.querySelectorAll("cd-jobs cd-job progress")) {
      if (bar.value !== window.seenProgress.at(-1)) window.seenProgress.push(bar.value);
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
}
"""


@dataclass(frozen=True)
class Server:
    """A running installation: its address, its data folder, a conservator's account."""

    base: str
    home: Path
    email: str


@contextmanager
def served(home: Path) -> Iterator[Server]:
    """``cuudinh serve`` with one supervised worker over an empty data folder; ended with its children afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    base = f"http://127.0.0.1:{port}"
    env = {**os.environ, "CUUDINH_HOME": str(home), "CUUDINH_PUBLIC_URL": base, "PYTHONPATH": str(REPOSITORY)}
    program = [sys.executable, "-m", "app.cli"]
    email = "bao.quan@example.org"
    add = [*program, "account", "add", email, "--role", "curator", "--name", "Trần Thị B", "--password-stdin"]
    subprocess.run(add, input=PASSWORD, text=True, env=env, cwd=REPOSITORY, check=True, capture_output=True)
    process = subprocess.Popen([*program, "serve", "--port", str(port), "--workers", "1"], env=env, cwd=REPOSITORY)
    try:
        until(lambda: _answers(f"{base}/readyz"), 90)
        yield Server(base, home, email)
    finally:
        process.terminate()
        process.wait(30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def log_in(page: Page, server: Server, lang: str = "vi") -> None:
    """Ask for the workbench, be led to the login form, fill it in, be led back."""
    page.goto(f"{server.base}/{lang}/workbench/")
    page.wait_for_url(re.compile(f"/{lang}/login[?]next="))
    page.fill("#email", server.email)
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"**/{lang}/workbench/")


def register(page: Page, server: Server, noun: str, fields: Mapping[str, str], lang: str = "vi") -> None:
    """Fill in the form of a new artifact or site and save it; the page of its files follows."""
    page.goto(f"{server.base}/{lang}/workbench/{noun}/new")
    for name, value in fields.items():
        _open_section(page, name)
        field = page.locator(f"#f-{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click(".form-actions button.primary")
    page.wait_for_url("**/files")


def _open_section(page: Page, name: str) -> None:
    """Unfold the section in which the field lies, if it lies in one, as a person would."""
    section = page.locator("details:not([open])", has=page.locator(f"#f-{name}"))
    if section.count():
        section.locator("summary").first.click()


def choose_file(page: Page, path: Path) -> None:
    """Press the button and pick a file in the browser's own dialog."""
    with page.expect_file_chooser() as chooser:
        page.click('cd-upload [data-action="choose-files"]')
    chooser.value.set_files(path)


def watch_progress(page: Page) -> None:
    """Keep every value that the progress bars of the jobs show from now on."""
    page.evaluate(_WATCH)


def seen_progress(page: Page) -> list[float]:
    """What the bars have shown, in order."""
    return [float(value) for value in page.evaluate("window.seenProgress")]


def wait_for_model(page: Page) -> None:
    """Wait on the page until both checksums agree and the model's job is over and offers its results."""
    page.wait_for_selector('cd-upload .cd-row[data-sums="true"]')
    over = page.locator('cd-jobs [data-action="show-results"], cd-jobs cd-job[data-state="failed"]').first
    over.wait_for(timeout=JOB_MS)
    problem = page.locator('cd-jobs cd-job[data-state="failed"] .cd-job-problem')
    assert problem.count() == 0, problem.first.inner_text()


def show_results(page: Page) -> None:
    """Open the page anew by its own button: files and report are there."""
    with page.expect_navigation():
        page.click('[data-action="show-results"]')
    expect(page.locator("h2", has_text="VR").first).to_be_visible()


def publish(page: Page) -> None:
    """Press the button that publishes."""
    page.locator('form[action$="/publish"] button').click()
    expect(page.locator(".flash.success")).to_be_visible()
    expect(page.locator(".chip.published").first).to_be_visible()


def log_out(page: Page) -> None:
    """Leave as staff."""
    page.locator('form[action$="/logout"] button').click()
    expect(page.locator('a[href$="/login"]')).to_be_visible()
