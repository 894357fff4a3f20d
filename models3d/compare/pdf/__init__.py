"""The report that a restoration team signs: one PDF, Vietnamese first, then English, from the same data."""

from models3d.compare.pdf.document import write_report_pdf
from models3d.compare.pdf.facts import ReportFacts, SessionFacts

__all__ = ["ReportFacts", "SessionFacts", "write_report_pdf"]
