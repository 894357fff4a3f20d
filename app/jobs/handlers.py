"""Which recipe carries out which kind of job; a recipe is imported when its first job comes."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from ingest.errors import IngestError
from ingest.recipes import RecipeParts

Recipe = Callable[[RecipeParts, dict[str, object]], dict[str, object]]

RECIPES = {
    "accept": "ingest.recipes.accept",
    "comparison": "ingest.recipes.comparison",
    "comparison_drawing": "ingest.recipes.comparison_drawing",
    "imports": "app.jobs.imports",
    "photo_set": "ingest.recipes.photo_set",
    "prints": "app.jobs.prints",
    "web_model": "ingest.recipes.web_model",
}


def find_recipe(kind: str) -> Recipe:
    """The recipe for a kind of job.

    Raises:
        IngestError: ``job_kind_unknown``.
    """
    if kind not in RECIPES:
        raise IngestError("job_kind_unknown", kind=kind)
    recipe: Recipe = importlib.import_module(RECIPES[kind]).run
    return recipe
