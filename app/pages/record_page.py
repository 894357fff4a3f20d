"""What the public pages of artifacts and sites show: everything ready to be printed, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import url_for
from sqlalchemy.orm import Session

from app.context import base_url, caller
from app.i18n import format_number, language
from app.pages.cards import Card
from app.pages.condition_part import ConditionPart
from app.pages.pictures import Photo
from app.pages.record_media import Download, Media, ScanRow, SceneLink, owner_of
from app.pages.record_parts import RecordParts
from catalogue.policy import Action
from catalogue.records import Artifact, Comparison, Site
from catalogue.search.placing import find_point
from catalogue.services.comparisons import ComparisonFilter, list_comparisons

_SUMMARY = 180
_ALERTS = 5
_NEARBY_M = 5_000


@dataclass(frozen=True, slots=True)
class AlertLink:
    """A comparison whose alert nobody has answered; for staff alone."""

    url: str
    depth: str


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
    nearby_url: str = ""
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


def nearby_url(session: Session, record: Artifact | Site) -> str:
    """The map around a record as this reader may see it; empty where it has no place."""
    point = find_point(session, caller(), record.id)
    if point is None:
        return ""
    near = f"{point.latitude:.5f},{point.longitude:.5f}"
    return url_for("page_map.index", near=near, radius_m=_NEARBY_M, kind="site")


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
