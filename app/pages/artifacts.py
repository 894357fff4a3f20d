"""Public pages of artifacts."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import base_url, caller, parts
from app.i18n import format_number, language
from app.i18n import gettext as _
from app.pages.cards import Card, artifact_cards, in_words, said
from app.pages.condition_part import condition_part
from app.pages.labels import make_labels
from app.pages.record_media import media_of
from app.pages.record_page import RecordPage, alert_links, host_of, nearby_url, other_words, shorten, staff_links
from app.pages.record_parts import record_parts
from catalogue.records import Artifact
from catalogue.services.artifacts import ArtifactFilter, list_artifacts, read_artifact
from catalogue.vocab.terms import Protection

bp = Blueprint("page_artifacts", __name__, url_prefix="/<any(vi,en):lang>/artifacts")
_RELATED = 4
_LARGE_MM = 10_000


@bp.get("/<path:number>")
def show(number: str) -> ResponseReturnValue:
    """One artifact: stage or picture first, then what is known of it."""
    with parts().readers() as session:
        page = artifact_page(session, read_artifact(session, caller(), number))
        return render_template("public/record.html", page=page)


def artifact_page(session: Session, artifact: Artifact) -> RecordPage:
    """Everything that an artifact's page shows."""
    title = in_words(artifact.title_vi, artifact.title_en)
    story = (artifact.description_en if language() == "en" else artifact.description_vi) or ""
    other_story = other_words(artifact.description_vi, artifact.description_en, story) if not story else ""
    classed = artifact.protection is not Protection.NONE
    edit_url, files_url = staff_links(artifact)
    return RecordPage(
        number=artifact.accession_number,
        title=title,
        other_title=other_words(artifact.title_vi, artifact.title_en, title),
        headline=" · ".join(
            filter(
                None,
                (
                    said(artifact.period or artifact.date_text),
                    ", ".join(map(said, artifact.materials)),
                    size_text(artifact),
                ),
            )
        ),
        summary=shorten(story or other_story or title),
        story=story,
        other_story=other_story,
        badge=make_labels().protection[artifact.protection.value] if classed else "",
        status=artifact.status.value,
        is_specimen=artifact.is_specimen,
        is_sample=not artifact.is_specimen and bool(artifact.ext.get("sample")),
        facts=_facts(artifact),
        licence=artifact.licence or "",
        attribution=artifact.attribution or "",
        source_url=artifact.source_url or "",
        source_name=host_of(artifact.source_url),
        citation=f"{title} ({artifact.accession_number}). Cửu Đỉnh, {base_url()}/artifacts/{artifact.accession_number}",
        edit_url=edit_url,
        files_url=files_url,
        media=media_of(session, artifact, title),
        related=_related(session, artifact),
        related_title=_("From the same site"),
        alerts=alert_links(session, artifact),
        nearby_url=nearby_url(session, artifact),
        parts=record_parts(session, artifact),
        condition=condition_part(session, artifact),
    )


def size_text(artifact: Artifact) -> str:
    """Height × width × depth in one unit, millimetres up to 10 m; a missing measure is left out."""
    named = ((_("H"), artifact.height_mm), (_("W"), artifact.width_mm), (_("D"), artifact.depth_mm))
    known = [(name, value) for name, value in named if value]
    if not known:
        return ""
    is_large = max(value for _name, value in known) >= _LARGE_MM
    sizes = [
        f"{name} {format_number(v / 1000, 2) if is_large else format_number(v, 0 if v >= 10 else 1)}"
        for name, v in known
    ]
    return f"{' × '.join(sizes)} {'m' if is_large else 'mm'}"


def _facts(artifact: Artifact) -> list[tuple[str, str]]:
    """The details table."""
    labels = make_labels()
    site = in_words(artifact.site.title_vi, artifact.site.title_en) if artifact.site else ""
    rows = [
        (_("Number"), artifact.accession_number),
        (_("Object type"), artifact.object_type),
        (_("Other names"), artifact.other_names),
        (_("Period"), artifact.period),
        (_("Date as written"), artifact.date_text),
        (_("Materials"), ", ".join(map(said, artifact.materials))),
        (_("Technique"), artifact.technique),
        (_("Size"), size_text(artifact)),
        (_("Note on the measurement"), artifact.measurement_note),
        (_("Count"), format_number(artifact.count) if artifact.count > 1 else ""),
        (_("Inscription"), artifact.inscription),
        (_("Maker"), artifact.maker),
        (_("Origin"), artifact.origin),
        (
            _("Legal class"),
            labels.protection[artifact.protection.value] if artifact.protection is not Protection.NONE else "",
        ),
        (_("Site"), site),
        (_("Current location"), artifact.location),
    ]
    return [(name, said(value)) for name, value in rows if value]


def _related(session: Session, artifact: Artifact) -> list[Card]:
    """Other objects of the same site."""
    if artifact.site_id is None:
        return []
    page = list_artifacts(session, caller(), only=ArtifactFilter(site_id=artifact.site_id), limit=_RELATED + 1)
    return artifact_cards(session, [other for other in page.items if other.id != artifact.id][:_RELATED])
