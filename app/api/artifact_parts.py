"""Parts of artifacts over HTTP."""

from __future__ import annotations

from apiflask import APIBlueprint

from app.api.part_nouns import COMMON, INSCRIPTIONS, MEASUREMENTS
from app.api.part_routes import add_part_routes
from catalogue.vocab.heritage import RecordKind

bp = APIBlueprint("artifact_parts", __name__, url_prefix="/api/v1/artifacts")
for noun in (*COMMON, MEASUREMENTS, INSCRIPTIONS):
    add_part_routes(bp, RecordKind.ARTIFACT, noun)
