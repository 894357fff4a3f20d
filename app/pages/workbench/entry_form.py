"""Forms of hand-overs: facts, lines of objects, names of artifacts to be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.i18n import gettext as _
from app.pages.forms import Form, typed
from app.pages.procedure_words import entry_fields
from catalogue.services.entries import Accession, EntryFilter
from catalogue.vocab.heritage import EntryReason

FACTS = (
    "received_on", "reason", "depositor", "depositor_contact", "receiver", "method", "place", "return_by",
    "returned_on", "requirements", "insurance", "packing", "value_text", "note",
)  # fmt: skip
ITEM = ("description", "count", "condition", "note")
_FIRST_ROWS = 3
_IDENT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LINE = re.compile(r"items\.(\d{1,4})\.\w+$", re.ASCII)


def values_of(data: MultiDict[str, str]) -> dict[str, object]:
    """The facts as typed; whether it is for a time or for good comes as yes or no."""
    values = typed(data, FACTS)
    if "is_temporary" in data:
        values["is_temporary"] = data["is_temporary"] == "yes"
    return {name: value if value != "" else None for name, value in values.items()}


def item_rows(values: Mapping[str, str] | Iterable[str]) -> list[int]:
    """The numbers of the lines that a form has."""
    found = {match[1] for name in values if (match := _LINE.match(name))}
    return sorted(map(int, found))


def blank_items(count: int = _FIRST_ROWS) -> dict[str, str]:
    """Empty lines for objects, each with the count one."""
    return {f"items.{row}.{name}": "1" if name == "count" else "" for row in range(count) for name in ITEM}


def items_of(data: MultiDict[str, str]) -> list[dict[str, object]]:
    """The lines on which something stands; an untouched line is none."""
    rows = [{name: data.get(f"items.{row}.{name}", "").strip() for name in ITEM} for row in item_rows(data)]
    last = max((at for at, row in enumerate(rows) if any(row[name] for name in ITEM if name != "count")), default=-1)
    return [{name: text for name, text in row.items() if text} for row in rows[: last + 1]]


def item_labels(data: Mapping[str, str]) -> dict[str, str]:
    """What the fields of each line are called in a sentence about them."""
    labels = entry_fields()
    rows = item_rows(data) or [0]
    names = (*ITEM, "accession_number", "title_vi")
    return {
        f"items.{row}.{name}": _("%(field)s, line %(row)s", field=labels[name], row=row + 1)
        for row in rows
        for name in names
    }


def accessions_of(data: MultiDict[str, str]) -> list[Accession]:
    """The ticked objects with the numbers and names that they are to get."""
    return [
        Accession(ident, data.get(f"number-{ident}", "").strip(), data.get(f"title-{ident}", "").strip())
        for ident in ticked(data)
    ]


def ticked(data: MultiDict[str, str]) -> list[UUID]:
    """The ids of the ticked objects, in the order of the receipt."""
    return [UUID(text) for text in data.getlist("item") if _IDENT.fullmatch(text)]


def own_names(data: MultiDict[str, str], faults: Mapping[str, str]) -> dict[str, str]:
    """Faults of ticked objects under the names of the fields beside them."""
    names = {
        f"items.{place}.{field}": f"{name}-{ident}"
        for place, ident in enumerate(ticked(data))
        for field, name in (("accession_number", "number"), ("title_vi", "title"))
    }
    return {{"to_id": "to", **names}.get(field, field): text for field, text in faults.items()}


def filter_of(data: MultiDict[str, str]) -> tuple[Form, EntryFilter]:
    """The list's filter form and what it asks for; what can't be understood narrows nothing."""
    form = Form({name: data.get(name, "") for name in ("reason", "depositor", "due_by")})
    reason = form.value("reason")
    try:
        due = dt.date.fromisoformat(form.value("due_by"))
    except ValueError:
        due = None
    is_known = reason in {member.value for member in EntryReason}
    return form, EntryFilter(EntryReason(reason) if is_known else None, form.value("depositor") or None, due)
