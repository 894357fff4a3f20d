"""Which column of a table fills which field, how its text is read, and what is remembered of it for the next table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from dataclasses import field as made

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import ImportMapping
from catalogue.services.imports.fields import NUMBER_FIELD, fields_of
from catalogue.vocab.folding import clean, fold

EXISTING = ("refuse", "update", "skip")
TERMS = ("keep", "refuse")
BLANKS = ("keep", "clear")
UNITS = ("mm", "cm", "m", "in", "g", "kg")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of one column.

    Attributes:
        field: the field that it fills.
        split: where the text is taken apart into several values; empty: at semicolons and commas for lists.
        join: what stands between this text and that of an earlier column for the same field.
        prefix: what is put before the text.
        unit: the unit of numbers that tell none.
        scheme: the name of the list that an old number stands in.
        values: what texts of this column mean, by folded text.
    """

    field: str
    split: str = ""
    join: str = "; "
    prefix: str = ""
    unit: str = ""
    scheme: str = ""
    values: Mapping[str, str] = made(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a whole table is read.

    Attributes:
        kind: ``artifacts`` or ``sites``.
        columns: rules by the column's name; columns without a rule are left out.
        constants: field to the text that every row gets where its own is blank.
        encodings: old font encodings, confirmed by a person, by the column's name.
        decimal: the sign before decimals: ``,`` or ``.``; empty: told from each number.
        existing: what becomes of a row whose number is there already and that carries no ``uid``.
        terms: whether a word that is in no vocabulary is kept with a notice, or its row refused.
        blanks: whether a blank cell leaves a known record's field as it is, or clears it.
    """

    kind: str
    columns: Mapping[str, Rule]
    constants: Mapping[str, str] = made(default_factory=dict)
    encodings: Mapping[str, str] = made(default_factory=dict)
    decimal: str = ""
    existing: str = "refuse"
    terms: str = "keep"
    blanks: str = "keep"

    @property
    def fills(self) -> frozenset[str]:
        """The fields that are filled."""
        return frozenset(rule.field for rule in self.columns.values()) | frozenset(self.constants)


def read_plan(kind: str, given: Mapping[str, object]) -> Plan:
    """A plan from what a mapping file, a form or the database holds.

    Raises:
        ValidationError: every unfit part with its code: ``unknown_field``, ``not_in_list``, ``malformed``.
    """
    known, faults = fields_of(kind), dict[str, str]()
    columns = {str(name): _rule(str(name), rule, faults) for name, rule in _table(given, "columns", faults).items()}
    constants = {name: clean(str(text)) for name, text in _table(given, "constants", faults).items()}
    encodings = {name: str(text) for name, text in _table(given, "encodings", faults).items()}
    for name in {*(rule.field for rule in columns.values()), *constants} - set(known):
        faults[name or "field"] = "unknown_field"
    plan = Plan(
        kind, columns, constants, encodings,
        decimal=_chosen(given, "decimal", ("", ",", "."), faults),
        existing=_chosen(given, "existing", EXISTING, faults),
        terms=_chosen(given, "terms", TERMS, faults),
        blanks=_chosen(given, "blanks", BLANKS, faults),
    )  # fmt: skip
    if not {NUMBER_FIELD[kind], "uid"} & plan.fills:
        faults.setdefault(NUMBER_FIELD[kind], "import_field_unmapped")
    if faults:
        raise ValidationError(faults)
    return plan


def plan_document(plan: Plan) -> dict[str, object]:
    """The plan as JSON keeps it; what is as by default is left out."""
    rules = {
        name: {f.name: getattr(rule, f.name) for f in fields(Rule) if getattr(rule, f.name) != _RULE[f.name]}
        for name, rule in plan.columns.items()
    }
    found: dict[str, object] = {"columns": rules, "constants": dict(plan.constants), "encodings": dict(plan.encodings)}
    return found | {name: getattr(plan, name) for name in ("decimal", "existing", "terms", "blanks")}


def suggest_plan(kind: str, header: Sequence[str], encodings: Mapping[str, str] | None = None) -> Plan:
    """A plan guessed from the columns' names, which may be Vietnamese or English, with or without accents."""
    taken: set[str] = set()
    columns: dict[str, Rule] = {}
    for exact in (True, False):
        for name in header:
            if name and name not in columns and (found := _recognised(kind, name, taken, exact=exact)):
                columns[name] = Rule(found, unit=_unit_in(name))
                taken.add(found)
    is_ours = {"uid", "version"} <= taken
    return Plan(
        kind, columns, encodings=encodings or {},
        existing="update" if is_ours else "refuse", blanks="clear" if is_ours else "keep",
    )  # fmt: skip


def find_mapping(session: Session, who: Identity, kind: str, header: Sequence[str]) -> Plan | None:
    """The plan that was last used for a table with this header."""
    require(who, Action.WRITE_RECORDS)
    signature = _signature(header)
    query = select(ImportMapping).where(ImportMapping.kind == kind).order_by(ImportMapping.updated_at.desc())
    row = next((row for row in session.scalars(query) if row.headers == signature), None)
    return read_plan(kind, row.columns) if row is not None else None


def keep_mapping(session: Session, who: Identity, plan: Plan, header: Sequence[str], name: str) -> ImportMapping:
    """Remember the plan for the next table with this header, in place of an earlier one."""
    require(who, Action.WRITE_RECORDS)
    signature, title = _signature(header), clean(name)[:120] or " ".join(header)[:120]
    rows = session.scalars(select(ImportMapping).where(ImportMapping.kind == plan.kind)).all()
    row = next((row for row in rows if row.headers == signature), None) or next(
        (row for row in rows if row.name == title), None
    )
    if row is None:
        row = ImportMapping(kind=plan.kind, name=title)
        session.add(row)
    row.headers, row.columns = signature, plan_document(plan)
    session.flush()
    return row


def list_mappings(session: Session, who: Identity) -> list[ImportMapping]:
    """All remembered mappings, the last used first."""
    require(who, Action.WRITE_RECORDS)
    return list(session.scalars(select(ImportMapping).order_by(ImportMapping.updated_at.desc())))


_RULE = {f.name: getattr(Rule(""), f.name) for f in fields(Rule)}


def _signature(header: Sequence[str]) -> list[str]:
    """What makes two headers the same: their folded names in their order."""
    return [fold(name) for name in header]


def _recognised(kind: str, name: str, taken: set[str], *, exact: bool) -> str:
    """The field that a column's name means; empty where none does."""
    words = fold(name)
    for found in fields_of(kind).values():
        if found.name in taken:
            continue
        if words in found.names if exact else any(_begins(words, known) for known in found.names):
            return found.name
    return ""


def _begins(words: str, known: str) -> bool:
    """Whether a name begins with a known one and goes on with a unit, "Cao (cm)", or with a remark after a long one."""
    rest = words.removeprefix(f"{known} ")
    return rest != words and (len(known) > 3 or rest in UNITS)


def _unit_in(name: str) -> str:
    """The unit that a column's name tells."""
    return next((unit for unit in fold(name).split() if unit in UNITS), "")


def _table(given: Mapping[str, object], name: str, faults: dict[str, str]) -> Mapping[str, object]:
    found = given.get(name) or {}
    if not isinstance(found, Mapping) or len(found) > _LONGEST * 3:
        faults[name] = "malformed"
        return {}
    return found


def _rule(name: str, given: object, faults: dict[str, str]) -> Rule:
    """A rule, written as a field's name alone or as a table."""
    if isinstance(given, str):
        return Rule(given)
    if not isinstance(given, Mapping) or not set(given) <= set(_RULE):
        faults[name] = "malformed"
        return Rule("")
    texts = {key: str(value) for key, value in given.items() if key != "values"}
    values = given.get("values") or {}
    if not isinstance(values, Mapping) or texts.get("unit", "") not in ("", *UNITS):
        faults[name] = "malformed"
        return Rule("")
    return Rule(**{**_RULE, **texts, "values": {fold(str(key)): str(value) for key, value in values.items()}})


def _chosen(given: Mapping[str, object], name: str, allowed: Sequence[str], faults: dict[str, str]) -> str:
    value = given.get(name, allowed[0])
    if value not in allowed:
        faults[name] = "not_in_list"
        return allowed[0]
    return str(value)
