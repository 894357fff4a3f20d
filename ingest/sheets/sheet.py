"""Open a table of a stranger: its rows as text, its header, its encodings as proposals, and what was noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from ingest.errors import RefusedError
from ingest.sheets.delimited import open_delimited
from ingest.sheets.encodings import HEADINGS, ColumnEncoding, Evidence, convert_headings, convert_row
from ingest.sheets.kinds import find_kind
from ingest.sheets.layout import PEEK, Layout, check_header, find_layout
from ingest.sheets.types import DEFAULT_LIMITS, Notice, Notices, Row, SheetLimits, Source, limited
from ingest.sheets.workbook import open_workbook

_SAMPLE = 2_000


class Sheet:
    """A table that can be read from its beginning as often as asked; each reading streams.

    Attributes:
        source: format, encoding, names of sheets.
        header_row: the header's row in the file.
        raw_header: the columns' names as the file has them.
        preamble: rows above the header.
        encodings: proposals by column, from the first rows, then from all rows once they were read.
        notices: what was noticed, in the first rows, then in all rows once they were read.
    """

    def __init__(self, source: Source, layout: Layout, name: str, limits: SheetLimits) -> None:
        self.source, self.name, self._limits = source, name, limits
        self.header_row, self.raw_header, self.preamble = layout.header_row, layout.header, layout.preamble
        self.encodings: tuple[ColumnEncoding, ...] = ()
        self.notices: tuple[Notice, ...] = ()
        notices, evidence = Notices(), self._evidence()
        for row in islice(self._below_header(notices), _SAMPLE):
            evidence.add_row(row)
        self._conclude(notices, evidence)
        check_header(self.header, self.header_row, name)

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names, in Unicode as far as the headings' encoding was recognised."""
        return convert_headings(self.raw_header, self.encodings)

    @property
    def proposed(self) -> dict[int, str]:
        """The proposed encodings by column, as ``rows`` takes them."""
        return {e.column: e.encoding for e in self.encodings if e.column != HEADINGS}

    def rows(self, encodings: Mapping[int, str] | None = None) -> Iterator[Row]:
        """The rows below the header, each as wide as the header at least.

        Args:
            encodings: columns to convert, as a person confirmed them; None leaves the text as the file has it.

        Raises:
            RefusedError: ``sheet_too_long``, ``sheet_too_wide``, ``sheet_cell_long``, ``sheet_quote_open``,
                ``sheet_broken``.
        """
        notices, evidence = Notices(), self._evidence()
        for row in self._below_header(notices):
            evidence.add_row(row)
            yield convert_row(row, encodings) if encodings else row
        self._conclude(notices, evidence)

    def _evidence(self) -> Evidence:
        """Evidence that knows the headings already."""
        evidence = Evidence(self.source.candidates)
        for text in (*self.raw_header, *(cell for row in self.preamble for cell in row.cells)):
            evidence.add(HEADINGS, text)
        return evidence

    def _conclude(self, notices: Notices, evidence: Evidence) -> None:
        """Keep what a reading found; one that was broken off leaves what was known before."""
        self.encodings = evidence.proposals()
        self.notices = self._all_notices(notices)

    def _below_header(self, notices: Notices) -> Iterator[Row]:
        """Rows with data, padded; a header printed again on a later page is left out."""
        width = len(self.raw_header)
        empty = ("",) * width
        last = self.header_row
        for row in limited(self.source.read(notices), self.name, self._limits):
            if row.number <= self.header_row:
                continue
            if row.number > last + 1:
                notices.add("sheet_rows_empty", last + 1, count=row.number - last - 1)
            last = row.number
            cells = row.cells
            if cells == self.raw_header:
                notices.add("sheet_header_again", row.number)
                continue
            if len(cells) > width:
                notices.add("sheet_extra_cells", row.number, width)
            yield Row(row.number, cells + empty[len(cells) :])

    def _all_notices(self, found: Notices) -> tuple[Notice, ...]:
        """Notices of the reading, and those of the table as a whole."""
        for column, title in enumerate(self.raw_header):
            if not title:
                found.add("sheet_unnamed_column", self.header_row, column)
        if len(self.raw_header) == 1:
            found.add("sheet_one_column")
        if self.source.hidden_sheets:
            found.add("sheet_hidden_sheets", names=", ".join(self.source.hidden_sheets)[:200])
        for proposal in self.encodings:
            if proposal.column != HEADINGS:
                found.add("sheet_old_encoding", column=proposal.column, encoding=proposal.encoding)
            if proposal.capitals:
                found.add("sheet_capitals", column=max(proposal.column, 0), count=proposal.capitals)
        return found.all()


def open_sheet(
    path: Path,
    *,
    sheet: str | None = None,
    name: str | None = None,
    header_row: int | None = None,
    limits: SheetLimits = DEFAULT_LIMITS,
) -> Sheet:
    """Open a CSV, TSV or XLSX file as a table of text.

    Args:
        path: the file; its content decides what it is, not its name.
        sheet: the sheet to read; the first visible one with content when None.
        name: the file's name in error messages.
        header_row: the header's row, when a person has chosen it.
        limits: what is allowed.

    Raises:
        RefusedError: ``sheet_unknown_format``, ``sheet_not_table``, ``sheet_empty``, ``sheet_encoding``,
            ``sheet_too_long``, ``sheet_too_wide``, ``sheet_cell_long``, ``sheet_line_long``, ``sheet_quote_open``,
            ``sheet_password``, ``sheet_old_excel``, ``sheet_opendocument``, ``sheet_binary_excel``, ``sheet_broken``,
            ``sheet_bomb``, ``sheet_entities``, ``sheet_not_found``, ``sheet_header_duplicate``, ``sheet_no_header``.
    """
    name = name or path.name
    kind = find_kind(path, name)
    if kind == "xlsx":
        source = open_workbook(path, name, sheet, limits)
    elif sheet:
        raise RefusedError("sheet_not_found", file=name, sheet=sheet, sheets="–")
    else:
        source = open_delimited(path, name)
    peeked = list(islice(limited(source.read(Notices()), name, limits), max(PEEK, header_row or 0)))
    return Sheet(source, find_layout(peeked, source.merges, name, header_row), name, limits)
