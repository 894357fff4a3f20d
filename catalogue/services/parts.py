"""Parts of records: rows that are added, changed and withdrawn by themselves, however many a record has of them.

Each noun has a file of its own with a ``PartService``: what may be written, what must be, and what else must hold.
The record's own row is left alone; its search row is written anew where the part's words should be found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalogue.db import now_utc
from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require_on
from catalogue.records.mixins import Part
from catalogue.services.audits import expect_version, record_change
from catalogue.services.described import Described, index_described
from catalogue.services.private_fields import shows_part
from catalogue.services.validation import assign, need
from catalogue.services.visibility import staffs

Row = TypeVar("Row", bound=Part)
Values = Mapping[str, object]
Settle = Callable[[Session, Identity, Described, Values], Values]
"""Turns what people write (codes, written dates, drawings) into columns."""
Check = Callable[[Session, Described, Row], Mapping[str, str]]
"""Faults of a filled row, by field."""
MOST = 5_000


def as_written(session: Session, who: Identity, record: Described, values: Values) -> Values:  # noqa: ARG001  a Settle
    """Nothing to turn."""
    return values


def no_faults(session: Session, record: Described, row: Part) -> Mapping[str, str]:  # noqa: ARG001  a Check
    """Nothing to check beyond the columns' own types."""
    return {}


@dataclass(frozen=True, slots=True)
class PartService(Generic[Row]):
    """The one way to write rows of a noun.

    Attributes:
        kind: the table.
        editable: columns that may be written.
        needed: what a new row must be given, as the writer names it.
        settle: turns what people write into columns.
        check: rules of more than one column.
        twin: columns that no two rows of a record share; a withdrawn twin is brought back instead.
        blank: columns that keep an empty text where nothing is said.
        order: how a record's rows are listed; their ``position`` is given where they have one.
        is_searched: whether the record is found by the words of its parts.
        owner: the column that names the record.
        part: the name under which a record can keep all of them private (``private_fields.PARTS``).
    """

    kind: type[Row]
    editable: tuple[str, ...]
    needed: tuple[str, ...] = ()
    settle: Settle = as_written
    check: Callable[[Session, Described, Row], Mapping[str, str]] = no_faults
    twin: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    order: tuple[str, ...] = ("created_at", "id")
    is_searched: bool = False
    owner: str = field(default="record_id")
    part: str = ""

    def add(self, session: Session, who: Identity, record: Described, values: Values) -> Row:
        """Save a new row; one that was withdrawn and says the same is brought back.

        Raises:
            ValidationError: each unfit field with its code; ``part_taken`` where the record has such a row already.
        """
        require_on(who, Action.WRITE_RECORDS, record)
        need(values, *self.needed)
        row = self.kind(**{self.owner: record.id, **dict.fromkeys(self.blank, "")})
        with session.no_autoflush:
            self._assign(row, self.settle(session, who, record, values))
            self._refuse_unfit(session, record, row)
            twin = self._twin(session, row)
        if twin is not None and twin.withdrawn_at is None:
            raise ValidationError(self._taken)
        if twin is not None:
            return self._bring_back(session, who, record, twin, row)
        if "position" in self.kind.__mapper__.columns:
            setattr(row, "position", self._next_position(session, record))  # noqa: B010  not every noun has it
        return self._save(session, who, record, row, "add")

    def update(
        self,
        session: Session,
        who: Identity,
        record: Described,
        ident: UUID,
        changes: Values,
        *,
        expected_version: int | None,
    ) -> Row:
        """Change a row that is in use.

        Raises:
            NotFoundError: ``part_not_found``. ValidationError: as in ``add``.
            StaleError: someone else saved first.
        """
        require_on(who, Action.WRITE_RECORDS, record)
        row = self.read(session, who, record, ident)
        expect_version(row, expected_version)
        missing = {n: "required" for n in self.needed if n in changes and not str(changes[n] or "").strip()}
        if missing:
            raise ValidationError(missing)
        with session.no_autoflush:
            self._assign(row, self.settle(session, who, record, changes))
            self._refuse_unfit(session, record, row, is_new=False)
        return self._save(session, who, record, row, "update")

    def withdraw(
        self, session: Session, who: Identity, record: Described, ident: UUID, *, expected_version: int | None = None
    ) -> Row:
        """Take a row out of use; it stays in the history and can be brought back.

        Raises:
            NotFoundError: ``part_not_found``. StaleError.
        """
        require_on(who, Action.WRITE_RECORDS, record)
        row = self.read(session, who, record, ident)
        expect_version(row, expected_version)
        row.withdrawn_at = now_utc()
        return self._save(session, who, record, row, "withdraw")

    def restore(
        self, session: Session, who: Identity, record: Described, ident: UUID, *, expected_version: int | None = None
    ) -> Row:
        """Bring a withdrawn row back; one in use stays as it is.

        Raises:
            NotFoundError: ``part_not_found``. StaleError. ValidationError: another row says the same by now.
        """
        require_on(who, Action.WRITE_RECORDS, record)
        row = self.read(session, who, record, ident, is_withdrawn=True)
        expect_version(row, expected_version)
        with session.no_autoflush:
            self._refuse_unfit(session, record, row)
        row.withdrawn_at = None
        return self._save(session, who, record, row, "restore")

    def read(
        self, session: Session, who: Identity, record: Described, ident: UUID, *, is_withdrawn: bool = False
    ) -> Row:
        """One row of the record; the reader has been shown the record, and withdrawn rows are for staff.

        Raises:
            NotFoundError: ``part_not_found``.
        """
        row = session.get(self.kind, ident)
        gone = row is None or getattr(row, self.owner) != record.id
        if row is None or gone or (row.withdrawn_at is not None and not (is_withdrawn and staffs(who, record))):
            raise NotFoundError("part_not_found", part=str(ident))
        return row

    def list(self, session: Session, who: Identity, record: Described, *, is_withdrawn: bool = False) -> Sequence[Row]:
        """The record's rows in their order; the reader has been shown the record, and withdrawn rows are for staff.

        Nothing where the record keeps them private and the reader is none of its staff.
        """
        if is_withdrawn and not staffs(who, record):
            return []
        if self.part and not shows_part(session, who, record, self.part):
            return []
        state = self.kind.withdrawn_at.is_not(None) if is_withdrawn else self.kind.withdrawn_at.is_(None)
        query = select(self.kind).where(self._column(self.owner) == record.id, state)
        return session.scalars(query.order_by(*map(self._column, self.order)).limit(MOST)).all()

    def _assign(self, row: Row, values: Values) -> None:
        """Set what was given; nothing said of a ``blank`` column is an empty text."""
        empty = {n for n in self.blank if n in values and not str(values[n] or "").strip()}
        assign(row, {n: value for n, value in values.items() if n not in empty}, self.editable)
        for name in empty:
            setattr(row, name, "")

    def _column(self, name: str) -> InstrumentedAttribute[object]:
        column: InstrumentedAttribute[object] = getattr(self.kind, name)
        return column

    def _refuse_unfit(self, session: Session, record: Described, row: Row, *, is_new: bool = True) -> None:
        """Drop refused changes, so that a later flush can't save them."""
        faults = dict(self.check(session, record, row))
        if not is_new and self._twin(session, row) is not None:
            faults |= self._taken
        if faults:
            session.expire(row) if row in session else None
            raise ValidationError(faults)

    def _twin(self, session: Session, row: Row) -> Row | None:
        """Another row of the record with the same key."""
        if not self.twin:
            return None
        same: list[ColumnElement[bool]] = [self._column(n) == getattr(row, n) for n in (self.owner, *self.twin)]
        if row.id is not None:
            same.append(self.kind.id != row.id)
        return session.scalars(select(self.kind).where(*same)).first()

    @property
    def _taken(self) -> dict[str, str]:
        """The fault of a row that the record has already."""
        return {self.twin[-1].removesuffix("_id"): "part_taken"}

    def _bring_back(self, session: Session, who: Identity, record: Described, twin: Row, row: Row) -> Row:
        """The withdrawn twin with the new row's words."""
        for name in self.editable:
            setattr(twin, name, getattr(row, name))
        twin.withdrawn_at = None
        return self._save(session, who, record, twin, "restore")

    def _next_position(self, session: Session, record: Described) -> int:
        last = session.scalar(select(func.max(self._column("position"))).where(self._column(self.owner) == record.id))
        return int(str(last)) + 1 if last is not None else 0

    def _save(self, session: Session, who: Identity, record: Described, row: Row, action: str) -> Row:
        record_change(session, who, row, action)
        if self.is_searched:
            index_described(session, record)
        return row
