"""Receipts and hand-over minutes on screen, ready to be printed."""

from __future__ import annotations

from flask import render_template

from app.i18n import gettext as _
from app.pages.procedure_words import entry_reasons
from catalogue.services.minutes import HandOver


def minutes_page(minutes: HandOver, back_url: str) -> str:
    """The page of a receipt or of minutes."""
    titles = {
        "entry": _("Receipt for objects taken in"),
        "loan_out": _("Minutes of hand-over: objects lent"),
        "loan_in": _("Minutes of hand-over: objects borrowed"),
        "loan_out_back": _("Minutes of return: objects lent"),
        "loan_in_back": _("Minutes of return: objects borrowed"),
    }
    reason = entry_reasons()[minutes.reason.value] if minutes.reason else minutes.purpose or ""
    return render_template(
        "workbench/minutes.html", minutes=minutes, title=titles[minutes.kind], reason=reason, back_url=back_url
    )
