"""Parts of collections over HTTP."""

from __future__ import annotations

from apiflask import APIBlueprint

from app.api.part_nouns import IDENTIFIERS, LINKS, TEXTS
from app.api.part_routes import add_part_routes
from catalogue.vocab.heritage import RecordKind

bp = APIBlueprint("collection_parts", __name__, url_prefix="/api/v1/collections")
for noun in (IDENTIFIERS, TEXTS, LINKS):
    add_part_routes(bp, RecordKind.COLLECTION, noun)
