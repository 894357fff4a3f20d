"""What a written date can be refused for.

CatalogueError
└── DateError   the text gives no date; ``position`` is where it goes wrong, ``suggestion`` what was perhaps meant

Codes: ``date_empty``, ``date_unreadable``, ``date_out_of_range``, ``date_day_unknown``, ``date_month_unknown``,
``date_reign_unknown``, ``date_reign_year``, ``date_cycle_unknown``, ``date_disagree``, ``date_reversed``.
"""

from __future__ import annotations

from catalogue.errors import CatalogueError


class DateError(CatalogueError):
    """A written date can't be read; ``position`` counts the characters of the text as typed, from 0."""

    def __init__(self, code: str, position: int, suggestion: str = "", **values: str) -> None:
        super().__init__(code, position=str(position + 1), suggestion=suggestion, **values)
        self.position = position
        self.suggestion = suggestion
