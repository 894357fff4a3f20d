"""Records out as tables: streamed from the database into a whole file, never half of one."""

from __future__ import annotations

from pathlib import Path

from app.parts import Parts
from catalogue.interop.tables import HIDDEN, table_rows
from catalogue.policy import Identity
from ingest.sheets.writing import write_csv, write_xlsx

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TITLES = {"artifacts": ("Hiện vật", "Artifacts"), "sites": ("Di tích", "Sites")}


def write_table(parts: Parts, who: Identity, kind: str, target: Path, *, form: str, lang: str) -> int:
    """Write all artifacts or sites in use as ``csv`` or ``xlsx``; gives how many there are.

    In XLSX the columns uid and version are there and not shown.
    """
    with parts.readers() as session:
        rows = table_rows(session, who, kind, lang)
        if form == "csv":
            return write_csv(rows, target) - 1
        title = _TITLES[kind][0 if lang == "vi" else 1]
        return write_xlsx(rows, target, title=title, hidden=HIDDEN) - 1
