"""The page of an artifact's form: its sections, pick-lists, completeness, draft and history."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import current_app, render_template, url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.i18n import language
from app.pages.fields import field_labels
from app.pages.forms import Form
from app.pages.profiles import open_sections, profile_choices, profiles, script_table
from app.pages.workbench.first_photos import HELD, held_photos
from app.pages.workbench.kept_forms import ARTIFACT_FORM, open_form
from app.pages.workbench.part_changes import history_of
from app.pages.workbench.rows import title_of
from app.schemas.dates import date_body
from catalogue.policy import Action
from catalogue.records import Artifact, Movement, Vocabulary
from catalogue.services.artifacts import USEFUL, Completeness, completeness, read_completeness
from catalogue.services.merging import read_merge
from catalogue.services.pick_lists import MOST, pick_locations, pick_sites, pick_terms
from catalogue.services.reviews import RETURN, last_step
from catalogue.vocab.dates import Reign, dynasties, reigns
from catalogue.vocab.terms import Status

NEEDED = ("accession_number", "object_type", "count", "description_vi", "location", "recorder", "recorded_on")
"""What publishing needs, as the form names it; a photograph does instead of a description."""
_VOCABULARIES = {"object_type": "object-types", "technique": "techniques", "materials": "materials"}


def form_page(session: Session, form: Form, artifact: Artifact | None) -> str:
    """The form's page for a new artifact (None) or one that is there."""
    number = artifact.accession_number if artifact else ""
    kept = open_form(session, ARTIFACT_FORM, form, number)
    profile = kept.form.value("profile")
    facts: dict[str, object] = {
        "form": kept.form,
        "kept": kept,
        "number": number,
        "is_new": artifact is None,
        "lists": _lists(session),
        "profiles": profile_choices(),
        "profile_table": json.dumps(script_table(), ensure_ascii=False),
        "hints": profiles()[profile].hints if profile in profiles() else {},
        "open": open_sections(profile),
        "reigns": reign_groups(),
        "understood": understood(kept.form.value("date_text")),
        "held": held_photos(kept.form.value(HELD)) if artifact is None else (),
        "completeness": _completeness(session, artifact),
        "needed": NEEDED,
        "useful": tuple("site_code" if name == "site_id" else name for name in USEFUL),
        "field_labels": field_labels(),
    }
    facts |= _of_new() if artifact is None else _of_artifact(session, artifact)
    return render_template("workbench/artifact_form.html", **facts)


def understood(text: str) -> str:
    """One line that says what a written date means; empty where nothing is written or it can't be read."""
    body = date_body(text, language()) if text.strip() else {"is_understood": False}
    if not body["is_understood"]:
        return ""
    words = body["in_words"]
    told = words[language()] if isinstance(words, Mapping) else ""
    lunar = str(body["lunar_year"] or "")
    return " · ".join((told, _("lunar year %(name)s", name=lunar))) if lunar and lunar not in told else told


def reign_groups() -> list[tuple[str, list[Reign]]]:
    """Counted reigns by dynasty, the Nguyễn first, for the picker of reign and year."""
    groups: dict[str, list[Reign]] = {}
    for reign in reigns().values():
        house = dynasties()[reign.dynasty]
        if reign.first is not None and not house.is_foreign:
            groups.setdefault(house.id, []).append(reign)
    ordered = sorted(groups, key=lambda house: (house != "nguyen", -dynasties()[house].earliest.year))
    return [(getattr(dynasties()[house], language()), groups[house]) for house in ordered]


def _lists(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Value and words of each pick-list as far as a page carries it, for browsers without scripts."""
    who = caller()
    found = {name: pick_terms(session, slug, "", MOST) for name, slug in _slugs(session).items()}
    found |= {"site_code": pick_sites(session, who, "", MOST), "location": pick_locations(session, who, "", MOST)}
    return {name: [(pick.value, getattr(pick, language())) for pick in picks] for name, picks in found.items()}


def _slugs(session: Session) -> dict[str, str]:
    """The vocabularies that are there."""
    known = set(session.scalars(select(Vocabulary.slug)))
    return {name: slug for name, slug in _VOCABULARIES.items() if slug in known}


def _completeness(session: Session, artifact: Artifact | None) -> Completeness:
    return read_completeness(session, artifact) if artifact else completeness(Artifact(materials=[]), has_photo=False)


def _of_new() -> dict[str, object]:
    return {
        "title": _("Register an artifact"),
        "cancel_url": url_for("workbench_artifacts.index"),
        "action_url": url_for("workbench_artifacts.register"),
        "may_upload": caller().may(Action.UPLOAD_FILES),
    }


def _of_artifact(session: Session, artifact: Artifact) -> dict[str, object]:
    """Ways on from an artifact that is there, its state and its history."""
    who, number = caller(), artifact.accession_number
    is_draft = artifact.status is Status.DRAFT
    step = last_step(session, who, artifact)
    is_moved = bool(session.scalar(select(exists().where(Movement.artifact_id == artifact.id))))
    merged = read_merge(session, who, artifact) if artifact.status is Status.WITHDRAWN else None
    return {
        "title": f"{number} · {title_of(artifact)}",
        "cancel_url": url_for("page_artifacts.show", number=number),
        "action_url": url_for("workbench_artifacts.save", number=number),
        "public_url": url_for("page_artifacts.show", number=number),
        "files_url": url_for("workbench_files.artifact", number=number),
        "print_url": url_for("prints.card", number=number, lang=language()),
        "print_name": _("Print the card"),
        "parts_url": url_for("workbench_parts.show", room="artifacts", number=number),
        "sight_url": url_for("workbench_sight.show", kind="artifact", number=number),
        "publish_url": url_for("workbench_artifacts.publish", number=number) if who.may(Action.PUBLISH) else None,
        "submit_url": url_for("workbench_artifacts.submit", number=number) if is_draft else None,
        "review_url": url_for("workbench_review.show", kind="artifact", number=number),
        "merge_url": url_for("workbench_merge.choose", keep=number) if who.may(Action.PUBLISH) else None,
        "move_url": _move_url(number) if is_moved else None,
        "merged_into": merged,
        "status": artifact.status.value,
        "version": artifact.version,
        "returned": step if step and is_draft and step.action == RETURN else None,
        "changes": history_of(session, artifact),
    }


def _move_url(number: str) -> str | None:
    """Where a movement of this artifact is recorded."""
    there = "workbench_movements.create" in current_app.view_functions
    return url_for("workbench_movements.create", number=number) if there else None
