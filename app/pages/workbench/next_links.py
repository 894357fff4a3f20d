"""Addresses of the following part of a narrowed list."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import url_for

from app.pages.forms import Form


def next_link(endpoint: str, form: Form, cursor: str | None) -> str | None:
    """The list from ``cursor`` on, narrowed as ``form`` has it; None at the end."""
    if cursor is None:
        return None
    wish = [(name, value) for name, value in form.values.items() if value]
    return f"{url_for(endpoint)}?{urlencode([*wish, ('cursor', cursor)])}"
