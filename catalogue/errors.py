"""Errors of the catalogue.

CatalogueError
├── NotFoundError      no such record, or not for this reader
├── ForbiddenError     the reader's roles don't allow it
├── ValidationError    a field breaks a rule; ``fields`` names each with its code
├── ConflictError      the number is taken, or the file is already there
└── StaleError         someone else saved first; carries both versions
"""

from __future__ import annotations


class CatalogueError(Exception):
    """A rule of the catalogue was broken: a stable ``code`` and the values that its message names."""

    def __init__(self, code: str, **values: str | float) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values


class NotFoundError(CatalogueError):
    """There is no such record for this reader."""


class ForbiddenError(CatalogueError):
    """The reader's roles don't allow it."""


class ValidationError(CatalogueError):
    """One or more fields break a rule; ``fields`` maps field name to problem code."""

    def __init__(self, fields: dict[str, str], **values: str | float) -> None:
        super().__init__("validation", **values)
        self.fields = fields


class ConflictError(CatalogueError):
    """Something with this identity is there already."""


class StaleError(CatalogueError):
    """The record was changed by someone else since it was read."""

    def __init__(self, *, yours: int, current: int) -> None:
        super().__init__("stale", yours=yours, current=current)
