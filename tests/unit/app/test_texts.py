"""Every problem that any room raises can be told, in both languages, with all its values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from app.texts import describe, problem_texts

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("app", "viewer", "ingest", "catalogue", "models3d")
ERRORS = {
    "RefusedError", "UploadError", "StorageError", "StepError", "IngestError", "NotFoundError", "ForbiddenError",
    "ConflictError", "CatalogueError", "ReadError", "LimitError", "ToolError", "GeometryError", "RequestError",
}  # fmt: skip
ADDED_LATER = {"file", "step", "code", "name"}  # by the sandbox and the readers' front


def raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Place, code and value names of every error that is built with a constant code; None: names not constant."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and _is_error(node.func):
                    code = node.args[0]
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        names = {word.arg for word in node.keywords}
                        place = f"{path.relative_to(ROOT)}:{node.lineno}"
                        yield place, code.value, None if None in names else {str(name) for name in names}


def _is_error(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in ERRORS
    return isinstance(function, ast.Attribute) and function.attr == "_error"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def found() -> list[tuple[str, str, set[str] | None]]:
    return list(raised())


def test_the_search_for_codes_finds_them(found: list) -> None:
    assert len({code for _, code, _ in found}) > 60


def test_every_raised_code_has_its_text(found: list) -> None:
    missing = sorted({f"{code} ({place})" for place, code, _ in found if code not in problem_texts()})
    assert missing == []


def test_every_placeholder_is_given_where_the_code_is_raised(found: list) -> None:
    wrong = []
    for place, code, names in found:
        entry = problem_texts().get(code)
        if entry is None or names is None:
            continue
        wanted = {name for lang in ("vi", "en") for text in entry[lang].values() for name in placeholders(text)}
        if lacking := wanted - names - ADDED_LATER:
            wrong.append(f"{code} ({place}): {sorted(lacking)}")
    assert wrong == []


@pytest.mark.parametrize("code", sorted(problem_texts()))
def test_a_text_is_whole_in_both_languages(code: str) -> None:
    entry = problem_texts()[code]
    assert set(entry) == {"status", "vi", "en"}
    assert entry["status"] == 200 or 400 <= entry["status"] <= 599  # 200: a notice that stopped nothing
    for lang in ("vi", "en"):
        assert set(entry[lang]) == {"title", "detail", "remedy"}
        assert all(len(text.strip()) > 3 for text in entry[lang].values())
    assert entry["vi"]["detail"] != entry["en"]["detail"]
    assert placeholders(entry["vi"]["detail"]) == placeholders(entry["en"]["detail"])


def test_values_are_filled_in_as_each_language_writes_numbers() -> None:
    values = {"file": "tượng.ply", "step": "models3d.workshop:run", "limit_gb": 1.5}
    assert "tượng.ply" in describe("step_memory", values, "vi").detail
    assert "1,5 GB" in describe("step_memory", values, "vi").detail
    assert "1.5 GB" in describe("step_memory", values, "en").detail
    assert describe("step_memory", values, "en").status == 413


def test_an_unknown_code_is_told_as_unexpected_and_named() -> None:
    text = describe("never_heard_of", {}, "en")
    assert (text.code, text.status) == ("never_heard_of", 500)
    assert "never_heard_of" in text.detail


def test_a_missing_value_never_breaks_a_message() -> None:
    assert "–" in describe("step_time", {}, "vi").detail


def test_an_unknown_language_reads_vietnamese() -> None:
    assert describe("step_time", {}, "fr") == describe("step_time", {}, "vi")


def test_values_that_look_like_placeholders_stay_text() -> None:
    assert "{file.__class__}.ply" in describe("step_time", {"file": "{file.__class__}.ply"}, "en").detail
