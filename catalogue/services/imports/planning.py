"""What an import does with each row: decided for many rows at once, so that none asks the database by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import RowMapping

from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity
from catalogue.services.audits import plain
from catalogue.services.bulk import ordered_ids
from catalogue.services.dating import DATE_COLUMNS, settle_dates
from catalogue.services.imports.cells import Problem
from catalogue.services.imports.checks import check_columns, check_number
from catalogue.services.imports.fields import Field, How, fields_of
from catalogue.services.imports.lookups import Lookups
from catalogue.services.imports.mapping import Plan
from catalogue.services.imports.parts import Part, parts_of
from catalogue.services.imports.reading import ReadRow
from catalogue.vocab.heritage import RowAction
from catalogue.vocab.terms import Status

Columns = dict[str, object]


@dataclass(slots=True)
class RowPlan:
    """What becomes of one row.

    Attributes:
        row: what was read from it.
        action: what is done.
        id: the record's id, a new one where it is created; None where the row is refused.
        columns: all columns of a new record, or those that change.
        record: the record as it is, where there is one.
        parts: what hangs on the record.
    """

    row: ReadRow
    action: RowAction = RowAction.REFUSE
    id: UUID | None = None
    columns: Columns = field(default_factory=dict)
    record: RowMapping | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def before(self) -> Columns:
        """The changed columns of a known record as they are, as JSON keeps them."""
        record = self.record
        return {} if record is None else {name: plain(record[name]) for name in self.columns}


class Planner:
    """Decides about the rows of one table, chunk by chunk, in the order of the file."""

    def __init__(self, lookups: Lookups, plan: Plan, who: Identity) -> None:
        self._lookups, self._plan, self._who = lookups, plan, who
        self._fields = fields_of(plan.kind)
        self._ids: Iterator[UUID] = ordered_ids()
        self._uids: set[UUID] = set()

    def decide(self, rows: Sequence[ReadRow]) -> list[RowPlan]:
        """A plan for each row."""
        number = self._lookups.number_column
        numbers = {str(row.values[number]) for row in rows if row.values.get(number)}
        uids = {value for row in rows if isinstance(value := row.values.get("uid"), UUID)}
        known = self._lookups.existing(numbers, uids)
        by_number, by_id = {row[number]: row for row in known}, {row["id"]: row for row in known}
        places = [f.name for f in self._fields.values() if f.how is How.PLACE]
        self._lookups.places(str(row.values[name]) for row in rows for name in places if row.values.get(name))
        return [self._decide(row, by_number, by_id) for row in rows]

    def _decide(self, row: ReadRow, by_number: Mapping[str, RowMapping], by_id: Mapping[UUID, RowMapping]) -> RowPlan:
        """One row: first which record it means, then what it changes."""
        found, decided = RowPlan(row), dict(row.values)
        number = self._lookups.number_column
        uid, own = decided.get("uid"), str(decided.get(number) or "")
        found.record = by_id.get(uid) if isinstance(uid, UUID) else by_number.get(own)
        self._check_identity(found, uid, own, by_number)
        found.columns = self._columns(found)
        found.parts = parts_of(self._lookups, self._plan, row)
        is_new = found.record is None
        row.faults += check_columns({**(found.record or {}), **found.columns}, found.columns)
        if is_new and not decided.get("title_vi") and not any(fault.name == "title_vi" for fault in row.faults):
            row.faults.append(Problem("required", "title_vi"))
        if not row.faults:
            self._settle(found, has_uid=isinstance(uid, UUID))
        return found

    def _check_identity(self, found: RowPlan, uid: object, own: str, by_number: Mapping[str, RowMapping]) -> None:
        """Refuse rows whose number is blank, malformed, twice in the file or somebody else's, and those out of date."""
        row, number = found.row, self._lookups.number_column
        if isinstance(uid, UUID):
            self._check_uid(found, uid)
        if not own:
            if found.record is None and not any(fault.name == number for fault in row.faults):
                row.faults.append(Problem("required", number))
            return
        if fault := check_number(own):
            row.faults.append(Problem(fault, number, "", {"value": own[:80]}))
        first = self._lookups.seen.setdefault(own, row.number)
        if first != row.number:
            row.faults.append(Problem("import_number_in_file", number, "", {"value": own, "first": first}))
        other = by_number.get(own)
        if found.record is not None and other is not None and other["id"] != found.record["id"]:
            row.faults.append(Problem("import_number_taken", number, "", {"value": own}))

    def _check_uid(self, found: RowPlan, uid: UUID) -> None:
        """Refuse ids that nothing has or that come twice, and rows older than their record."""
        row, record = found.row, found.record
        if record is None:
            row.faults.append(Problem("import_uid_unknown", "uid", "", {"value": str(uid)}))
        elif uid in self._uids:
            row.faults.append(Problem("import_uid_in_file", "uid", "", {"value": str(uid)}))
        elif isinstance(version := row.values.get("version"), int) and version != record["version"]:
            values = {"yours": version, "current": record["version"], "value": str(record[self._lookups.number_column])}
            row.faults.append(Problem("import_stale", "version", "", values))
        self._uids.add(uid)

    def _columns(self, found: RowPlan) -> Columns:
        """The record's columns that the row fills; what a blank cell means is the plan's."""
        row, columns = found.row, Columns()
        clears = self._plan.blanks == "clear" and found.record is not None
        for name, value in row.values.items():
            target = self._fields[name]
            if not target.column or (value is None and not clears):
                continue
            if target.how is How.DATE:
                columns |= value if isinstance(value, dict) else dict.fromkeys(DATE_COLUMNS)
            elif target.how is How.SITE and value is not None:
                self._refer(found, target, str(value), columns)
            elif value is not None or self._may_be_blank(target):
                columns.setdefault(target.column, [] if value is None and target.how is How.WORDS else value)
        self._keep_unread_date(row, columns)
        return columns

    def _may_be_blank(self, target: Field) -> bool:
        return target.how is How.WORDS or bool(self._lookups.table.c[target.column].nullable)

    def _refer(self, found: RowPlan, target: Field, text: str, columns: Columns) -> None:
        """Put the id of the site that is named."""
        ident = self._lookups.site(text)
        if ident is None:
            found.row.faults.append(Problem("import_site_unknown", target.name, "", {"value": text[:80]}))
        elif (
            found.record is not None
            and target.column == "parent_id"
            and (self._lookups.circles(found.record["id"], ident))
        ):
            found.row.faults.append(Problem("circular", target.name, "", {"value": text[:80]}))
        else:
            columns[target.column] = ident

    def _keep_unread_date(self, row: ReadRow, columns: Columns) -> None:
        """A date that can't be read is kept as written where the row tells the years as numbers."""
        faults = [fault for fault in row.faults if fault.name == "date_text" and fault.code.startswith("date_")]
        years = {name: columns[name] for name in ("year_from", "year_to") if columns.get(name) is not None}
        if not faults or not years or len(str(faults[0].values["value"])) >= 80:
            return
        try:
            columns |= settle_dates({"date_text": faults[0].values["value"], **years})
        except ValidationError:
            return
        row.faults.remove(faults[0])
        row.notices.append(Problem("import_date_by_years", "date_text", faults[0].column, faults[0].values))

    def _settle(self, found: RowPlan, *, has_uid: bool) -> None:
        """Choose between creating, changing, leaving alone, and refusing because the number is there already."""
        record, row, number = found.record, found.row, self._lookups.number_column
        if record is None:
            found.action, found.id = RowAction.CREATE, next(self._ids)
            if self._plan.kind == "sites":
                parent = found.columns.get("parent_id")
                self._lookups.know_site(
                    found.id, str(found.columns["code"]), str(found.columns["title_vi"]),
                    parent if isinstance(parent, UUID) else None,
                )  # fmt: skip
            return
        found.id, values = record["id"], {"value": str(record[number])}
        changed = {name: value for name, value in found.columns.items() if record[name] != value}
        if not has_uid and self._plan.existing == "skip":
            found.action, found.columns, found.parts = RowAction.SKIP, {}, []
            return
        if not has_uid and self._plan.existing == "refuse":
            row.faults.append(Problem("import_number_there", number, "", values))
        elif record["status"] is Status.WITHDRAWN:
            row.faults.append(Problem("import_withdrawn", number, "", values))
        elif not self._who.may_on(Action.WRITE_RECORDS, record["organisation_id"]):
            row.faults.append(Problem("forbidden_organisation", number, "", values))
        else:
            found.columns = changed
            found.action = RowAction.UPDATE if changed or found.parts else RowAction.SAME
