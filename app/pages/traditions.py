"""Public pages of intangible and documentary heritage."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import base_url, caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.cards import artifact_cards, in_words, said
from app.pages.part_labels import tradition_words
from app.pages.record_media import Media
from app.pages.record_page import RecordPage, other_words, shorten
from app.pages.record_parts import record_parts
from catalogue.policy import Action
from catalogue.records import Artifact, Tradition
from catalogue.services.links import list_links
from catalogue.services.traditions import read_tradition

bp = Blueprint("page_traditions", __name__, url_prefix="/<any(vi,en):lang>/traditions")


@bp.get("/<path:code>")
def show(code: str) -> ResponseReturnValue:
    """One tradition: what it is, who keeps it alive, what belongs to it."""
    with parts().readers() as session:
        page = tradition_page(session, read_tradition(session, caller(), code))
        return render_template("public/record.html", page=page)


def tradition_page(session: Session, tradition: Tradition) -> RecordPage:
    """Everything that a tradition's page shows."""
    title = in_words(tradition.title_vi, tradition.title_en)
    story = (tradition.description_en if language() == "en" else tradition.description_vi) or ""
    other_story = other_words(tradition.description_vi, tradition.description_en, story) if not story else ""
    linked = [seen.other for seen in list_links(session, caller(), tradition)]
    is_staff = caller().may(Action.READ_DRAFTS)
    return RecordPage(
        number=tradition.code,
        title=title,
        other_title=other_words(tradition.title_vi, tradition.title_en, title),
        headline=" · ".join(filter(None, (said(tradition.community), said(tradition.season)))),
        summary=shorten(story or other_story or title),
        story=story,
        other_story=other_story,
        badge=tradition_words()[tradition.kind.value],
        status=tradition.status.value,
        is_specimen=False,
        is_sample=False,
        facts=_facts(tradition),
        licence=tradition.licence or "",
        attribution=tradition.attribution or "",
        source_url="",
        citation=f"{title} ({tradition.code}). Cửu Đỉnh, {base_url()}/traditions/{tradition.code}",
        edit_url=url_for("workbench_traditions.edit", code=tradition.code) if is_staff else None,
        files_url=None,
        media=Media(None, [], [], [], None),
        related=artifact_cards(session, [one for one in linked if isinstance(one, Artifact)]),
        related_title=_("Objects of this heritage"),
        parts=record_parts(session, tradition),
    )


def _facts(tradition: Tradition) -> list[tuple[str, str]]:
    """The details table."""
    rows = [
        (_("Code"), tradition.code),
        (_("Kind of heritage"), tradition_words()[tradition.kind.value]),
        (_("Other names"), tradition.other_names),
        (_("Community or keeper"), tradition.community),
        (_("When it is practised"), tradition.season),
        (_("Present state"), tradition.state),
        (_("Safeguarding"), tradition.safeguarding),
    ]
    return [(name, said(value)) for name, value in rows if value]
