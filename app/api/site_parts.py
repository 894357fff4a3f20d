"""Parts of sites over HTTP."""

from __future__ import annotations

from apiflask import APIBlueprint

from app.api.part_nouns import COMMON, INSCRIPTIONS, MEASUREMENTS, ZONES
from app.api.part_routes import add_part_routes
from catalogue.vocab.heritage import RecordKind

bp = APIBlueprint("site_parts", __name__, url_prefix="/api/v1/sites")
for noun in (*COMMON, MEASUREMENTS, INSCRIPTIONS, ZONES):
    add_part_routes(bp, RecordKind.SITE, noun)
