"""Derivatives: machine-made copies, picked by usage; a newer one of the same usage and quality supersedes the older."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from catalogue.db import now_utc
from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Derivative, DigitalFile, Model
from catalogue.services.visibility import owner_seen
from catalogue.vocab.terms import FileKind, Usage, Visibility

_Owner = InstrumentedAttribute[UUID | None]
_Pictures = dict[UUID, Derivative]

_LIST_QUALITY = "640"


@dataclass(frozen=True, slots=True)
class NewDerivative:
    """A stored copy of exactly one file or model; its bytes lie under ``key`` already."""

    usage: Usage
    media_type: str
    sha256: str
    size: int
    key: str
    file_id: UUID | None = None
    model_id: UUID | None = None
    quality: str = ""
    details: dict[str, object] = field(default_factory=dict)


def add_derivative(session: Session, who: Identity, new: NewDerivative) -> Derivative:
    """Record a copy; the one that had its usage and quality until now is superseded. Repeating changes nothing.

    Raises:
        ValidationError: it is made from neither or from both.
    """
    require(who, Action.UPLOAD_FILES)
    if (new.file_id is None) == (new.model_id is None):
        raise ValidationError({"file_id": "required"})
    same = and_(_made_from(new), Derivative.usage == new.usage, Derivative.quality == new.quality, _current())
    present = session.scalar(select(Derivative).where(same, Derivative.sha256 == new.sha256))
    if present is not None:
        present.details = new.details
        session.flush()
        return present
    retire = update(Derivative).where(same).values(superseded_at=now_utc())
    session.execute(retire, execution_options={"synchronize_session": "fetch"})
    row = Derivative(
        file_id=new.file_id,
        model_id=new.model_id,
        usage=new.usage,
        quality=new.quality,
        media_type=new.media_type,
        sha256=new.sha256,
        size=new.size,
        key=new.key,
        details=new.details,
    )
    session.add(row)
    session.flush()
    return row


def supersede_derivatives(
    session: Session, who: Identity, *, file_id: UUID | None = None, model_id: UUID | None = None
) -> int:
    """Retire all current copies of a file or a model; gives their number."""
    require(who, Action.UPLOAD_FILES)
    source = Derivative.file_id == file_id if file_id else Derivative.model_id == model_id
    rows = list(session.scalars(select(Derivative).where(source, _current())))
    for row in rows:
        row.superseded_at = now_utc()
    session.flush()
    return len(rows)


def list_derivatives(
    session: Session, who: Identity, *, file_id: UUID | None = None, model_id: UUID | None = None
) -> list[Derivative]:
    """Current copies of a file or a model that the reader may see, smallest first."""
    source = Derivative.file_id == file_id if file_id else Derivative.model_id == model_id
    query = select(Derivative).where(source, _current(), _seen(who))
    return list(session.scalars(query.order_by(Derivative.size, Derivative.id)))


def pick_derivative(derivatives: Iterable[Derivative], *usages: Usage) -> Derivative | None:
    """The first current copy in the order of the wished usages."""
    by_usage = {d.usage: d for d in derivatives if d.superseded_at is None}
    return next((by_usage[u] for u in usages if u in by_usage), None)


def read_derivative(session: Session, who: Identity, sha256: str) -> Derivative:
    """A copy with these bytes, current or superseded, if the reader may see one of the records it was made from.

    Raises:
        NotFoundError: ``derivative_not_found``.
    """
    query = select(Derivative).where(Derivative.sha256 == sha256, _seen(who))
    row = session.scalar(query.order_by(Derivative.superseded_at.is_not(None)).limit(1))
    if row is None:
        raise NotFoundError("derivative_not_found", sha256=sha256)
    return row


def pick_thumbnails(
    session: Session, who: Identity, artifact_ids: Sequence[UUID], *, prefer_poster: bool = False
) -> dict[UUID, Derivative]:
    """The list picture of each artifact in two queries: its first photograph's thumbnail, else its model's poster.

    ``prefer_poster`` turns the order round.
    """
    owners = (DigitalFile.artifact_id, Model.artifact_id)
    return _pick_pictures(session, who, owners, artifact_ids, prefer_poster=prefer_poster)


def pick_site_thumbnails(session: Session, who: Identity, site_ids: Sequence[UUID]) -> dict[UUID, Derivative]:
    """The list picture of each site in two queries: its first photograph's thumbnail, else its model's poster."""
    return _pick_pictures(session, who, (DigitalFile.site_id, Model.site_id), site_ids)


def _pick_pictures(
    session: Session, who: Identity, owners: tuple[_Owner, _Owner], ids: Sequence[UUID], *, prefer_poster: bool = False
) -> _Pictures:
    """Thumbnails of first photographs before posters of newest models, by owner."""
    if not ids:
        return {}
    of_file, of_model = owners
    photos = (
        select(of_file, Derivative)
        .join(Derivative, Derivative.file_id == DigitalFile.id)
        .where(
            of_file.in_(ids),
            DigitalFile.kind == FileKind.PHOTO,
            DigitalFile.withdrawn_at.is_(None),
            Derivative.usage == Usage.THUMBNAIL,
        )
        .order_by(DigitalFile.position, DigitalFile.created_at, Derivative.quality != _LIST_QUALITY, Derivative.size)
    )
    posters = (
        select(of_model, Derivative)
        .join(Derivative, Derivative.model_id == Model.id)
        .where(of_model.in_(ids), Derivative.usage == Usage.POSTER)
        .order_by(Model.created_at.desc())
    )
    found: _Pictures = {}
    is_seen = _seen(who)
    for query in (posters, photos) if prefer_poster else (photos, posters):
        for owner, derivative in session.execute(query.where(_current(), is_seen)):
            if owner is not None:
                found.setdefault(owner, derivative)
    return found


def _made_from(new: NewDerivative) -> ColumnElement[bool]:
    """Copies of the same source."""
    return Derivative.file_id == new.file_id if new.file_id else Derivative.model_id == new.model_id


def _current() -> ColumnElement[bool]:
    """Copies that nothing newer replaced."""
    return Derivative.superseded_at.is_(None)


@lru_cache(maxsize=1)
def _sources() -> tuple[type[DigitalFile], type[Model]]:
    """Own names of the tables, which the outer query may join too; made once, as making them takes milliseconds."""
    return aliased(DigitalFile), aliased(Model)


def _seen(who: Identity) -> ColumnElement[bool]:
    """Copies whose source the reader may see."""
    if who.is_everywhere:
        return true()
    file, model = _sources()
    is_open = and_(file.visibility == Visibility.PUBLIC, file.withdrawn_at.is_(None))
    files = exists().where(file.id == Derivative.file_id, owner_seen(who, file.artifact_id, file.site_id, is_open))
    models = exists().where(model.id == Derivative.model_id, owner_seen(who, model.artifact_id, model.site_id, true()))
    return or_(files, models)
