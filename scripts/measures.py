"""Print the measures of the house (sizes, types, docstrings, complexity, test share) from the source itself."""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "viewer", "ingest", "catalogue", "models3d")
_SKIPPED = {"node_modules", "versions", "__pycache__", "web"}
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.match_case)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class FunctionMeasure:
    """One function: where, lines, cyclomatic complexity, and whether types and docstring are complete."""

    place: str
    lines: int
    complexity: int
    typed: bool
    public: bool
    documented: bool


def python_files(*folders: str) -> list[Path]:
    """All Python files of our own below the folders."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if not _SKIPPED & set(path.relative_to(ROOT).parts)
    )


def web_files() -> list[Path]:
    """All TypeScript files of our own."""
    return sorted((ROOT / "viewer/web/src").rglob("*.ts"))


def line_count(path: Path) -> int:
    """Lines of a file, blanks included."""
    return path.read_text(encoding="utf-8").count("\n")


def functions(path: Path) -> Iterator[FunctionMeasure]:
    """Every function and method of a file; public is what nothing private encloses."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node, is_public in _walk(tree, is_public=True):
        yield FunctionMeasure(
            place=f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
            lines=(node.end_lineno or node.lineno) - node.lineno + 1,
            complexity=_complexity(node),
            typed=_is_typed(node),
            public=is_public,
            documented=ast.get_docstring(node) is not None,
        )


def _walk(parent: ast.AST, *, is_public: bool) -> Iterator[tuple[Function, bool]]:
    """Functions below ``parent`` and whether each can be reached from outside by a public name."""
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, Function):
            yield node, is_public and not node.name.startswith("_")
            yield from _walk(node, is_public=False)
        elif isinstance(node, ast.ClassDef):
            yield from _walk(node, is_public=is_public and not node.name.startswith("_"))
        else:
            yield from _walk(node, is_public=is_public)


def _complexity(node: Function) -> int:
    """Decisions plus one (McCabe 1976; Boolean operators are no decisions); nested functions count for themselves."""
    total, stack = 1, list(ast.iter_child_nodes(node))
    while stack:
        child = stack.pop()
        if isinstance(child, Function):
            continue
        total += isinstance(child, _BRANCHES)
        stack.extend(ast.iter_child_nodes(child))
    return total


def _is_typed(node: Function) -> bool:
    """Whether each argument but self/cls, and the result, has a type."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    bare = [a for a in arguments if a.annotation is None and a.arg not in {"self", "cls"}]
    return not bare and node.returns is not None


def _row(values: list[int]) -> str:
    """Median, 90th percentile and maximum."""
    ordered = sorted(values)
    return f"{statistics.median(ordered):.0f}/{ordered[int(0.9 * (len(ordered) - 1))]}/{ordered[-1]}"


def report() -> str:
    """The table that is printed."""
    code, tests = python_files(*ROOMS), python_files("tests")
    found = [measure for path in code for measure in functions(path)]
    public = [measure for measure in found if measure.public]
    code_lines, test_lines = (sum(map(line_count, paths)) for paths in (code, tests))
    rows = [
        ("file lines med/p90/max", _row([line_count(p) for p in code]), "90/250/400"),
        ("web file lines med/p90/max", _row([line_count(p) for p in web_files()] or [0]), "90/250/400"),
        ("function lines med/p90/max", _row([m.lines for m in found]), "8/25/60"),
        ("functions with complexity > 10", str(sum(m.complexity > 10 for m in found)), "0"),
        ("fully typed", f"{sum(m.typed for m in found) / len(found):.1%}", "100 %"),
        ("public docstrings", f"{sum(m.documented for m in public) / len(public):.1%}", "100 %"),
        ("test/code lines", f"{test_lines}/{code_lines} = {test_lines / code_lines:.2f}", "≥ 1.3"),
        ("files, functions", f"{len(code)}, {len(found)}", ""),
    ]
    return "\n".join(f"{name:32} {value:>24}   house: {house}" for name, value, house in rows)


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
