"""Pages and the API never fetch records by themselves: a service does, which asks who wants to see them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUARDED = frozenset(
    {
        "Artifact", "Capture", "Collection", "Comparison", "ConditionCheck", "Damage", "DigitalFile", "EntryItem",
        "ImportBatch", "JobRun", "Loan", "LoanItem", "Model", "Movement", "ObjectEntry", "Scan", "Scene", "Site",
        "Tour", "Tradition", "Treatment",
    }
)  # fmt: skip
"""Records that one reader may see and another may not."""
FETCHES = frozenset({"select", "get", "get_one", "scalars", "scalar", "query", "exists"})
BY_THE_MACHINE = ("app/commands/", "app/demo/", "app/jobs/")
"""They work as this machine itself, which sees everything; nobody else reads what they fetch."""
ALLOWED = {
    ("app/api/loans.py", "ConditionCheck"): "numbers of the checks named by loan items, which the service has sifted",
    ("app/pages/hits.py", "Tour"): "tours of hits, which the search has sifted; a tour has no private fields",
    ("app/pages/workbench/conditions.py", "ConditionCheck"): "the check of a finding that the service has just written",
    ("app/pages/workbench/loan_rows.py", "ConditionCheck"): "checks of the loan's artifacts, which the service sifted",
    ("app/pages/workbench/move_form.py", "Movement"): "which of the movements shown were set right; ids alone",
    ("app/pages/workbench/artifact_page.py", "Movement"): "whether the artifact read was ever moved; yes or no",
    ("app/pages/workbench/treatment_page.py", "ConditionCheck"): "checks that a treatment or finding read belongs to",
}  # fmt: skip


def _modules() -> list[str]:
    found = (str(path.relative_to(ROOT)) for path in sorted((ROOT / "app").rglob("*.py")))
    return [name for name in found if not name.startswith(BY_THE_MACHINE)]


def _fetched(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and class of each call that fetches rows of a guarded class, or columns of it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for argument in node.args if name in FETCHES else ():
            for part in ast.walk(argument):
                if isinstance(part, ast.Name) and part.id in GUARDED:
                    yield node.lineno, part.id


def _raw(module: str) -> set[tuple[str, str]]:
    text = (ROOT / module).read_text(encoding="utf-8")
    return {(module, kind) for _, kind in _fetched(ast.parse(text))}


@pytest.mark.parametrize("module", _modules())
def test_records_come_from_a_service_that_asks_who(module: str) -> None:
    assert _raw(module) - set(ALLOWED) == set()


def test_every_exception_is_still_needed() -> None:
    assert {pair for module, _ in ALLOWED for pair in _raw(module)} == set(ALLOWED)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("session.get(Artifact, ident)", {"Artifact"}),
        ("session.scalars(select(Site).where(Site.code == code))", {"Site"}),
        ("select(func.count(Artifact.id))", {"Artifact"}),
        ("select(exists().where(Movement.artifact_id == ident))", {"Movement"}),
        ("read_artifact(session, caller(), number)", set()),
        ("isinstance(record, Artifact)", set()),
        ("session.get(Term, ident)", set()),
    ],
)
def test_the_look_itself_finds_raw_fetches(text: str, kinds: set[str]) -> None:
    assert {kind for _, kind in _fetched(ast.parse(text))} == kinds
