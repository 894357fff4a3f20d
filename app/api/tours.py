"""Tours over HTTP."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import page_body, version_tag
from app.api.links import tour_links
from app.api.scenes import scene_urls
from app.context import caller, parts
from app.schemas.common import PageQuery
from app.schemas.models import TourPage, tour_body
from catalogue.services.scenes import list_scenes, read_scene_parts
from catalogue.services.tours import Stop, list_stops, list_tours, read_tour
from viewer.scene import alt_text, poster_url
from viewer.tour import TourStage, tour_document

bp = APIBlueprint("tours", __name__, url_prefix="/api/v1/tours")


@bp.get("")
@bp.input(PageQuery, location="query", arg_name="wish")
@bp.output(TourPage)
def index(wish: PageQuery) -> ResponseReturnValue:
    """List tours by slug."""
    with parts().readers() as session:
        page = list_tours(session, caller(), cursor=wish.cursor, limit=wish.limit)
        return page_body(page, lambda tour: tour_body(tour, links=tour_links(tour)))


@bp.get("/<slug>")
@bp.output({})
def read(slug: str) -> ResponseReturnValue:
    """One tour's document with the stops that the reader may see."""
    with parts().readers() as session:
        tour = read_tour(session, caller(), slug)
        staged = [
            (stop.stop, stage) for stop in list_stops(session, caller(), tour) if (stage := _stage(session, stop))
        ]
        document = tour_document(tour, staged, scene_urls().document)
    body = document | tour_body(tour, links=tour_links(tour))
    answer = jsonify(body)
    answer.headers.update(version_tag(tour.version))
    return answer


def _stage(session: Session, stop: Stop) -> TourStage | None:
    """What a stop shows: its scene, or the first scene of its artifact or site; None where there is no 3D."""
    artifact_id, site_id = (owner.id if owner else None for owner in (stop.artifact, stop.site))
    found = list_scenes(session, caller(), artifact_id=artifact_id, site_id=site_id, limit=1)
    scenes = [stop.scene] if stop.scene else found.items
    if not scenes:
        return None
    shown = read_scene_parts(session, caller(), scenes[0].slug)
    return TourStage(shown.scene.slug, poster_url(shown, scene_urls()), alt_text(shown))
