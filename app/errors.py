"""Errors of the front door: what is wrong with a request itself, before any room is asked."""

from __future__ import annotations


class RequestError(Exception):
    """A request that can't be understood or may not be answered: a stable ``code`` and the values it names."""

    def __init__(self, code: str, **values: str | float) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values
