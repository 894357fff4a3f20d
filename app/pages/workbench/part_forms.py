"""Forms of parts that stand by themselves: measurements, inscriptions, numbers, texts, decisions, zones."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import gettext as _
from app.pages import part_labels as words
from app.pages.cards import in_words
from app.pages.part_words import area_text, measure_text, tongue
from app.pages.workbench.part_form import Field, PartForm, chosen
from catalogue.records import Designation, Identifier, Inscription, Measurement, ProtectionZone, RecordText
from catalogue.services.designations import designations
from catalogue.services.identifiers import identifiers
from catalogue.services.inscriptions import inscriptions
from catalogue.services.measurements import measurements
from catalogue.services.references import Names
from catalogue.services.texts import texts
from catalogue.services.zones import zones


def measurement_form() -> PartForm:
    """Measurements: any part, any dimension, the unit in which it was taken."""
    return PartForm(
        "measurements",
        _("Measurements"),
        _("Add a measurement"),
        _("As they were taken, each with its unit; the three main sizes in millimetres stand in the main form."),
        measurements,
        (
            Field(
                "dimension", _("Dimension"), "select", options=chosen(words.dimension_words()), is_required=True, row=1
            ),
            Field("value", _("Value"), is_required=True, extra='inputmode="decimal" autocomplete="off"', row=1),
            Field("unit", _("Unit"), "select", options=chosen(words.unit_words()), is_required=True, row=1),
            Field("part", _("Part"), hint=_("Which part was measured, such as: lid, handle")),
            Field("note", _("Note")),
        ),
        (_("Dimension"), _("Value"), _("Part"), _("Note")),
        _measurement_cells,
    )


def _measurement_cells(row: Measurement, _names: Names) -> Sequence[str]:
    return words.dimension_words()[row.dimension.value], measure_text(row), row.part or "", row.note or ""


def inscription_form() -> PartForm:
    """Inscriptions: characters, reading, meaning in two languages."""
    return PartForm(
        "inscriptions",
        _("Inscriptions"),
        _("Add an inscription"),
        _("As it stands, how it is read, and what it means."),
        inscriptions,
        (
            Field("place", _("Where it stands"), hint=_("Such as: base, inside of the lid")),
            Field("script", _("Script"), "select", options=chosen(words.script_words(), empty="–"), row=1),
            Field("language", _("Language"), "select", options=chosen(words.language_words(), empty="–"), row=1),
            Field("technique", _("Technique"), hint=_("Such as: cast, carved, written in ink")),
            Field(
                "transcription",
                _("Transcription"),
                "textarea",
                _("The characters as they stand, line by line"),
                extra='class="han"',
            ),
            Field("phonetic", _("Sino-Vietnamese reading"), "textarea"),
            Field("translation_vi", _("Translation into Vietnamese"), "textarea"),
            Field("translation_en", _("Translation into English"), "textarea"),
        ),
        (_("Where it stands"), _("Script"), _("Transcription"), _("Reading"), _("Translation")),
        _inscription_cells,
    )


def _inscription_cells(row: Inscription, _names: Names) -> Sequence[str]:
    script = words.script_words().get(row.script or "", "")
    translation = in_words(row.translation_vi, row.translation_en)
    return row.place or "", script, row.transcription or "", row.phonetic or "", translation


def identifier_form() -> PartForm:
    """Further numbers."""
    return PartForm(
        "identifiers",
        _("Identifiers"),
        _("Add a number"),
        _("Old inventories, lists of treasures, numbers at other institutions. Each is found by the search."),
        identifiers,
        (
            Field(
                "scheme",
                _("Scheme"),
                hint=_("Which list or institution, such as: inventory of 1962"),
                is_required=True,
                row=1,
            ),
            Field("value", _("Number"), is_required=True, extra='autocomplete="off"', row=1),
            Field("valid_from", _("Valid from"), "date", row=2),
            Field("valid_to", _("Valid to"), "date", row=2),
            Field("note", _("Note")),
        ),
        (_("Scheme"), _("Number"), _("Valid"), _("Note")),
        _identifier_cells,
    )


def _identifier_cells(row: Identifier, _names: Names) -> Sequence[str]:
    days = [day.strftime("%d/%m/%Y") if day else "…" for day in (row.valid_from, row.valid_to)]
    span = "–".join(days) if row.valid_from or row.valid_to else ""
    return row.scheme, row.value, span, row.note or ""


def text_form() -> PartForm:
    """Texts in further languages."""
    return PartForm(
        "texts",
        _("Texts in other languages"),
        _("Add a text"),
        _("Hán-Nôm, French, Chăm and others; Vietnamese and English stand in the main form."),
        texts,
        (
            Field("field", _("Text"), "select", options=chosen(words.text_words()), is_required=True, row=1),
            Field("lang", _("Language"), "select", options=chosen(words.language_words()), is_required=True, row=1),
            Field("script", _("Script"), "select", options=chosen(words.script_words(), empty="–"), row=1),
            Field("value", _("Words"), "textarea", is_required=True, extra='class="han"'),
        ),
        (_("Text"), _("Language"), _("Words")),
        _text_cells,
    )


def _text_cells(row: RecordText, _names: Names) -> Sequence[str]:
    return words.text_words().get(row.field, row.field), tongue(row.lang, row.script), row.value


def designation_form() -> PartForm:
    """Decisions."""
    return PartForm(
        "designations",
        _("Ranks and decisions"),
        _("Add a decision"),
        _("Each decision with its number, date and authority."),
        designations,
        (
            Field("kind", _("What it declares"), "select", options=chosen(words.designation_words()), is_required=True),
            Field(
                "decision_number",
                _("Decision number"),
                hint=_("Such as 1426/QĐ-TTg"),
                extra='autocomplete="off"',
                row=1,
            ),
            Field("decision_date", _("Decision date"), "date", row=1),
            Field("authority", _("Authority"), hint=_("Who decided")),
            Field("revoked_on", _("Revoked on"), "date"),
            Field("note", _("Note")),
        ),
        (_("What it declares"), _("Decision number"), _("Decision date"), _("Authority")),
        _designation_cells,
    )


def _designation_cells(row: Designation, _names: Names) -> Sequence[str]:
    kind = words.designation_words()[row.kind.value]
    day = row.decision_date.strftime("%d/%m/%Y") if row.decision_date else ""
    if row.revoked_on:
        kind = _("%(what)s (revoked on %(day)s)", what=kind, day=row.revoked_on.strftime("%d/%m/%Y"))
    return kind, row.decision_number or "", day, row.authority or ""


def zone_form() -> PartForm:
    """Protection zones."""
    return PartForm(
        "zones",
        _("Protection zones"),
        _("Add a zone"),
        _("Drawn by the map of the decision, in WGS 84."),
        zones,
        (
            Field("kind", _("Zone"), "select", options=chosen(words.zone_words()), is_required=True),
            Field(
                "geometry",
                _("Outline (GeoJSON)"),
                "textarea",
                _("Paste a Polygon, MultiPolygon or Feature; longitude before latitude."),
                is_required=True,
                extra='spellcheck="false" autocomplete="off" class="code"',
            ),
            Field(
                "geometry_file",
                _("or a GeoJSON file"),
                "file",
                extra='accept=".geojson,.json,application/geo+json,application/json"',
            ),
            Field(
                "area_m2",
                _("Area by the decision (m²)"),
                hint=_("Empty: computed from the outline"),
                extra='inputmode="decimal"',
            ),
            Field("decision_number", _("Decision number"), row=1),
            Field("decision_date", _("Decision date"), "date", row=1),
            Field("note", _("Note")),
        ),
        (_("Zone"), _("Area"), _("Decision number"), _("Decision date")),
        _zone_cells,
    )


def _zone_cells(row: ProtectionZone, _names: Names) -> Sequence[str]:
    day = row.decision_date.strftime("%d/%m/%Y") if row.decision_date else ""
    return words.zone_words()[row.kind.value], area_text(row.area_m2), row.decision_number or "", day
