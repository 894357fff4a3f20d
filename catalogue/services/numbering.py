"""Numbers that procedures count by the year: KT.2026.0007."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def next_number(session: Session, column: InstrumentedAttribute[str], prefix: str, year: int) -> str:
    """The year's next number of a procedure: four digits, and more once there are more."""
    start = f"{prefix}.{year}."
    longest_first = (func.length(column).desc(), column.desc())
    last = session.scalar(select(column).where(column.startswith(start)).order_by(*longest_first).limit(1))
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}"
