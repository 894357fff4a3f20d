"""Public pages of sites."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import base_url, caller, parts
from app.i18n import format_number, language
from app.i18n import gettext as _
from app.pages.cards import artifact_cards, in_words, said
from app.pages.condition_part import condition_part
from app.pages.labels import make_labels
from app.pages.record_media import media_of
from app.pages.record_page import RecordPage, alert_links, nearby_url, other_words, shorten, staff_links
from app.pages.record_parts import record_parts
from catalogue.errors import NotFoundError
from catalogue.records import Site
from catalogue.services.artifacts import ArtifactFilter, list_artifacts
from catalogue.services.coordinates import shown_point
from catalogue.services.sites import read_site, read_site_by_id
from catalogue.vocab.terms import SiteRank

bp = Blueprint("page_sites", __name__, url_prefix="/<any(vi,en):lang>/sites")
_RELATED = 24


@bp.get("/<path:code>")
def show(code: str) -> ResponseReturnValue:
    """One site: stage or picture, story, its artifacts."""
    with parts().readers() as session:
        page = site_page(session, read_site(session, caller(), code))
        return render_template("public/record.html", page=page)


def site_page(session: Session, site: Site) -> RecordPage:
    """Everything that a site's page shows."""
    title = in_words(site.title_vi, site.title_en)
    story = (site.description_en if language() == "en" else site.description_vi) or ""
    other_story = other_words(site.description_vi, site.description_en, story) if not story else ""
    artifacts = list_artifacts(session, caller(), only=ArtifactFilter(site_id=site.id), limit=_RELATED).items
    edit_url, files_url = staff_links(site=site)
    labels = make_labels()
    return RecordPage(
        number=site.code,
        title=title,
        other_title=other_words(site.title_vi, site.title_en, title),
        headline=" · ".join(filter(None, (labels.site_kind[site.kind.value], said(site.period), said(site.address)))),
        summary=shorten(story or other_story or title),
        story=story,
        other_story=other_story,
        badge=labels.site_rank[site.rank.value] if site.rank is not SiteRank.NONE else "",
        status=site.status.value,
        is_specimen=site.is_specimen,
        is_sample=not site.is_specimen and bool(site.ext.get("sample")),
        facts=_facts(site, _above(session, site)),
        licence=site.licence or "",
        attribution=site.attribution or "",
        source_url="",
        citation=f"{title} ({site.code}). Cửu Đỉnh, {base_url()}/sites/{site.code}",
        edit_url=edit_url,
        files_url=files_url,
        media=media_of(session, site, title),
        related=artifact_cards(session, artifacts),
        related_title=_("Objects of this site"),
        alerts=alert_links(session, site),
        nearby_url=nearby_url(session, site),
        parts=record_parts(session, site),
        condition=condition_part(session, site),
    )


def _above(session: Session, site: Site) -> str:
    """The name of the site that this one is part of, where the reader may see that one."""
    if site.parent_id is None:
        return ""
    try:
        parent = read_site_by_id(session, caller(), site.parent_id)
    except NotFoundError:
        return ""
    return in_words(parent.title_vi, parent.title_en)


def _facts(site: Site, above: str) -> list[tuple[str, str]]:
    """The details table."""
    labels = make_labels()
    point = shown_point(site, caller())
    place = f"{point.latitude:.5f}, {point.longitude:.5f}" if point else ""
    if point and point.is_approximate:
        distance = format_number(point.uncertainty_m)
        place += " · " + _("Approximate place shown: within %(distance)s m", distance=distance)
    rows = [
        (_("Site code"), site.code),
        (_("Type"), labels.site_kind[site.kind.value]),
        (_("Rank"), labels.site_rank[site.rank.value] if site.rank is not SiteRank.NONE else ""),
        (_("Decision number"), site.decision_number),
        (_("Decision date"), site.decision_date.strftime("%d/%m/%Y") if site.decision_date else ""),
        (_("Other names"), site.other_names),
        (_("Period"), site.period),
        (_("Part of the site"), above),
        (_("Address"), site.address),
        (_("Way there"), site.route),
        (_("Values"), site.values_text),
        (_("State of protection"), site.protection_state),
        (_("Proposals"), site.proposals),
        (_("Coordinates (WGS 84)"), place),
    ]
    return [(name, said(value)) for name, value in rows if value]
