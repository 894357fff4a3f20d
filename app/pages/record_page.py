"""What the public pages of artifacts and sites show: everything ready to be printed, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict
from urllib.parse import urlsplit
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.api.links import derivative_name, derivative_path
from app.context import base_url, caller
from app.i18n import format_bytes, format_date, format_number, language
from app.i18n import gettext as _
from app.pages.cards import Card, in_words
from app.pages.condition_part import ConditionPart
from app.pages.pictures import Photo, photo_of
from app.pages.record_parts import RecordParts
from catalogue.policy import Action
from catalogue.records import Artifact, Comparison, Derivative, Model, Scene, Site
from catalogue.services.comparisons import ComparisonFilter, list_comparisons
from catalogue.services.derivatives import list_derivatives, pick_derivative
from catalogue.services.files import list_files
from catalogue.services.models import list_models
from catalogue.services.scenes import list_scenes
from catalogue.vocab.terms import FileKind, Usage

_MODEL_USAGES = (Usage.PHONE, Usage.VR, Usage.DESKTOP, Usage.AR)
_SUMMARY = 180
_ALERTS = 5


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
class AlertLink:
    """A comparison whose alert nobody has answered; for staff alone."""

    url: str
    depth: str


@dataclass(frozen=True, slots=True)
class Media:
    """Everything seen on a record's page."""

    scene: SceneLink | None
    photos: list[Photo]
    scans: list[ScanRow]
    downloads: list[Download]
    vr_ready: bool | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A public page, see ``templates/public/record.html``."""

    number: str
    title: str
    other_title: str
    headline: str
    summary: str
    story: str
    other_story: str
    badge: str
    status: str
    is_specimen: bool
    is_sample: bool
    facts: Sequence[tuple[str, str]]
    licence: str
    attribution: str
    source_url: str
    citation: str
    edit_url: str | None
    files_url: str | None
    media: Media
    related: Sequence[Card] = ()
    related_title: str = ""
    alerts: Sequence[AlertLink] = ()
    condition: ConditionPart | None = None
    source_name: str = field(default="")
    parts: RecordParts | None = None

    @property
    def scene(self) -> SceneLink | None:
        """The stage, where there is a model."""
        return self.media.scene

    @property
    def photos(self) -> list[Photo]:
        """Prepared photographs in their order."""
        return self.media.photos

    @property
    def scans(self) -> list[ScanRow]:
        """Scans behind the current models."""
        return self.media.scans

    @property
    def downloads(self) -> list[Download]:
        """Model files for taking along."""
        return self.media.downloads

    @property
    def vr_ready(self) -> bool | None:
        """Whether the newest model keeps every computed rule; None without a model."""
        return self.media.vr_ready

    @property
    def photo_credit(self) -> str:
        """Credits of the photographs, each said once."""
        return " · ".join(dict.fromkeys(photo.credit for photo in self.photos if photo.credit))

    @property
    def picture(self) -> str:
        """The picture that stands for the page elsewhere."""
        return self.photos[0].large if self.photos else self.scene.poster if self.scene else ""

    @property
    def embed(self) -> str:
        """Markup that shows the stage on another page."""
        if self.scene is None:
            return ""
        address = self.absolute(self.scene.view_url.replace("/view/", "/embed/"))
        return f'<iframe src="{address}" width="800" height="600" allow="xr-spatial-tracking; fullscreen"></iframe>'

    @staticmethod
    def absolute(path: str) -> str:
        """A path with scheme and host."""
        return base_url() + path


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


def staff_links(artifact: Artifact | None = None, site: Site | None = None) -> tuple[str | None, str | None]:
    """Addresses of form and files for those who may use them."""
    if not caller().may(Action.READ_DRAFTS):
        return None, None
    if artifact is not None:
        number = artifact.accession_number
        edit = url_for("workbench_artifacts.edit", number=number)
        return edit, url_for("workbench_files.artifact", number=number)
    code = site.code if site else ""
    return url_for("workbench_sites.edit", code=code), url_for("workbench_files.site", code=code)


def alert_links(session: Session, record: Artifact | Site) -> list[AlertLink]:
    """Open alerts of the record; none for the public."""
    if not caller().may(Action.READ_DRAFTS):
        return []
    only = ComparisonFilter(**owner_of(record), is_alert=True)
    return [_alert_link(row) for row in list_comparisons(session, caller(), only=only, limit=_ALERTS).items]


def _alert_link(row: Comparison) -> AlertLink:
    """One alert with its deepest change."""
    deepest = max(row.max_loss_mm or 0.0, row.max_gain_mm or 0.0)
    return AlertLink(url_for("page_compare.show", comparison_id=row.id), f"{format_number(deepest, 2)} mm")


def shorten(text: str) -> str:
    """The beginning of a text, cut at a word, for previews."""
    line = " ".join(text.split())
    return line if len(line) <= _SUMMARY else line[:_SUMMARY].rsplit(" ", 1)[0] + "…"


def host_of(url: str | None) -> str:
    """The host that a source lies on."""
    return urlsplit(url).netloc if url else ""


def other_words(vi: str | None, en: str | None, shown: str) -> str:
    """The text in the other language where it says something else."""
    other = (vi if language() == "en" else en) or ""
    return other if other != shown else ""


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
