"""The front page, and the icon."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.pages.cards import artifact_cards
from app.pages.hits import hit_cards
from catalogue.search.query import SearchQuery, search
from catalogue.services.artifacts import ArtifactFilter, list_artifacts
from catalogue.vocab.terms import Status

bp = Blueprint("home", __name__, url_prefix="/<any(vi,en):lang>")
_NEWEST = 8


@dataclass(frozen=True, slots=True)
class GreatObject:
    """The object of the first screen."""

    url: str
    title: str
    picture: str
    is_specimen: bool


@bp.get("/")
def index() -> ResponseReturnValue:
    """The museum's entrance: one great object, three doors, what is new."""
    with parts().readers() as session:
        newest = search(session, caller(), SearchQuery(facets={"kind": ["artifact", "site"]}, limit=_NEWEST))
        return render_template("home.html", great=_great(session), newest=hit_cards(session, newest.hits))


@bp.get("/icon.svg")
def icon() -> ResponseReturnValue:
    """The urn of the brand as the browser's icon."""
    picture = render_template("parts/urn.svg").replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" color="#8e2a1e" ', 1
    )
    return Response(picture, mimetype="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


def _great(session: Session) -> GreatObject | None:
    """The first published artifact that has a model's poster."""
    wanted = ArtifactFilter(status=Status.PUBLISHED, has_3d=True)
    for artifact in list_artifacts(session, caller(), only=wanted, limit=10).items:
        card = artifact_cards(session, [artifact], prefer_poster=True)[0]
        if card.picture and card.is_render:
            return GreatObject(card.url, card.title, card.picture, artifact.is_specimen)
    return None
