"""Who sees what, as conditions of a query: staff see what is theirs, everybody what is published and public."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from catalogue.policy import Action, Identity
from catalogue.records import Agent, Artifact, Collection, DigitalFile, Model, Scene, Site, Tour, Tradition
from catalogue.vocab.terms import Status, Visibility

Published = type[Agent] | type[Artifact] | type[Collection] | type[Site] | type[Tour] | type[Tradition]
Owned = type[DigitalFile] | type[Model] | type[Scene]
_Id = InstrumentedAttribute[UUID | None]


def sees_drafts(who: Identity) -> bool:
    """Whether the reader belongs to the staff of all or of some organisations; see also ``staffs``."""
    return who.may(Action.READ_DRAFTS)


def staffs(who: Identity, record: object) -> bool:
    """Whether the reader belongs to the staff whose record this is, and so sees all of it."""
    return who.may_on(Action.READ_DRAFTS, getattr(record, "organisation_id", None))


def is_public(record: Artifact | Site) -> bool:
    """Whether everybody may see the record."""
    return record.status is Status.PUBLISHED and record.visibility is Visibility.PUBLIC


def seen(who: Identity, kind: Published) -> ColumnElement[bool]:
    """The rows of a published kind that the reader may see."""
    staffed = staffed_by(who, getattr(kind, "organisation_id", None))
    return staffed if who.is_everywhere else or_(_public(kind), staffed)


def staffed_by(who: Identity, organisation_id: _Id | None) -> ColumnElement[bool]:
    """The rows whose organisation the reader is staff of; kinds without that column belong to all of the staff."""
    if who.is_everywhere:
        return true()
    shared = who.may_on(Action.READ_DRAFTS, None)
    if organisation_id is None:
        return true() if shared else false()
    known = who.organisations(Action.READ_DRAFTS)
    own = organisation_id.in_(known) if known else false()
    return or_(organisation_id.is_(None), own) if shared else own


def keep_unseen_site(
    session: Session, who: Identity, site_id: UUID | None, changes: Mapping[str, object], name: str = "site_id"
) -> Mapping[str, object]:
    """The changes of a record without the emptying of a site that its writer can't see, whose form showed none."""
    if site_id is None or changes.get(name, site_id) is not None:
        return changes
    is_seen = session.scalar(select(exists().where(Site.id == site_id, seen(who, Site))))
    return changes if is_seen else {one: value for one, value in changes.items() if one != name}


def seen_through_owner(who: Identity, kind: Owned) -> ColumnElement[bool]:
    """The rows whose artifact and site the reader may see."""
    return owner_seen(who, kind.artifact_id, kind.site_id, true())


def owner_seen(who: Identity, artifact_id: _Id, site_id: _Id, is_open: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rows of artifacts and sites: all of those that the reader is staff of, the open ones of what is public."""
    if who.is_everywhere:
        return true()
    return or_(and_(is_open, owner_public(artifact_id, site_id)), owner_staffed(who, artifact_id, site_id))


@lru_cache(maxsize=1)
def _owners() -> tuple[type[Artifact], type[Site]]:
    """Own names of the tables, which the outer query may join too; made once, as making them takes milliseconds."""
    return aliased(Artifact), aliased(Site)


def owner_public(artifact_id: _Id, site_id: _Id) -> ColumnElement[bool]:
    """Rows that belong to something, and everything that they belong to is public."""
    artifact, site = _owners()
    return and_(
        or_(artifact_id.is_not(None), site_id.is_not(None)),
        or_(artifact_id.is_(None), exists().where(artifact.id == artifact_id, _public(artifact))),
        or_(site_id.is_(None), exists().where(site.id == site_id, _public(site))),
    )


def owner_staffed(who: Identity, artifact_id: _Id, site_id: _Id) -> ColumnElement[bool]:
    """Rows that the reader is staff of: through the artifact, through the site where there is no artifact."""
    if who.is_everywhere:
        return true()
    if not sees_drafts(who):
        return false()
    artifact, site = _owners()
    through_artifact = exists().where(artifact.id == artifact_id, staffed_by(who, artifact.organisation_id))
    through_site = exists().where(site.id == site_id, staffed_by(who, site.organisation_id))
    is_nobodys = and_(artifact_id.is_(None), site_id.is_(None))
    return or_(
        through_artifact,
        and_(artifact_id.is_(None), through_site),
        is_nobodys if who.may_on(Action.READ_DRAFTS, None) else false(),
    )


def _public(kind: Published) -> ColumnElement[bool]:
    """Published and for everybody."""
    return and_(kind.status == Status.PUBLISHED, kind.visibility == Visibility.PUBLIC)
