"""Prints many cards as one PDF and keeps it in the store; running again gives the same document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import UUID

from app.printing import Press, print_cards
from ingest.errors import StepError
from ingest.recipes import RecipeParts, working_folder
from viewer.prints.words import Language


def run(parts: RecipeParts, payload: Mapping[str, object]) -> dict[str, object]:
    """Print the cards of ``ids``; gives ``key``, ``sha256``, ``size``, ``name`` and how many ``sheets`` there are.

    Raises:
        StepError: ``step_cancelled``. StorageError: no room.
    """
    given = payload["ids"]
    ids = [UUID(str(ident)) for ident in given] if isinstance(given, list) else []
    language: Language = "en" if payload.get("language") == "en" else "vi"
    name = f"{payload.get('name', 'phieu')}-{language}.pdf"

    def tell(share: float) -> None:
        if parts.is_cancelled():
            raise StepError("step_cancelled", step="prints")
        parts.progress("print", share)

    with working_folder(parts, "prints") as folder:
        path = folder / "cards.pdf"
        with parts.sessions() as session, path.open("wb") as out:
            press = Press(session, parts.store, parts.who, str(payload.get("base", "")), language)
            sheets = print_cards(press, ids, out, tell)
        with path.open("rb") as made:
            digest = hashlib.file_digest(made, "sha256").hexdigest()
        blob = parts.store.put("derivatives", path, sha256=digest, suffix=".pdf")
    return {"key": blob.key, "sha256": digest, "size": blob.size, "name": name, "sheets": sheets}
