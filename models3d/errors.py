"""Errors of the geometry room.

GeometryError
├── ReadError       the file can't be turned into geometry (broken, empty, not what it claims)
├── LimitError      the file asks for more memory, time or elements than allowed
└── ToolError       an outside encoder failed
"""

from __future__ import annotations


class GeometryError(Exception):
    """A geometry fault with a stable ``code`` and the values that its message names.

    The text that people read is made from ``code`` and ``values`` in both languages by the front door.
    """

    def __init__(self, code: str, **values: str | float) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values


class ReadError(GeometryError):
    """The file can't be turned into geometry."""


class LimitError(GeometryError):
    """The file asks for more than the limits allow."""


class ToolError(GeometryError):
    """An outside encoder failed."""
