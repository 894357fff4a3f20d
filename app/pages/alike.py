"""Photographs that look like one: duplicates, other shots of the same object, objects much like it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.cards import in_words
from app.pages.map_view import page_of
from app.pages.pictures import Photo, photo_of
from catalogue.records import DigitalFile
from catalogue.search.alike import Alike, find_alike
from catalogue.services.artifacts import read_artifacts
from catalogue.services.files import read_file
from catalogue.services.sites import read_sites

bp = Blueprint("page_alike", __name__, url_prefix="/<any(vi,en):lang>/photos")
_SAME, _NEAR = 2, 6


@dataclass(frozen=True, slots=True)
class AlikePhoto:
    """A photograph that looks like another, and the record that it shows."""

    photo: Photo
    title: str
    number: str
    record_url: str
    nearness: str


@bp.get("/<uuid:file_id>/alike")
def index(file_id: UUID) -> ResponseReturnValue:
    """The likest photographs first."""
    with parts().readers() as session:
        file = read_file(session, caller(), file_id)
        title, _number, _url = owner_of(session, file)
        found = [row for alike in find_alike(session, caller(), file_id, limit=24) if (row := _row(session, alike))]
        photo = photo_of(session, file, title)
    back = url_for("page_photos.show", file_id=file_id)
    return render_template("public/alike.html", title=title, photo=photo, rows=found, back=back)


def _row(session: Session, alike: Alike) -> AlikePhoto | None:
    """One photograph; None while it is not prepared."""
    title, number, url = owner_of(session, alike.file)
    photo = photo_of(session, alike.file, title)
    return AlikePhoto(photo, title, number, url, _nearness(alike.bits)) if photo else None


def owner_of(session: Session, file: DigitalFile) -> tuple[str, str, str]:
    """Title, number and page of the record that a file belongs to."""
    artifact = next(iter(read_artifacts(session, caller(), [file.artifact_id]).values()), None)
    if artifact is not None:
        number = artifact.accession_number
        return in_words(artifact.title_vi, artifact.title_en), number, page_of("artifact", number)
    site = next(iter(read_sites(session, caller(), [file.site_id]).values()), None)
    return (in_words(site.title_vi, site.title_en), site.code, page_of("site", site.code)) if site else ("", "", "")


def _nearness(bits: int) -> str:
    """How alike, in words."""
    words = {_SAME: _("the same picture, or nearly"), _NEAR: _("very alike")}
    return next((text for most, text in words.items() if bits <= most), str(_("alike")))
