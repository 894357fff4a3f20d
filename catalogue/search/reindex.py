"""Building the search rows anew from the records."""

from __future__ import annotations

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Collection, SearchEntry, SearchFacet, Site, Tour, Tradition
from catalogue.services.index import (
    index_artifact,
    index_collection,
    index_site,
    index_tour,
    index_tradition,
)


def reindex(session: Session, who: Identity) -> int:
    """Drop all search rows and write them again in this transaction; gives how many records can be found now."""
    require(who, Action.WRITE_RECORDS)
    if session.get_bind().dialect.name == "sqlite":  # a damaged index refuses the deletions below
        session.execute(text("INSERT INTO search_text(search_text) VALUES ('rebuild')"))
    session.execute(delete(SearchFacet))
    session.execute(delete(SearchEntry))
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
    return len(list(session.scalars(select(SearchEntry.id))))
