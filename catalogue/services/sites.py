"""Sites: registered, changed, published, withdrawn; never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, Site
from catalogue.services.audits import expect_version, record_change
from catalogue.services.index import index_artifact, index_site
from catalogue.services.paging import Page, page_by
from catalogue.services.private_fields import for_reader, one_for_reader
from catalogue.services.publishing import set_status
from catalogue.services.scopes import organisation_for_new
from catalogue.services.validation import assign, need
from catalogue.services.visibility import keep_unseen_site, seen
from catalogue.vocab.folding import clean
from catalogue.vocab.terms import Status

EDITABLE = (
    "code", "title_vi", "title_en", "other_names", "kind", "rank", "decision_number", "decision_date",
    "description_vi", "description_en", "address", "route", "values_text", "protection_state", "proposals", "latitude",
    "longitude", "period", "attribution", "licence", "is_specimen", "is_location_sensitive", "parent_id", "visibility",
    "change_alert_mm", "ext",
)  # fmt: skip


def register_site(session: Session, who: Identity, values: Mapping[str, object], *, ident: UUID | None = None) -> Site:
    """Save a new site as a draft; ``code`` and ``title_vi`` are enough; ``ident`` comes from a phone.

    Raises:
        ValidationError: a field breaks a rule.
        ConflictError: ``site_taken``: the code is in use.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "code", "title_vi")
    site = Site(id=ident or uuid4(), ext={}, status=Status.DRAFT, organisation_id=organisation_for_new(who))
    assign(site, values, EDITABLE)
    _check(session, site)
    return _save(session, who, site, "register")


def update_site(
    session: Session, who: Identity, code: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Site:
    """Change fields of a site.

    Raises:
        NotFoundError, ValidationError, ConflictError (``site_taken``), StaleError (someone else saved first).
    """
    require(who, Action.WRITE_RECORDS)
    site = read_site(session, who, code)
    require_on(who, Action.WRITE_RECORDS, site)
    expect_version(site, expected_version)
    with session.no_autoflush:
        assign(site, keep_unseen_site(session, who, site.parent_id, changes, "parent_id"), EDITABLE)
        _check(session, site)
    _save(session, who, site, "update")
    for artifact in session.scalars(select(Artifact).where(Artifact.site_id == site.id)):
        index_artifact(session, artifact)
    return site


def change_site_status(
    session: Session, who: Identity, code: str, status: Status, *, expected_version: int | None = None
) -> Site:
    """Publish a site, take it back to draft or review, or withdraw it.

    Raises:
        ConflictError: ``status_step``.
    """
    require(who, Action.PUBLISH)
    site = read_site(session, who, code)
    require_on(who, Action.PUBLISH, site)
    expect_version(site, expected_version)
    return _save(session, who, site, status.value) if set_status(site, status, site.code) else site


def read_site(session: Session, who: Identity, code: str) -> Site:
    """The site with this code, if the reader may see it.

    Raises:
        NotFoundError: ``site_not_found``.
    """
    site = session.scalar(select(Site).where(Site.code == clean(code), seen(who, Site)))
    if site is None:
        raise NotFoundError("site_not_found", site=code)
    return one_for_reader(session, who, site)


def read_site_by_id(session: Session, who: Identity, site_id: UUID) -> Site:
    """The site with this id, if the reader may see it.

    Raises:
        NotFoundError: ``site_not_found``.
    """
    site = session.scalar(select(Site).where(Site.id == site_id, seen(who, Site)))
    if site is None:
        raise NotFoundError("site_not_found", site=str(site_id))
    return one_for_reader(session, who, site)


def read_sites(session: Session, who: Identity, ids: Iterable[UUID | None]) -> dict[UUID, Site]:
    """Those of the sites with these ids that the reader may see."""
    wanted = {ident for ident in ids if ident is not None}
    rows = session.scalars(select(Site).where(Site.id.in_(wanted), seen(who, Site))) if wanted else ()
    return {row.id: row for row in for_reader(session, who, rows)}


def name_sites(session: Session, who: Identity, codes: Collection[str]) -> list[Site]:
    """Sites by code; an artifact's reader may know the name of its site, unless that is a draft of others."""
    known = or_(seen(who, Site), Site.organisation_id.is_(None))
    return for_reader(session, who, session.scalars(select(Site).where(Site.code.in_(codes), known)))


def list_sites(
    session: Session, who: Identity, *, parent_id: UUID | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Site]:
    """Sites that the reader may see, by code; withdrawn ones are left out."""
    query = select(Site).where(seen(who, Site), Site.status != Status.WITHDRAWN)
    if parent_id is not None:
        query = query.where(Site.parent_id == parent_id)
    page = page_by(session, query, Site.code, cursor, limit)
    return replace(page, items=for_reader(session, who, page.items))


def _save(session: Session, who: Identity, site: Site, action: str) -> Site:
    """Flush with audit and search row."""
    record_change(session, who, site, action)
    index_site(session, site)
    return site


def _check(session: Session, site: Site) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    if not any(c.isalnum() for c in site.code):
        faults["code"] = "malformed"
    for name, least, most in (("latitude", -90.0, 90.0), ("longitude", -180.0, 180.0), ("change_alert_mm", 1e-6, 1e6)):
        value = getattr(site, name)
        if value is not None and not least <= value <= most:
            faults[name] = "out_of_range"
    if site.parent_id is not None and not _parent_fits(session, site):
        faults["parent_id"] = "not_found"
    if faults:
        session.expire(site) if site in session else None
        raise ValidationError(faults)
    other = session.scalar(select(Site.id).where(Site.code == site.code))
    if other is not None and other != site.id:
        code = site.code
        session.expire(site) if site in session else None
        raise ConflictError("site_taken", site=code)


def _parent_fits(session: Session, site: Site) -> bool:
    """Whether the chain of parents exists and never comes back to the site itself."""
    step = site.parent_id
    while step is not None:
        parent = session.get(Site, step)
        if parent is None or parent.id == site.id:
            return False
        step = parent.parent_id
    return True
