"""What people know of a comparison and no computation can find: object, persons, dates, instruments."""

from __future__ import annotations

from dataclasses import dataclass, field

Both = tuple[str, str]
"""The same words in Vietnamese and English."""
NOTHING: Both = ("", "")


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One scanning session; everything may be unknown (empty): ``date`` and ``sensor`` as text, ``operator`` a name."""

    date: Both = NOTHING
    sensor: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The words on the report beside its numbers; what is empty is left out or leaves a line to be filled by hand.

    Attributes:
        title: of the object in both languages; the file names stand in when it is empty.
        number: accession number of the object.
        place: where the object is.
        organisation: that answers for the report.
        made_by: who made the comparison.
        made_on: when, as people write it; the clock is the caller's.
        checked_by, approved_by: names for the signature block.
        report_id: names the report on every page.
        digest: SHA-256 of ``report.json``, so that paper and data can be matched.
        earlier, later: the two sessions.
        notices: sentences that a reader must know, already in words, the most important first.
        status: of the report (draft, checked, final) in words.
    """

    title: Both = NOTHING
    number: str = ""
    place: Both = NOTHING
    organisation: Both = NOTHING
    made_by: str = ""
    made_on: Both = NOTHING
    checked_by: str = ""
    approved_by: str = ""
    report_id: str = ""
    digest: str = ""
    earlier: SessionFacts = field(default_factory=SessionFacts)
    later: SessionFacts = field(default_factory=SessionFacts)
    notices: tuple[Both, ...] = ()
    status: Both = NOTHING
