"""Building the search rows anew from the records."""

from __future__ import annotations

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import (
    Artifact,
    Collection,
    SearchEntry,
    SearchRow,
    SearchValue,
    SearchWord,
    Site,
    Tour,
    Tradition,
)
from catalogue.services.index import (
    index_artifact,
    index_collection,
    index_site,
    index_tour,
    index_tradition,
)
from catalogue.services.index_rows import forget_numbers, mark_change
from catalogue.services.photo_hashes import rebuild_hashes


def reindex(session: Session, who: Identity) -> int:
    """Drop all search rows and write them again in this transaction; gives how many records can be found now."""
    require(who, Action.WRITE_RECORDS)
    if session.get_bind().dialect.name == "sqlite":  # a damaged index refuses the deletions below
        session.execute(text("INSERT INTO search_text(search_text) VALUES ('rebuild')"))
    for kind in (SearchRow, SearchEntry, SearchValue, SearchWord):
        session.execute(delete(kind))
    forget_numbers(session)
    session.expire_all()
    for site in session.scalars(select(Site).order_by(Site.code)):
        index_site(session, site)
    for artifact in session.scalars(select(Artifact).order_by(Artifact.accession_number)):
        index_artifact(session, artifact)
    for tour in session.scalars(select(Tour).order_by(Tour.slug)):
        index_tour(session, tour)
    for tradition in session.scalars(select(Tradition).order_by(Tradition.code)):
        index_tradition(session, tradition)
    for collection in session.scalars(select(Collection).order_by(Collection.code)):
        index_collection(session, collection)
    rebuild_hashes(session)
    mark_change(session)
    return session.scalar(select(func.count(SearchEntry.id))) or 0


def is_behind(session: Session) -> bool:
    """Whether entries lack their narrow rows or words, as after an update of this software from before it had them."""
    newest, known = (
        session.scalar(select(func.max(SearchEntry.id))),
        session.scalar(select(func.max(SearchRow.entry_id))),
    )
    return newest != known or (newest is not None and session.scalar(select(SearchWord.id).limit(1)) is None)
