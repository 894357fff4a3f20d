"""Who sees what, as conditions of a query: staff see all, others what is published and public."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from catalogue.policy import Action, Identity
from catalogue.records import Agent, Artifact, Collection, DigitalFile, Model, Scene, Site, Tour, Tradition
from catalogue.vocab.terms import Status, Visibility

Published = type[Agent] | type[Artifact] | type[Collection] | type[Site] | type[Tour] | type[Tradition]
Owned = type[DigitalFile] | type[Model] | type[Scene]


def sees_drafts(who: Identity) -> bool:
    """Whether the reader belongs to the staff."""
    return who.may(Action.READ_DRAFTS)


def seen(who: Identity, kind: Published) -> ColumnElement[bool]:
    """The rows of a published kind that the reader may see."""
    return true() if sees_drafts(who) else _public(kind)


def seen_through_owner(who: Identity, kind: Owned) -> ColumnElement[bool]:
    """The rows whose artifact and site the reader may see."""
    if sees_drafts(who):
        return true()
    return owner_public(kind.artifact_id, kind.site_id)


def owner_public(
    artifact_id: InstrumentedAttribute[UUID | None], site_id: InstrumentedAttribute[UUID | None]
) -> ColumnElement[bool]:
    """Rows that belong to something, and everything that they belong to is public."""
    artifact, site = aliased(Artifact), aliased(Site)  # own names: the outer query may join the same tables
    return and_(
        or_(artifact_id.is_not(None), site_id.is_not(None)),
        or_(artifact_id.is_(None), exists().where(artifact.id == artifact_id, _public(artifact))),
        or_(site_id.is_(None), exists().where(site.id == site_id, _public(site))),
    )


def _public(kind: Published) -> ColumnElement[bool]:
    """Published and for everybody."""
    return and_(kind.status == Status.PUBLISHED, kind.visibility == Visibility.PUBLIC)
