"""The condition report of one check: grade, findings, pins on the photographs, recommendation, places to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote
from uuid import UUID

from reportlab.platypus import Flowable, KeepTogether

from catalogue.records import Artifact, Damage
from catalogue.services.condition_report import ConditionReport, Finding, PinnedPhoto
from catalogue.vocab.terms import Status
from viewer.prints.blocks import Picture, Pin, facts, grid, head, signatures
from viewer.prints.card import known
from viewer.prints.desk import Desk, gap
from viewer.prints.document import Sheet
from viewer.prints.style import MM, WIDTH

_PHOTO_MM = 110.0
_SHARES = (5, 24, 12, 12, 16, 14, 27)


def condition_sheet(desk: Desk, report: ConditionReport, photos: Mapping[UUID, bytes]) -> Sheet:
    """The report as a sheet; ``photos`` holds the pictures by the id of their file."""
    check, record = report.check, report.record
    title = desk.say("condition")
    named = desk.pick(record.title_vi, record.title_en)
    number = record.accession_number if isinstance(record, Artifact) else record.code
    kind = "artifacts" if isinstance(record, Artifact) else "sites"
    state = "" if check.status is Status.PUBLISHED else f" ({desk.say('draft')})"
    story = [
        *head(
            desk,
            title,
            [f"{named} · {number}", f"{desk.say('number')} {check.number}{state}"],
            f"{desk.base}/{desk.language}/{kind}/{quote(number)}",
            report.house,
        ),
        gap(2),
        desk.para(f"{desk.say('overall')}: {desk.name(check.grade)}", "grade"),
        *facts(desk, _check_rows(desk, report)),
        *desk.section("summary", [desk.para(text) for text in [desk.told(check.summary_vi, check.summary_en)] if text]),
        *_findings(desk, report),
        *_photos(desk, report, photos),
        *desk.section("recommendation", facts(desk, _advice_rows(desk, report))),
        *signatures(desk, [("sign_checker", check.checker), ("sign_head", "")]),
    ]
    mark = desk.say("printed", day=desk.day(desk.today), address=desk.base)
    return Sheet(f"{title} {check.number}: {number} · {named}", mark, story)


def _check_rows(desk: Desk, report: ConditionReport) -> list[tuple[str, str]]:
    check = report.check
    rows: list[tuple[str, str | None]] = [
        ("checked_on", desk.day(check.checked_on)),
        ("checker", check.checker),
        ("reason", check.reason),
        ("method", check.method),
        ("priority", desk.name(check.priority)),
        ("completeness", check.completeness),
        ("surface", check.surface),
        ("structure", check.structure),
        ("hazards", check.hazards),
        ("compared", report.comparison.title if report.comparison else ""),
    ]
    return known(desk, rows)


def _advice_rows(desk: Desk, report: ConditionReport) -> list[tuple[str, str]]:
    check = report.check
    rows: list[tuple[str, str | None]] = [
        ("recommendation", check.recommendation),
        ("next_check", desk.day(check.next_check_on)),
    ]
    return known(desk, rows)


def _findings(desk: Desk, report: ConditionReport) -> list[Flowable]:
    """The table of findings, or that there are none."""
    if not report.findings:
        return desk.section("findings", [desk.para(desk.say("no_findings"))], n="0")
    heads = [desk.say(f"f_{name}") for name in ("number", "type", "cause", "severity", "size", "change", "note")]
    rows = [_finding_row(desk, finding) for finding in report.findings]
    return desk.section("findings", [grid(desk, heads, rows, _SHARES)], n=str(len(rows)))


def _finding_row(desk: Desk, finding: Finding) -> list[str]:
    damage = finding.damage
    point = ""
    if damage.x_mm is not None and damage.y_mm is not None and damage.z_mm is not None:
        places = ", ".join(desk.figure(value, 0) for value in (damage.x_mm, damage.y_mm, damage.z_mm))
        point = f"{desk.say('pinned_3d')}: {places}"
    return [
        str(damage.number),
        "\n".join(filter(None, (finding.name(desk.language), damage.place))),
        desk.name(damage.cause),
        desk.name(damage.severity),
        _extent(desk, damage),
        desk.name(damage.change),
        "\n".join(filter(None, (desk.told(damage.note_vi, damage.note_en), point))),
    ]


def _extent(desk: Desk, damage: Damage) -> str:
    """Length, width and depth in millimetres, area and volume in centimetres where they are large."""
    lines = [f"{desk.figure(value, 1)} mm" for value in (damage.length_mm, damage.width_mm, damage.depth_mm) if value]
    told = [" × ".join(lines)]
    for value, small, large, factor in (
        (damage.area_mm2, "mm²", "cm²", 100.0),
        (damage.volume_mm3, "mm³", "cm³", 1000.0),
    ):
        if value:
            is_large = value >= 10 * factor
            told.append(f"{desk.figure(value / factor if is_large else value, 1)} {large if is_large else small}")
    return "\n".join(filter(None, told))


def _photos(desk: Desk, report: ConditionReport, photos: Mapping[UUID, bytes]) -> list[Flowable]:
    """Each photograph with the numbers of its findings where they were pinned."""
    shown = [block for photo in report.photos if (block := _photo(desk, photo, photos.get(photo.file.id)))]
    return desk.section("photo_pins", shown)


def _photo(desk: Desk, photo: PinnedPhoto, data: bytes | None) -> Flowable | None:
    if data is None:
        return None
    picture = Picture(data, (WIDTH, _PHOTO_MM * MM), _pins([finding.damage for finding in photo.findings]))
    title = desk.pick(photo.file.title_vi, photo.file.title_en) or photo.file.name
    numbers = ", ".join(f"{one.damage.number} {one.name(desk.language)}" for one in photo.findings)
    caption = desk.say("photo_caption", name=title, numbers=numbers) if numbers else title
    return KeepTogether([picture, gap(1), desk.para(caption, "caption"), gap(2)])


def _pins(damages: Sequence[Damage]) -> list[Pin]:
    return [
        Pin(damage.number, damage.photo_x, damage.photo_y)
        for damage in damages
        if damage.photo_x is not None and damage.photo_y is not None
    ]
