"""Cards: how a record stands in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.api.links import derivative_path
from app.context import caller
from app.i18n import gettext as _
from app.i18n import language, ngettext
from app.pages.labels import make_labels
from app.pages.part_labels import tradition_words
from catalogue.records import Artifact, Collection, Derivative, Site, Tour, Tradition
from catalogue.services.derivatives import pick_site_thumbnails, pick_thumbnails
from catalogue.services.tours import Stop, list_stops
from catalogue.vocab.terms import SiteRank, Usage


@dataclass(frozen=True, slots=True)
class Card:
    """One record in a list; ``is_render`` says that the picture stands on the dark stage."""

    url: str
    title: str
    number: str
    detail: str
    picture: str | None
    is_render: bool
    has_3d: bool
    status: str
    is_specimen: bool = False


def artifact_cards(session: Session, artifacts: Sequence[Artifact], *, prefer_poster: bool = False) -> list[Card]:
    """Cards of artifacts with the first photograph, or with the model's poster where that is wished."""
    ids = [artifact.id for artifact in artifacts]
    pictures = pick_thumbnails(session, caller(), ids, prefer_poster=prefer_poster)
    return [_artifact_card(artifact, pictures) for artifact in artifacts]


def site_cards(session: Session, sites: Sequence[Site]) -> list[Card]:
    """Cards of sites, pictures found in one go."""
    pictures = pick_site_thumbnails(session, caller(), [site.id for site in sites])
    return [_site_card(site, pictures) for site in sites]


def tour_cards(session: Session, tours: Sequence[Tour]) -> list[Card]:
    """Cards of tours, each with the picture of its first stop that has one."""
    return [_tour_card(session, tour) for tour in tours]


def tradition_cards(traditions: Sequence[Tradition]) -> list[Card]:
    """Cards of intangible and documentary heritage."""
    kinds = tradition_words()
    return [_plain_card("page_traditions.show", one, kinds[one.kind.value]) for one in traditions]


def collection_cards(collections: Sequence[Collection]) -> list[Card]:
    """Cards of collections."""
    return [_plain_card("page_collections.show", one, _("Collection")) for one in collections]


def _plain_card(endpoint: str, record: Tradition | Collection, detail: str) -> Card:
    """Code, title and kind; no picture."""
    title = in_words(record.title_vi, record.title_en)
    url = url_for(endpoint, code=record.code)
    return Card(url, title, record.code, detail, None, is_render=False, has_3d=False, status=record.status.value)


def in_words(vi: str | None, en: str | None) -> str:
    """The text in the reader's language, else in the other one, else nothing."""
    first, second = (en, vi) if language() == "en" else (vi, en)
    return first or second or ""


def said(text: str | None) -> str:
    """One half of a text written as ``Vietnamese / English``, by the reader's language; any other text as it is."""
    halves = (text or "").split(" / ")
    return halves[language() == "en"] if len(halves) == 2 else text or ""


def _tour_card(session: Session, tour: Tour) -> Card:
    """Title and number of stops."""
    stops = list_stops(session, caller(), tour)
    shown = [ident for stop in stops if (ident := _shown_at(stop))]
    pictures = pick_thumbnails(session, caller(), shown) | pick_site_thumbnails(session, caller(), shown)
    first = next((pictures[ident] for ident in shown if ident in pictures), None)
    return Card(
        url=url_for("page_tours.show", slug=tour.slug),
        title=in_words(tour.title_vi, tour.title_en),
        number=_("Tour"),
        detail=ngettext("%(num)s stop", "%(num)s stops", len(stops)),
        picture=_address(first),
        is_render=_is_render(first),
        has_3d=any(stop.scene for stop in stops),
        status=tour.status.value,
    )


def _shown_at(stop: Stop) -> UUID | None:
    """The id of the artifact or site that a stop shows, by itself or through its scene."""
    record = stop.artifact or stop.site
    if record is not None:
        return record.id
    return (stop.scene.artifact_id or stop.scene.site_id) if stop.scene else None


def _artifact_card(artifact: Artifact, pictures: dict[UUID, Derivative]) -> Card:
    """Number, title, kind and date."""
    return Card(
        url=url_for("page_artifacts.show", number=artifact.accession_number),
        title=in_words(artifact.title_vi, artifact.title_en),
        number=artifact.accession_number,
        detail=said(artifact.period or artifact.date_text),
        has_3d=artifact.has_3d,
        status=artifact.status.value,
        is_specimen=artifact.is_specimen,
        picture=_address(pictures.get(artifact.id)),
        is_render=_is_render(pictures.get(artifact.id)),
    )


def _site_card(site: Site, pictures: dict[UUID, Derivative]) -> Card:
    """Code, title, rank."""
    rank = make_labels().site_rank[site.rank.value] if site.rank is not SiteRank.NONE else ""
    found = pictures.get(site.id)
    return Card(
        url=url_for("page_sites.show", code=site.code),
        title=in_words(site.title_vi, site.title_en),
        number=site.code,
        detail=rank or make_labels().site_kind[site.kind.value],
        has_3d=_is_render(found),
        status=site.status.value,
        is_specimen=site.is_specimen,
        picture=_address(found),
        is_render=_is_render(found),
    )


def _address(derivative: Derivative | None) -> str | None:
    """Where the picture is."""
    return derivative_path(derivative) if derivative else None


def _is_render(derivative: Derivative | None) -> bool:
    """Whether the picture was rendered from a model."""
    return derivative is not None and derivative.usage is Usage.POSTER
