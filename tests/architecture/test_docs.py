"""The reference pages in docs/ are those of the code: no setting, command, address or problem is missing or stale."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts/make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_the_pages_are_as_the_code_has_it(maker):
    assert maker.stale_pages(write=False) == [], "run scripts/make_docs.py"


def test_every_setting_that_the_code_reads_is_told():
    source = (ROOT / "app/settings.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'\("([A-Z_]{4,})"', source)) - {"LC_ALL", "LC_MESSAGES", "LANG"}
    assert len(keys) >= 10
    for key in keys:
        assert f"`CUUDINH_{key.removeprefix('CUUDINH_')}`" in page("settings.md")


def test_every_command_file_is_told():
    for path in (ROOT / "app/commands").glob("[a-z]*.py"):
        assert re.search(rf"^## `cuudinh {path.stem.rstrip('_')}\b", page("commands.md"), re.MULTILINE), path.name


def test_every_address_of_the_api_is_told(maker):
    found = maker.endpoints()
    assert len(found) > 25
    for path, method, promise in found:
        assert f"`{method.upper()} {path}`" in page("api.md")
        assert promise, path


def test_every_problem_code_is_told_in_both_languages():
    codes = set()
    for table in (ROOT / "app/translations/problems").glob("*.toml"):
        codes |= set(re.findall(r"^\[(\w+)\]$", table.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(codes) > 80
    for code in codes:
        section = page("problems.md").split(f"## `{code}`\n", 1)[1].split("\n## ", 1)[0]
        assert section.count("\n- **") == 2, code


def test_the_check_fails_on_a_stale_page(maker, monkeypatch, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/settings.md").write_text("old")
    monkeypatch.setattr(maker, "ROOT", tmp_path)
    monkeypatch.setattr(maker, "PAGES", {"settings.md": lambda: "new"})
    assert maker.stale_pages(write=False) == ["settings.md"]
    assert maker.stale_pages(write=True) == ["settings.md"]
    assert maker.stale_pages(write=False) == []
