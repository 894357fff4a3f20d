"""Parts of traditions over HTTP."""

from __future__ import annotations

from apiflask import APIBlueprint

from app.api.part_nouns import COMMON
from app.api.part_routes import add_part_routes
from catalogue.vocab.heritage import RecordKind

bp = APIBlueprint("tradition_parts", __name__, url_prefix="/api/v1/traditions")
for noun in COMMON:
    add_part_routes(bp, RecordKind.TRADITION, noun)
