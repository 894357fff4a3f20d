"""The picture service of photographs: IIIF Image API 3.0 and 2.1, level 2, for whoever may see the picture."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.context import base_url, caller, parts
from catalogue.errors import NotFoundError
from catalogue.policy import Identity
from catalogue.records import Derivative
from catalogue.services.derivatives import list_derivatives, pick_derivative
from catalogue.services.files import read_file
from catalogue.vocab.terms import Usage
from ingest.iiif_image import IiifImage, parse_request
from ingest.pyramid import open_pyramid

bp = Blueprint("iiif", __name__, url_prefix="/iiif/<any('3','2'):version>/<uuid:file_id>")
_PUBLIC_TILES = "public, max-age=86400"


@bp.get("")
def image(version: str, file_id: UUID) -> ResponseReturnValue:
    """The bare identifier leads to the information document (303, as the standard asks)."""
    answer = redirect(url_for("iiif.info", version=version, file_id=file_id), 303)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@bp.get("/info.json")
def info(version: str, file_id: UUID) -> ResponseReturnValue:
    """Size, stored sizes, tiles and abilities."""
    picture, is_public = _find_picture(file_id)
    place = f"{base_url()}/iiif/{version}/{file_id}"
    answer = jsonify(picture.info(place, version=int(version)))
    context = f"http://iiif.io/api/image/{version}/context.json"
    if version == "3" or request.accept_mimetypes["application/ld+json"] >= 1:
        answer.content_type = f'application/ld+json;profile="{context}"'
    return _shared(answer, is_public=is_public)


@bp.get("/<region>/<size>/<rotation>/<quality_format>")
def pixels(version: str, file_id: UUID, region: str, size: str, rotation: str, quality_format: str) -> Response:
    """A region of the picture at a size: a stored tile as it lies there, anything else rendered."""
    picture, is_public = _find_picture(file_id)
    full = (picture.pyramid.width, picture.pyramid.height)
    wanted = parse_request(region, size, rotation, quality_format, full, version=int(version))
    data, media_type = picture.render(wanted)
    answer = Response(data, mimetype=media_type)
    answer.headers["Link"] = f'<http://iiif.io/api/image/{version}/level2.json>;rel="profile"'
    return _shared(answer, is_public=is_public)


def _find_picture(file_id: UUID) -> tuple[IiifImage, bool]:
    """The picture's pyramid, and whether everybody may see it.

    Raises:
        NotFoundError: no such picture for this reader, or its pyramid is not made yet.
    """
    try:
        tiles, is_public = _find_tiles(Identity.public(), file_id), True
    except NotFoundError:
        tiles, is_public = _find_tiles(caller(), file_id), False
    store = parts().store
    pyramid = open_pyramid(store, tiles.key)  # type: ignore[arg-type]  # every store is hashable by identity
    return IiifImage(store, pyramid), is_public


def _find_tiles(who: Identity, file_id: UUID) -> Derivative:
    """The derivative that holds the pyramid of a file that ``who`` may see."""
    with parts().readers() as session:
        file = read_file(session, who, file_id)
        tiles = pick_derivative(list_derivatives(session, who, file_id=file.id), Usage.TILES)
    if tiles is None:
        raise NotFoundError("file_not_found", file=str(file_id))
    return tiles


def _shared(answer: Response, *, is_public: bool) -> Response:
    """Public pictures may be shown by every site and kept by caches; others by nobody."""
    if is_public:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        answer.headers["Cache-Control"] = _PUBLIC_TILES
    return answer
