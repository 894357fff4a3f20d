"""Every refusal and note of a date is told in both languages, with the values that it carries."""

from __future__ import annotations

import ast
import string
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[4]
TEXTS = tomllib.loads((REPOSITORY / "app/translations/problems/dates.toml").read_text(encoding="utf-8"))
FOLDER = REPOSITORY / "catalogue/vocab/dates"


def told() -> dict[str, set[str]]:
    """Code to the names of values that every refusal with it gives."""
    found: dict[str, set[str]] = {}
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "DateError":
                names = {"position", *(k.arg for k in node.keywords)} | (
                    {"suggestion"} if len(node.args) > 2 else set()
                )
                found[node.args[0].value] = found.get(node.args[0].value, names) & names
    return found


def names_in(words: dict[str, str]) -> set[str]:
    return {name for text in words.values() for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_table_holds_what_the_code_says_and_no_more():
    source = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    assert set(told()) == {code for code in TEXTS if not code.startswith("date_note_")}
    assert all(f'"{code}"' in source for code in TEXTS)
    assert all((TEXTS[code]["status"] == 200) == code.startswith("date_note_") for code in TEXTS)


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_say_the_same(code):
    for lang in ("vi", "en"):
        assert set(TEXTS[code][lang]) == {"title", "detail", "remedy"}
        assert all(TEXTS[code][lang].values())
    assert names_in(TEXTS[code]["vi"]) == names_in(TEXTS[code]["en"])


@pytest.mark.parametrize(("code", "values"), sorted((c, sorted(v)) for c, v in told().items()))
def test_a_text_names_only_what_the_error_carries(code, values):
    assert names_in(TEXTS[code]["vi"]) <= set(values)
