"""Fields of the workbench forms: which ones, in which order, under which label."""

from __future__ import annotations

from app.i18n import gettext as _

ARTIFACT = (
    "accession_number", "title_vi", "title_en", "other_names", "object_type", "count", "protection", "location",
    "recorder", "recorded_on", "profile", "description_vi", "description_en", "inscription", "subject", "features",
    "height_mm", "width_mm", "depth_mm", "measurement_note", "materials", "technique", "period", "date_text",
    "year_from", "year_to", "condition_text", "maker", "origin", "licence", "attribution", "change_alert_mm",
)  # fmt: skip
SITE = (
    "code", "title_vi", "title_en", "other_names", "kind", "rank", "decision_number", "decision_date", "address",
    "route", "latitude", "longitude", "period", "description_vi", "description_en", "values_text", "protection_state",
    "proposals", "licence", "attribution", "change_alert_mm",
)  # fmt: skip


def field_labels() -> dict[str, str]:
    """The label of every field, as the form shows it."""
    return {
        "accession_number": _("Object number"),
        "code": _("Site code"),
        "title_vi": _("Name in Vietnamese"),
        "title_en": _("Name in English"),
        "other_names": _("Other names"),
        "object_type": _("Object type"),
        "count": _("Count"),
        "protection": _("Legal class"),
        "site_id": _("Site"),
        "site_code": _("Site"),
        "number_place": _("Place in the site"),
        "location": _("Current location"),
        "location_id": _("Current location"),
        "profile": _("Kind of form"),
        "subject": _("Subject"),
        "features": _("Distinguishing features"),
        "year_from": _("From year"),
        "year_to": _("To year"),
        "merged": _("Merged record"),
        "recorder": _("Recorded by"),
        "recorded_on": _("Recorded on"),
        "description_vi": _("Description in Vietnamese"),
        "description_en": _("Description in English"),
        "inscription": _("Inscription"),
        "height_mm": _("Height (mm)"),
        "width_mm": _("Width (mm)"),
        "depth_mm": _("Depth (mm)"),
        "measurement_note": _("Note on the measurement"),
        "materials": _("Materials"),
        "technique": _("Technique"),
        "period": _("Period"),
        "date_text": _("Date as written"),
        "condition_text": _("State of preservation"),
        "maker": _("Maker"),
        "origin": _("Origin"),
        "licence": _("Licence"),
        "attribution": _("Attribution"),
        "kind": _("Type"),
        "rank": _("Rank"),
        "decision_number": _("Decision number"),
        "decision_date": _("Decision date"),
        "address": _("Address"),
        "route": _("Way there"),
        "values_text": _("Values"),
        "protection_state": _("State of protection"),
        "proposals": _("Proposals"),
        "parent_code": _("Part of the site"),
        "parent_id": _("Part of the site"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "is_location_sensitive": _("Keep the exact place from the public"),
        "status": _("State"),
        "visibility": _("Visibility"),
        "change_alert_mm": _("Alert above this change (mm)"),
    }
