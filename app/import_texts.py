"""The report of an import in words: each row's faults and notices with what to do, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.texts import describe
from catalogue.records import ImportBatch, ImportRow
from catalogue.services.imports.fields import KINDS


@dataclass(frozen=True, slots=True)
class Told:
    """One fault or notice: its code, the field and column, what is wrong, and what to do."""

    code: str
    field: str
    column: str
    title: str
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RowText:
    """One row of the report."""

    row: int
    action: str
    number: str
    title: str
    changes: tuple[str, ...]
    faults: tuple[Told, ...]
    notices: tuple[Told, ...]


def row_text(kind: str, row: ImportRow, lang: str) -> RowText:
    """A row of the report in words."""
    problems = row.problems
    notices = [*_documents(problems.get("notices"))]
    if isinstance(undo := problems.get("undo"), Mapping):
        notices.append({**undo, "values": {"value": problems.get("number", "")}})
    changes = problems.get("changes")
    return RowText(
        row.row_number,
        row.action.value,
        str(problems.get("number") or ""),
        str(problems.get("title") or ""),
        tuple(field_name(kind, str(name), lang) for name in changes) if isinstance(changes, list) else (),
        tuple(_told(kind, fault, lang) for fault in _documents(problems.get("faults"))),
        tuple(_told(kind, notice, lang) for notice in notices),
    )


def sheet_notices(batch: ImportBatch, lang: str) -> list[Told]:
    """What was noticed about the table as a whole, in words."""
    return [_told(batch.kind, notice, lang) for notice in _documents(batch.notices.get("sheet"))]


def field_name(kind: str, name: str, lang: str) -> str:
    """What a table calls a field."""
    known = KINDS.get(kind, {}).get(name)
    return (known.vi if lang == "vi" else known.en) if known else name


def report_lines(kind: str, rows: Iterable[ImportRow], lang: str) -> Iterator[list[str]]:
    """The report as a table: a line for each fault and notice, one for each row that has none."""
    yield _HEADS["vi" if lang == "vi" else "en"]
    for row in rows:
        said = row_text(kind, row, lang)
        start = [str(said.row), said.action, said.number, said.title]
        for one in (*said.faults, *said.notices):
            yield [*start, one.column or one.field, one.code, one.detail, one.remedy]
        if not said.faults and not said.notices:
            yield [*start, ", ".join(said.changes), "", "", ""]


_HEADS = {
    "vi": ["Dòng", "Kết quả", "Số hiệu", "Tên", "Cột", "Mã lỗi", "Vấn đề", "Cách xử lý"],
    "en": ["Row", "Outcome", "Number", "Name", "Column", "Code", "Problem", "Remedy"],
}


def _told(kind: str, problem: Mapping[str, object], lang: str) -> Told:
    code, name, column = (str(problem.get(key) or "") for key in ("code", "field", "column"))
    given = problem.get("values")
    values = given if isinstance(given, Mapping) else {}
    label = field_name(kind, name, lang)
    text = describe(code, {"action": "write_records", "role": "–", **values, "field": column or label}, lang)
    return Told(code, label, column, text.title, text.detail, text.remedy)


def _documents(given: object) -> list[Mapping[str, object]]:
    return [entry for entry in given if isinstance(entry, Mapping)] if isinstance(given, list) else []
