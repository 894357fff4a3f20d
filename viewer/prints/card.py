"""The card of one artifact (phiếu hiện vật): every column of form 2, the fields of Object ID, places to sign."""

from __future__ import annotations

from urllib.parse import quote

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Table, TableStyle

from catalogue.records import Artifact, Inscription, Measurement, Organisation, Site
from catalogue.services.prints import CardParts
from catalogue.vocab.heritage import Dimension
from viewer.prints.blocks import Picture, facts, head, signatures, size_lines
from viewer.prints.desk import Desk, gap
from viewer.prints.document import Sheet
from viewer.prints.style import LINE, MM, WIDTH

_PHOTO_MM = (62.0, 74.0)


def card_sheet(desk: Desk, card: CardParts, photo: bytes | None) -> Sheet:
    """The card as a sheet; ``photo`` is a picture file that the PDF can hold (JPEG, PNG)."""
    artifact = card.artifact
    title = desk.say("card")
    address = f"{desk.base}/{desk.language}/artifacts/{quote(artifact.accession_number)}"
    lines = [desk.pick(artifact.title_vi, artifact.title_en), artifact.accession_number]
    story = [
        *head(desk, title, lines, address, card.organisation),
        gap(2),
        *_opening(desk, card, photo),
        *desk.section("history", facts(desk, history_rows(desk, card))),
        *desk.section("form", facts(desk, form_rows(desk, card))),
        *_words(desk, card),
        *desk.section("keeping", facts(desk, keeping_rows(desk, card))),
        *signatures(desk, _people(card)),
    ]
    mark = desk.say("printed", day=desk.day(desk.today), address=desk.base)
    return Sheet(f"{title}: {artifact.accession_number} · {lines[0]}", mark, story)


def identity_rows(desk: Desk, card: CardParts) -> list[tuple[str, str]]:
    """What it is and how it is called."""
    artifact = card.artifact
    other = artifact.title_en if desk.language == "vi" else artifact.title_vi
    rows = [
        ("code", artifact.accession_number),
        ("name", desk.pick(artifact.title_vi, artifact.title_en)),
        ("name_other_language", other if other != desk.pick(artifact.title_vi, artifact.title_en) else ""),
        ("other_names", or_none(desk, artifact.other_names)),
        ("other_numbers", "\n".join(f"{row.scheme}: {row.value}" for row in card.identifiers)),
        ("object_type", artifact.object_type),
        ("count", desk.say("count_words", number=desk.figure(artifact.count, 0), words=desk.words(artifact.count))),
        ("site", _title(desk, card.site)),
        ("collection", "; ".join(desk.pick(row.title_vi, row.title_en) for row in card.collections)),
        ("organisation", _title(desk, card.organisation)),
    ]  # fmt: skip
    return known(desk, rows)


def history_rows(desk: Desk, card: CardParts) -> list[tuple[str, str]]:
    """Origin, date, class and decisions."""
    artifact = card.artifact
    rows = [
        ("origin", or_none(desk, artifact.origin)),
        ("date", or_none(desk, date_words(artifact))),
        ("maker", artifact.maker),
        ("class", desk.name(artifact.protection)),
        ("decisions", "\n".join(_decision(desk, card, place) for place in range(len(card.designations)))),
        (
            "people",
            "\n".join(f"{desk.name(link.role)}: {desk.pick(a.title_vi, a.title_en)}" for link, a in card.agents),
        ),
        ("places", "\n".join(_place(desk, card, place) for place in range(len(card.places)))),
    ]
    return known(desk, rows)


def form_rows(desk: Desk, card: CardParts) -> list[tuple[str, str]]:
    """Material, technique, size and weight."""
    artifact = card.artifact
    rows = [
        ("material", or_none(desk, ", ".join(artifact.materials))),
        ("technique", artifact.technique),
        ("size", or_none(desk, sizes(desk, card))),
        ("size_note", artifact.measurement_note),
    ]
    return known(desk, rows)


def keeping_rows(desk: Desk, card: CardParts) -> list[tuple[str, str]]:
    """State, checks, place, rights, and who wrote it down."""
    artifact, check = card.artifact, card.check
    last = ""
    if check is not None:
        last = desk.say("check_line", number=check.number, day=desk.day(check.checked_on), checker=check.checker)
    rows = [
        ("state", or_none(desk, state_words(desk, card))),
        ("last_check", last),
        ("next_check", desk.day(artifact.next_check_on)),
        ("location", or_none(desk, artifact.location)),
        ("rights", " · ".join(filter(None, (artifact.rights, artifact.licence, artifact.attribution)))),
        ("note", or_none(desk, note_words(artifact))),
        ("recorder", artifact.recorder),
        ("recorded_on", desk.day(artifact.recorded_on)),
        ("record_state", desk.name(artifact.status)),
    ]
    return known(desk, rows)


def date_words(artifact: Artifact) -> str:
    """The date as written, its period, and the years where the words don't say them."""
    years = [year for year in (artifact.year_from, artifact.year_to) if year is not None]
    span = "-".join(map(str, dict.fromkeys(years)))
    told = [text for text in (artifact.date_text, artifact.period) if text]
    is_said = any(str(year) in text for text in told for year in years)
    return "; ".join(dict.fromkeys([*told, *([span] if span and not is_said else [])]))


def sizes(desk: Desk, card: CardParts) -> str:
    """Height, width and depth, then every further measurement in the unit in which it was taken."""
    artifact = card.artifact
    sides = (
        (desk.name(Dimension.HEIGHT), artifact.height_mm),
        (desk.name(Dimension.WIDTH), artifact.width_mm),
        (desk.name(Dimension.DEPTH), artifact.depth_mm),
    )
    more = [_measured(desk, row) for row in card.measurements]
    return "; ".join(filter(None, (size_lines(desk, sides), *more)))


def state_words(desk: Desk, card: CardParts) -> str:
    """The grade of the latest check and the record's own words."""
    grade = card.artifact.condition_grade
    return ". ".join(filter(None, (desk.name(grade) if grade else "", card.artifact.condition_text)))


def note_words(artifact: Artifact) -> str:
    """Where the record comes from, for whoever asks."""
    return artifact.source_url or ""


def or_none(desk: Desk, text: str | None) -> str:
    """The text, or that nobody wrote it down: the columns of form 2 are never left out."""
    return text or desk.say("none")


def known(desk: Desk, rows: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    """Rows with something in them, their keys in words."""
    return [(desk.say(key), value) for key, value in rows if value]


def _opening(desk: Desk, card: CardParts, photo: bytes | None) -> list[Flowable]:
    """Photograph beside the identity."""
    width, height = (side * MM for side in _PHOTO_MM)
    picture: Flowable = Picture(photo, (width, height)) if photo else desk.para(desk.say("no_photo"), "caption")
    right = facts(desk, identity_rows(desk, card), WIDTH - width - 5 * MM, label_mm=34)
    style = TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        *([] if photo else [("BOX", (0, 0), (0, 0), 0.5, HexColor(LINE)), ("LEFTPADDING", (0, 0), (0, 0), 8)]),
    ])  # fmt: skip
    return [Table([[picture, "", right]], [width, 5 * MM, WIDTH - width - 5 * MM], style=style, splitInRow=1)]


def _words(desk: Desk, card: CardParts) -> list[Flowable]:
    """Description, subject, distinguishing features, inscriptions, and texts in other languages."""
    artifact = card.artifact
    told = or_none(desk, desk.told(artifact.description_vi, artifact.description_en))
    story = desk.section("description", [desk.para(told)])
    story += facts(desk, known(desk, [("subject", artifact.subject), ("features", artifact.features)]))
    story += facts(desk, [(f"{row.lang} · {row.field}", row.value) for row in card.texts])
    lines = [line for row in card.inscriptions for line in _inscription(desk, row)]
    if not lines and artifact.inscription:
        lines = [desk.para(artifact.inscription)]
    return [*story, *desk.section("inscriptions", lines)]


def _title(desk: Desk, named: Site | Organisation | None) -> str:
    return desk.pick(named.title_vi, named.title_en) if named else ""


def _measured(desk: Desk, row: Measurement) -> str:
    part = f" ({row.part})" if row.part else ""
    return f"{desk.name(row.dimension)}{part} {desk.figure(row.value)} {desk.name(row.unit)}"


def _inscription(desk: Desk, row: Inscription) -> list[Flowable]:
    rows = [
        ("inscription_at", row.place),
        ("transcription", row.transcription),
        ("phonetic", row.phonetic),
        ("translation", desk.told(row.translation_vi, row.translation_en)),
    ]
    return facts(desk, known(desk, rows))


def _decision(desk: Desk, card: CardParts, place: int) -> str:
    row = card.designations[place]
    told = desk.name(row.kind)
    if row.decision_number:
        day = desk.day(row.decision_date)
        line = desk.say("decision_line", number=row.decision_number, day=day) if day else row.decision_number
        told = f"{told}: {line}"
    return f"{told} ({row.authority})" if row.authority else told


def _place(desk: Desk, card: CardParts, place: int) -> str:
    row = card.places[place]
    name = desk.pick(row.place.title_vi, row.place.title_en)
    if row.today is not None:
        name = desk.say("place_now", name=name, now=desk.pick(row.today.title_vi, row.today.title_en))
    return f"{desk.name(row.link.role)}: {name}"


def _people(card: CardParts) -> list[tuple[str, str]]:
    """Who signs: the recorder, whoever checks, the head of the institution."""
    return [("sign_recorder", card.artifact.recorder or ""), ("sign_checker", ""), ("sign_head", "")]
