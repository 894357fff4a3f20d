"""One PDF of any number of sheets, each with its own head, foot and page count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from models3d.measure.fonts import SANS, binary_streams
from viewer.prints.style import FOOT, HEAD, LINE, MARGIN, MM, MUTED, SMALL
from viewer.prints.words import Language, say

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Progress = Callable[[int], None]
_PAPERS = {"upright": A4, "wide": landscape(A4)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a document, however many pages it fills.

    Attributes:
        name: said above every page, at the left: what it is and of what.
        mark: said below every page, at the left: when and from where it was printed.
        story: what stands on it.
        is_wide: whether the paper lies on its side.
    """

    name: str
    mark: str
    story: Sequence[Flowable]
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a document says of itself: its title, its language, who made it."""

    title: str
    language: Language
    author: str = ""


@dataclass(slots=True)
class _Place:
    """Which sheet is being set, and on which page of the document it began."""

    sheet: Sheet | None = None
    number: int = 0
    first: int = 1


class _Begin(Flowable):  # type: ignore[misc]  # the PDF writer has no types
    """Takes no room; from here on the pages belong to another sheet."""

    def __init__(self, place: _Place, sheet: Sheet, number: int, done: Progress) -> None:
        super().__init__()
        self._place, self._sheet, self._number, self._done = place, sheet, number, done

    def wrap(self, *_: object) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        page = self.canv.getPageNumber()
        self._place.sheet, self._place.number, self._place.first = self._sheet, self._number, page
        self._done(self._number)


class _End(Flowable):  # type: ignore[misc]  # the PDF writer has no types
    """Takes no room; tells all pages of the sheet how many there are."""

    def __init__(self, place: _Place, number: int) -> None:
        super().__init__()
        self._place, self._number = place, number

    def wrap(self, *_: object) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        page = self.canv
        total = page.getPageNumber() - self._place.first + 1
        page.beginForm(_total(self._number))
        _set_face(page)
        page.drawString(0, 0, str(total))
        page.endForm()


def write_document(out: BinaryIO, sheets: Iterable[Sheet], imprint: Imprint, done: Progress = lambda _: None) -> None:
    """Write the sheets one after the other as PDF; the same sheets give the same bytes.

    Args:
        out: where the bytes go, as soon as all pages are set.
        sheets: at least one.
        imprint: title, language and author of the document.
        done: told the number of each sheet as it begins, from 0; what it raises stops the printing.
    """
    place = _Place()
    document = BaseDocTemplate(
        out, pagesize=A4, invariant=1, pageCompression=1, title=imprint.title, author=imprint.author, creator="cuudinh",
        lang=imprint.language,
    )  # fmt: skip
    document.addPageTemplates([_template(name, place, imprint.language) for name in _PAPERS])
    story: list[Flowable] = []
    for number, sheet in enumerate(sheets):
        paper = "wide" if sheet.is_wide else "upright"
        if number:
            story += [NextPageTemplate(paper), PageBreak()]
        elif sheet.is_wide:  # the first page is the first template's unless another one comes first
            document.pageTemplates.reverse()
        story += [NextPageTemplate(paper), _Begin(place, sheet, number, done), *sheet.story, _End(place, number)]
    with binary_streams():
        document.build(story)


def _template(name: str, place: _Place, language: Language) -> PageTemplate:
    width, height = _PAPERS[name]
    frame = Frame(
        MARGIN, FOOT, width - 2 * MARGIN, height - HEAD - FOOT, leftPadding=0, rightPadding=0, topPadding=0,
        bottomPadding=0, id="body",
    )  # fmt: skip

    def surround(page: Canvas, _: BaseDocTemplate) -> None:
        if place.sheet is not None:
            _surround(page, place, (width, height), language)

    return PageTemplate(id=name, frames=[frame], onPageEnd=surround, pagesize=(width, height))


def _surround(page: Canvas, place: _Place, size: tuple[float, float], language: Language) -> None:
    """The lines above and below a page: its sheet, its number among the sheet's pages."""
    sheet = place.sheet
    top, bottom, right = size[1] - 11 * MM, 9 * MM, size[0] - MARGIN
    page.saveState()
    _set_face(page)
    page.setStrokeColor(HexColor(LINE))
    page.setLineWidth(0.5)
    page.line(MARGIN, top - 4, right, top - 4)
    page.line(MARGIN, bottom + 10, right, bottom + 10)
    if sheet is not None:
        page.drawString(MARGIN, top, _one_line(sheet.name, (right - MARGIN) * 0.95))
        page.drawString(MARGIN, bottom, _one_line(sheet.mark, (right - MARGIN) * 0.75))
    room = page.stringWidth("0000", SANS, SMALL)
    page.drawRightString(right - room, bottom, f"{say('page', language)} {page.getPageNumber() - place.first + 1}/")
    page.translate(right - room, bottom)
    page.doForm(_total(place.number))
    page.restoreState()


def _one_line(text: str, width: float) -> str:
    lines = simpleSplit(text, SANS, SMALL, width)
    return f"{lines[0]}…" if len(lines) > 1 else text


def _set_face(page: Canvas) -> None:
    page.setFont(SANS, SMALL)
    page.setFillColor(HexColor(MUTED))


def _total(number: int) -> str:
    return f"total-{number}"
