"""The whole application on a free port, and people in a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from app.wiring import Parts
from tests.people import PASSWORD, add_person


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application's address while it is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def log_in(page: Page, base: str, parts: Parts, role: str) -> None:
    """Log a new account of this role in through the form."""
    email = add_person(parts, role)
    page.goto(f"{base}/vi/login")
    page.fill('input[name="email"]', email)
    page.fill('input[name="password"]', PASSWORD)
    with page.expect_navigation():
        page.press('input[name="password"]', "Enter")
