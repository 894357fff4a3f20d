"""What a label, a scanner or a person's fingers name: an artifact, a site or a location."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from catalogue.errors import NotFoundError
from catalogue.policy import Action, Identity
from catalogue.records import Artifact, Location, Site
from catalogue.services.private_fields import one_for_reader
from catalogue.services.visibility import seen
from catalogue.vocab.codes import find_code, id_range
from catalogue.vocab.folding import clean

Labelled = Artifact | Site | Location
_PAGES = ("/artifacts/", "/sites/", "/locations/")


def find_labelled(session: Session, who: Identity, text: str) -> Labelled:
    """The record that a scanned address, a bare code, an object number or the code of a location or site names.

    Raises:
        NotFoundError: ``code_unknown``: nothing of that name that the reader may see.
    """
    name = clean(text)[:500]
    code = find_code(name)
    found = _by_code(session, who, code) if code else None
    found = found or _by_name(session, who, _name_in(name))
    if found is None:
        raise NotFoundError("code_unknown", text=name)
    return found if isinstance(found, Location) else one_for_reader(session, who, found)


def _by_code(session: Session, who: Identity, code: str) -> Labelled | None:
    first, last = id_range(code)
    artifact = session.scalar(
        select(Artifact).where(Artifact.id.between(first, last), seen(who, Artifact)).options(joinedload(Artifact.site))
    )
    if artifact is not None:
        return artifact
    site = session.scalar(select(Site).where(Site.id.between(first, last), seen(who, Site)))
    if site is not None or not who.may(Action.READ_DRAFTS):
        return site
    return session.scalar(select(Location).where(Location.id.between(first, last)))


def _by_name(session: Session, who: Identity, name: str) -> Labelled | None:
    """An object number before a location's code before a site's."""
    query = select(Artifact).where(Artifact.accession_number == name, seen(who, Artifact))
    artifact = session.scalar(query.options(joinedload(Artifact.site)))
    if artifact is not None:
        return artifact
    location = session.scalar(select(Location).where(Location.code == name)) if who.may(Action.READ_DRAFTS) else None
    return location or session.scalar(select(Site).where(Site.code == name, seen(who, Site)))


def _name_in(text: str) -> str:
    """The number or code at the end of a page's address; any other text as it is."""
    if not text.casefold().startswith(("http://", "https://")):
        return text
    path = urlsplit(text).path
    for page in _PAGES:
        _, found, name = path.partition(page)
        if found:
            return clean(unquote(name.removesuffix("/")))
    return text
