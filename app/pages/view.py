"""The viewer on a page of its own, for visitors and for embedding."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.pages.cards import in_words
from app.pages.record_media import SceneLink, media_of
from app.security import allow_framing
from catalogue.services.scenes import read_scene_parts

bp = Blueprint("page_view", __name__, url_prefix="/<any(vi,en):lang>")


@dataclass(frozen=True, slots=True)
class ViewPage:
    """A stage with the name and rights of what it shows."""

    title: str
    record_url: str
    scene: SceneLink
    is_specimen: bool
    attribution: str
    licence: str


@bp.get("/view/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The stage fills the page."""
    with parts().readers() as session:
        return render_template("public/view.html", page=_view_page(session, slug), is_embed=False)


@bp.get("/embed/<slug>")
def embed(slug: str) -> ResponseReturnValue:
    """The stage alone, for frames on other sites."""
    with parts().readers() as session:
        page = _view_page(session, slug)
    allow_framing("*")
    return render_template("public/view.html", page=page, is_embed=True)


def _view_page(session: Session, slug: str) -> ViewPage:
    """What the page of a scene shows; a scene that has no poster yet is not there."""
    found = read_scene_parts(session, caller(), slug)
    record = found.artifact or found.site
    if record is None:
        abort(404)
    title = in_words(record.title_vi, record.title_en)
    scene = media_of(session, record, title).scene
    if scene is None:
        abort(404)
    if found.artifact is not None:
        url = url_for("page_artifacts.show", number=found.artifact.accession_number)
    else:
        url = url_for("page_sites.show", code=found.site.code if found.site else "")
    return ViewPage(title, url, scene, record.is_specimen, record.attribution or "", record.licence or "")
