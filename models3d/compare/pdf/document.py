"""The whole document: both languages one after the other, the same frame around every page."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import simpleSplit
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate
from reportlab.platypus.flowables import CallerMacro

from models3d.compare.pdf import closing, front, results
from models3d.compare.pdf.facts import ReportFacts
from models3d.compare.pdf.front import Report, title_of
from models3d.compare.pdf.style import FOOT, HEAD, LINE, MARGIN, MM, MUTED, PAGE, WIDTH
from models3d.compare.pdf.words import Language, say
from models3d.compare.pictures import ReportPictures
from models3d.measure.fonts import SANS, binary_streams, register_fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SIZE = 7.0
_TOTAL = "page-total"


def write_report_pdf(path: Path, report: Report, pictures: ReportPictures, facts: ReportFacts) -> None:
    """Write the report: the Vietnamese part first, then the English one, from the same data; A4.

    Args:
        path: the PDF, overwritten.
        report: CONTRACT's compare report with ``earlier``, ``later`` (``reporting.describe_epoch``),
            ``registration``, the blocks of ``reporting.describe_change``, ``method`` and, when examined,
            ``deformation``; millimetres.
        pictures: made from the same comparison.
        facts: what people know; the same input gives the same bytes.
    """
    register_fonts()
    out = io.BytesIO()
    document = BaseDocTemplate(
        out, pagesize=PAGE, invariant=1, pageCompression=1,
        title=f"{say('report', 'vi')}: {title_of(report, facts, 'vi')}",
        author=facts.made_by or front.pick(facts.organisation, "vi"), subject=facts.report_id, creator="cuudinh",
        lang="vi",
    )  # fmt: skip
    document.addPageTemplates([_template(report, facts, language) for language in ("vi", "en")])
    story: list[Flowable] = []
    for language in ("vi", "en"):
        if story:
            story += [NextPageTemplate(language), PageBreak()]
        story += _part(report, pictures, facts, language)
    story.append(CallerMacro(drawCallable=_tell_total))
    with binary_streams():
        document.build(story)
    path.write_bytes(out.getvalue())


def _part(report: Report, pictures: ReportPictures, facts: ReportFacts, language: Language) -> list[Flowable]:
    return [
        *front.opening(report, facts, pictures, language),
        PageBreak(),
        *front.surveys(report, facts, language),
        *front.registration(report, language),
        PageBreak(),
        *closing.warnings(facts, language),
        *front.method(report, language),
        *closing.limits(language),
        PageBreak(),
        *results.statistics(report, pictures, language),
        *results.maps(pictures, language),
        *results.regions(report, pictures, language),
        *results.sections(pictures, facts, language),
        *closing.deformation(report, language),
        *closing.repeat(report, language),
        *closing.signatures(facts, language),
    ]


def _template(report: Report, facts: ReportFacts, language: Language) -> PageTemplate:
    frame = Frame(
        MARGIN, FOOT, WIDTH, PAGE[1] - HEAD - FOOT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        id="body",
    )  # fmt: skip
    head = simpleSplit(title_of(report, facts, language), SANS, _SIZE, WIDTH * 0.62)
    title = head[0] + ("…" if len(head) > 1 else "")

    def surround(page: Canvas, document: BaseDocTemplate) -> None:
        _surround(page, (title, facts.report_id, facts.digest), language, int(document.page))

    return PageTemplate(id=language, frames=[frame], onPage=surround)


def _surround(page: Canvas, names: tuple[str, str, str], language: Language, number: int) -> None:
    """Write the lines above and below: object and report, digest and page."""
    title, report_id, digest = names
    top, bottom, right = PAGE[1] - 15 * MM, 13 * MM, PAGE[0] - MARGIN
    page.saveState()
    page.setFont(SANS, _SIZE)
    page.setFillColor(HexColor(MUTED))
    page.setStrokeColor(HexColor(LINE))
    page.setLineWidth(0.5)
    page.line(MARGIN, top - 4, right, top - 4)
    page.line(MARGIN, bottom + 10, right, bottom + 10)
    page.drawString(MARGIN, top, title)
    if report_id:
        page.drawRightString(right, top, f"{say('report_no', language)} {report_id}")
    if digest:
        page.drawString(MARGIN, bottom, f"report.json {digest[:32]}…")
    text = f"{say('page', language)} {number}/"
    room = page.stringWidth("000", SANS, _SIZE)
    page.drawRightString(right - room, bottom, text)
    page.translate(right - room, bottom)
    page.doForm(_TOTAL)
    page.restoreState()


def _tell_total(macro: CallerMacro) -> None:
    """Fill in, now that it is known, the number of pages that every page refers to."""
    page = macro.canv
    total = str(page.getPageNumber())
    page.beginForm(_TOTAL)
    page.setFont(SANS, _SIZE)
    page.setFillColor(HexColor(MUTED))
    page.drawString(0, 0, total)
    page.endForm()
