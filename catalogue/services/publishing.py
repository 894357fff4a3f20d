"""The steps a record takes from draft to published and out again."""

from __future__ import annotations

from catalogue.db import now_utc
from catalogue.errors import ConflictError
from catalogue.records.mixins import Published
from catalogue.vocab.terms import Status

_STEPS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.REVIEW, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.REVIEW: frozenset({Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset({Status.DRAFT, Status.REVIEW, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.DRAFT}),
}


def set_status(record: Published, status: Status, name: str) -> bool:
    """Move the record to ``status``; False when it is there already.

    Raises:
        ConflictError: ``status_step``: this step is not one of the allowed ones.
    """
    if record.status is status:
        return False
    if status not in _STEPS[record.status]:
        raise ConflictError("status_step", name=name, current=record.status.value, wanted=status.value)
    record.status = status
    record.withdrawn_at = now_utc() if status is Status.WITHDRAWN else None
    if status is Status.PUBLISHED and record.published_at is None:
        record.published_at = now_utc()
    return True
