"""An application on a free port, served as users' machines serve it, and people in a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Page
from waitress import wasyncore
from waitress.server import create_server

from app.wiring import Parts
from tests.people import PASSWORD, add_person

_THREADS = 16


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application's address while it is served.

    The server is the one that ships with the product: Werkzeug's leaves a file open when a browser turns away.
    """
    server = create_server(app, host="127.0.0.1", port=0, threads=_THREADS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # in the loop's own thread: closing a socket under it would be a race
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(10)
        server.task_dispatcher.shutdown(timeout=0.1)


def log_in(page: Page, base: str, parts: Parts, role: str) -> None:
    """Log a new account of this role in through the form."""
    email = add_person(parts, role)
    page.goto(f"{base}/vi/login")
    page.fill('input[name="email"]', email)
    page.fill('input[name="password"]', PASSWORD)
    with page.expect_navigation():
        page.press('input[name="password"]', "Enter")
