"""Every problem that the catalogue can raise is told in both languages, with the values that its error carries."""

from __future__ import annotations

import ast
import string
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = REPOSITORY / "app/translations/problems"
TEXTS = {
    code: entry
    for path in sorted(FOLDER.glob("*.toml"))
    for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items()
}
RAISERS = {"NotFoundError", "ForbiddenError", "ConflictError", "CatalogueError"}
FIELD_CODES = {
    "required", "required_to_publish", "unknown_field", "too_long", "not_text", "not_in_list", "not_a_number",
    "out_of_range", "not_a_date", "not_an_id", "not_yes_no", "malformed", "not_found", "one_target",
    "circular", "too_deep", "one_of_two", "in_future", "before_latest", "not_after", "has_movements",
}  # fmt: skip


def raised() -> dict[str, set[str]]:
    """Code to the names of the values that every place raising it gives."""
    found: dict[str, set[str]] = {}
    for path in (REPOSITORY / "catalogue").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISERS and node.args:
                code = node.args[0]
                assert isinstance(code, ast.Constant), f"{path}: a problem code is a literal"
                names = {k.arg for k in node.keywords if k.arg}
                found[code.value] = found.get(code.value, names) & names
    return found


def field_faults() -> set[str]:
    """Codes of faults of single fields."""
    source = (REPOSITORY / "catalogue/services/validation.py").read_text(encoding="utf-8")
    calls = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
    return {c.args[0].value for c in calls if c.func.id == "FieldFault" and isinstance(c.args[0], ast.Constant)}


def names_in(text: str) -> set[str]:
    """The values that a text names."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_are_codes_to_check():
    assert len(raised()) > 20
    assert len(field_faults()) > 8


@pytest.mark.parametrize(
    "code", sorted({*raised(), *FIELD_CODES, *field_faults(), "validation", "stale", "job_gave_up"})
)
def test_the_text_is_there_in_both_languages(code):
    for language in ("vi", "en"):
        assert set(TEXTS[code][language]) == {"title", "detail", "remedy"}
        assert all(TEXTS[code][language].values())
    assert 400 <= TEXTS[code]["status"] < 600


@pytest.mark.parametrize(("code", "given"), sorted((c, sorted(v)) for c, v in raised().items()))
def test_the_text_names_only_what_the_error_carries(code, given):
    for language in ("vi", "en"):
        for text in TEXTS[code][language].values():
            assert names_in(text) <= set(given)


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_name_the_same_values(code):
    vi, en = (set().union(*map(names_in, TEXTS[code][lang].values())) for lang in ("vi", "en"))
    assert vi == en
