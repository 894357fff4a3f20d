"""People in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from app.wiring import Parts
from tests.people import PASSWORD, add_person


def log_in(page: Page, base: str, parts: Parts, role: str) -> None:
    """Log a new account of this role in through the form."""
    email = add_person(parts, role)
    page.goto(f"{base}/vi/login")
    page.fill('input[name="email"]', email)
    page.fill('input[name="password"]', PASSWORD)
    with page.expect_navigation():
        page.press('input[name="password"]', "Enter")
