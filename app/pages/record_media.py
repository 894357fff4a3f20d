"""What hangs on an artifact or a site for the eye: scene, photographs, scans, downloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.api.links import derivative_name, derivative_path
from app.context import caller
from app.i18n import format_bytes, format_date, format_number
from app.i18n import gettext as _
from app.pages.cards import in_words
from app.pages.pictures import Photo, photo_of
from catalogue.records import Artifact, Derivative, Model, Scene, Site
from catalogue.services.derivatives import list_derivatives, pick_derivative
from catalogue.services.files import list_files
from catalogue.services.models import list_models
from catalogue.services.scenes import list_scenes
from catalogue.vocab.terms import FileKind, Usage

_MODEL_USAGES = (Usage.PHONE, Usage.VR, Usage.DESKTOP, Usage.AR)


@dataclass(frozen=True, slots=True)
class SceneLink:
    """The stage of a page: document, poster, text alternative."""

    url: str
    view_url: str
    poster: str
    alt: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file for taking along."""

    name: str
    file: str
    url: str
    size: str


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One scan that a model was made from."""

    captured: str
    format: str
    count: str
    unit: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Media:
    """Everything seen on a record's page."""

    scene: SceneLink | None
    photos: list[Photo]
    scans: list[ScanRow]
    downloads: list[Download]
    vr_ready: bool | None


def media_of(session: Session, record: Artifact | Site, title: str) -> Media:
    """The record's scene, photographs, scans and downloads that this reader may see."""
    who, owner = caller(), owner_of(record)
    models = list_models(session, who, **owner)
    copies = [list_derivatives(session, who, model_id=model.id) for model in models[:1]]
    scenes = list_scenes(session, who, **owner, limit=1).items
    files = list_files(session, who, kind=FileKind.PHOTO, **owner)
    return Media(
        scene=_scene_link(scenes[0], copies[0], title) if scenes and copies else None,
        photos=[photo for file in files if (photo := photo_of(session, file, title))],
        scans=[_scan_row(model) for model in models],
        downloads=_downloads(copies[0]) if copies else [],
        vr_ready=models[0].vr_ready if models else None,
    )


class Owner(TypedDict, total=False):
    """The keyword by which services find what belongs to a record."""

    artifact_id: UUID
    site_id: UUID


def owner_of(record: Artifact | Site) -> Owner:
    """The keyword by which services find what belongs to the record."""
    return {"artifact_id": record.id} if isinstance(record, Artifact) else {"site_id": record.id}


def _scene_link(scene: Scene, copies: Sequence[Derivative], title: str) -> SceneLink | None:
    """The stage of a scene; None until its poster is there."""
    poster = pick_derivative(copies, Usage.POSTER)
    if poster is None:
        return None
    return SceneLink(
        url=f"/api/v1/scenes/{scene.slug}",
        view_url=url_for("page_view.show", slug=scene.slug),
        poster=derivative_path(poster),
        alt=_("%(title)s, seen in three dimensions", title=in_words(scene.title_vi, scene.title_en) or title),
    )


def _downloads(copies: Sequence[Derivative]) -> list[Download]:
    """The model's files, smallest first."""
    names = {
        Usage.PHONE: _("For phones"),
        Usage.VR: _("For headsets"),
        Usage.DESKTOP: _("For desktops"),
        Usage.AR: _("For iOS AR"),
    }
    found = [(usage, copy) for usage in _MODEL_USAGES for copy in copies if copy.usage is usage]
    return [
        Download(names[usage], derivative_name(copy), derivative_path(copy), format_bytes(copy.size))
        for usage, copy in found
    ]


def _scan_row(model: Model) -> ScanRow:
    """What the model's report says of its source."""
    source = model.report.get("source")
    known: dict[str, object] = source if isinstance(source, dict) else {}
    count = known.get("triangles") or known.get("points")
    return ScanRow(
        captured=format_date(model.created_at),
        format=str(known.get("format", "")).upper(),
        count=format_number(count) if isinstance(count, int | float) else "",
        unit=str(known.get("unit") or "–"),
        sha256=str(known.get("sha256", "")),
    )
