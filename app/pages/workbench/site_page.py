"""The page of a site's form: its pick-list, draft and history."""

from __future__ import annotations

from flask import render_template, url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.i18n import language
from app.pages.fields import field_labels
from app.pages.forms import Form
from app.pages.workbench.kept_forms import SITE_FORM, open_form
from app.pages.workbench.part_changes import history_of
from app.pages.workbench.rows import title_of
from catalogue.policy import Action
from catalogue.records import Site
from catalogue.services.pick_lists import MOST, pick_sites


def form_page(session: Session, form: Form, site: Site | None) -> str:
    """The form's page for a new site (None) or one that is there."""
    number = site.code if site else ""
    kept = open_form(session, SITE_FORM, form, number)
    above = [(pick.value, getattr(pick, language())) for pick in pick_sites(session, caller(), "", MOST)]
    facts: dict[str, object] = {
        "form": kept.form,
        "kept": kept,
        "number": number,
        "is_new": site is None,
        "lists": {"parent_code": above},
        "hints": {},
        "field_labels": field_labels(),
    }
    facts |= _of_new() if site is None else _of_site(session, site)
    return render_template("workbench/site_form.html", **facts)


def _of_new() -> dict[str, object]:
    return {
        "title": _("Register a site"),
        "cancel_url": url_for("workbench_sites.index"),
        "action_url": url_for("workbench_sites.register"),
    }


def _of_site(session: Session, site: Site) -> dict[str, object]:
    """Ways on from a site that is there, its state and its history."""
    who, code = caller(), site.code
    return {
        "title": f"{code} · {title_of(site)}",
        "cancel_url": url_for("page_sites.show", code=code),
        "action_url": url_for("workbench_sites.save", code=code),
        "public_url": url_for("page_sites.show", code=code),
        "files_url": url_for("workbench_files.site", code=code),
        "print_url": url_for("prints.inventory", code=code, lang=language()),
        "print_name": _("Print the list of artifacts"),
        "parts_url": url_for("workbench_parts.show", room="sites", number=code),
        "sight_url": url_for("workbench_sight.show", kind="site", number=code),
        "publish_url": url_for("workbench_sites.publish", code=code) if who.may(Action.PUBLISH) else None,
        "status": site.status.value,
        "version": site.version,
        "changes": history_of(session, site),
    }
