"""What became of a record's parts, read back from their audit; the record's own history is in ``reverts``."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import Audit
from catalogue.records.mixins import Part
from catalogue.services.described import Described
from catalogue.services.parts import PartService
from catalogue.services.visibility import staffs

Row = TypeVar("Row", bound=Part)
MOST = 200


def read_part_changes(
    session: Session, who: Identity, record: Described, service: PartService[Row]
) -> list[tuple[Audit, Row]]:
    """The latest changes of a record's parts of one noun, withdrawn ones too, each with the part as it is now.

    Nothing for those who are not of the record's staff.
    """
    require(who, Action.READ_DRAFTS)
    if not staffs(who, record):
        return []
    kind = service.kind
    query = (
        select(Audit, kind)
        .join(kind, kind.id == Audit.record_id)
        .where(Audit.record_kind == kind.__tablename__, getattr(kind, service.owner) == record.id)
        .order_by(Audit.moment.desc(), Audit.version.desc())
    )
    return [(entry, row) for entry, row in session.execute(query.limit(MOST))]
