"""One photograph with deep zoom."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.pages.cards import in_words
from app.pages.pictures import Photo, photo_of
from catalogue.services.artifacts import read_artifact_by_id
from catalogue.services.files import read_file
from catalogue.services.sites import read_site_by_id

bp = Blueprint("page_photos", __name__, url_prefix="/<any(vi,en):lang>/photos")


@dataclass(frozen=True, slots=True)
class PhotoPage:
    """A photograph and the record that it belongs to."""

    title: str
    record_url: str
    photo: Photo


@bp.get("/<uuid:file_id>")
def show(file_id: UUID) -> ResponseReturnValue:
    """The photograph fills the page and zooms to its last pixel."""
    who = caller()
    with parts().readers() as session:
        file = read_file(session, who, file_id)
        if file.artifact_id is not None:
            artifact = read_artifact_by_id(session, who, file.artifact_id)
            title, url = (
                in_words(artifact.title_vi, artifact.title_en),
                url_for("page_artifacts.show", number=artifact.accession_number),
            )
        elif file.site_id is not None:
            site = read_site_by_id(session, who, file.site_id)
            title, url = in_words(site.title_vi, site.title_en), url_for("page_sites.show", code=site.code)
        else:
            abort(404)
        photo = photo_of(session, file, title)
        if photo is None:
            abort(404)
        return render_template("public/photo.html", page=PhotoPage(title, url, photo))
