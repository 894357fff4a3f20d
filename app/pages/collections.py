"""Public pages of collections."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import language
from app.pages.cards import Card, artifact_cards, collection_cards, in_words, site_cards, tradition_cards
from app.pages.record_page import other_words
from app.pages.record_parts import record_parts
from catalogue.policy import Action
from catalogue.records import Artifact, Collection, Site, Tradition
from catalogue.services.collections import list_members, read_collection
from catalogue.services.described import Described

bp = Blueprint("page_collections", __name__, url_prefix="/<any(vi,en):lang>/collections")


@bp.get("/<path:code>")
def show(code: str) -> ResponseReturnValue:
    """One collection: its words and its records in their order."""
    with parts().readers() as session:
        collection = read_collection(session, caller(), code)
        members = [one.record for one in list_members(session, caller(), collection)]
        title = in_words(collection.title_vi, collection.title_en)
        story = (collection.description_en if language() == "en" else collection.description_vi) or ""
        return render_template(
            "public/collection.html",
            code=collection.code,
            title=title,
            other_title=other_words(collection.title_vi, collection.title_en, title),
            status=collection.status.value,
            story=story,
            other_story=other_words(collection.description_vi, collection.description_en, story) if not story else "",
            cards=_cards(session, members),
            parts=record_parts(session, collection),
            edit_url=url_for("workbench_collections.edit", code=code) if caller().may(Action.READ_DRAFTS) else None,
        )


def _cards(session: Session, records: Sequence[Described]) -> list[Card]:
    """A card for each record, in the collection's order."""
    artifacts = [one for one in records if isinstance(one, Artifact)]
    sites = [one for one in records if isinstance(one, Site)]
    traditions = [one for one in records if isinstance(one, Tradition)]
    groups = [one for one in records if isinstance(one, Collection)]
    cards = dict(zip([one.id for one in artifacts], artifact_cards(session, artifacts), strict=True))
    cards |= dict(zip([one.id for one in sites], site_cards(session, sites), strict=True))
    cards |= dict(zip([one.id for one in traditions], tradition_cards(traditions), strict=True))
    cards |= dict(zip([one.id for one in groups], collection_cards(groups), strict=True))
    return [cards[one.id] for one in records]
