"""Scenes over HTTP: the document that a page or a headset opens."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue

from app.api.common import find_owner, page_body, version_tag
from app.api.links import derivative_path, scene_links
from app.context import caller, parts
from app.i18n import language
from app.schemas.models import ScenePage, SceneQuery, scene_body
from catalogue.services.scenes import list_scenes, read_scene_parts
from viewer.scene import SceneUrls, scene_document

bp = APIBlueprint("scenes", __name__, url_prefix="/api/v1/scenes")


@bp.get("")
@bp.input(SceneQuery, location="query", arg_name="wish")
@bp.output(ScenePage)
def index(wish: SceneQuery) -> ResponseReturnValue:
    """List scenes by slug."""
    with parts().readers() as session:
        owner = find_owner(session, wish.artifact, wish.site)
        page = list_scenes(session, caller(), cursor=wish.cursor, limit=wish.limit, **owner)
        return page_body(page, lambda scene: scene_body(scene, links=scene_links(scene)))


@bp.get("/<slug>")
@bp.output({})
def read(slug: str) -> ResponseReturnValue:
    """One scene's document: derivatives, size, floor, lights, words."""
    with parts().readers() as session:
        found = read_scene_parts(session, caller(), slug)
        document = scene_document(found, scene_urls())
    answer = jsonify(document)
    answer.headers.update(version_tag(found.scene.version))
    return answer


def scene_urls() -> SceneUrls:
    """Addresses for scene documents, without a host, so that a page only ever asks the host it came from."""
    lang = language()
    return SceneUrls(
        derivative=derivative_path,
        view=lambda slug: f"/{lang}/view/{slug}",
        document=lambda slug: f"/api/v1/scenes/{slug}",
    )
