"""Comparisons judged by exactly known change: registration, recall, false alarms, volumes; tables are printed."""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from tests.truth.chain import Row, from_plain, run_case, to_plain
from tests.truth.objects import TUNED, names
from tests.truth.score import Find
from tests.truth.wounds import KINDS

TABLE = Path(__file__).resolve().parents[2] / "artifacts" / "compare-truth.tsv"
SEEDS = int(os.environ.get("CUUDINH_TRUTH_SEEDS", "10"))
NOISES = (0.1, 0.05, 0.1, 0.2, 0.1, 0.5, 0.1, 0.1, 0.2, 0.1)
"""Range noise in millimetres by seed; the issue's limits on registration hold for 0.1."""
SAMPLE = (("bowl", "chip", 11), ("bowl", "bending", 12), ("turtle", "wear", 11), ("turtle", "none", 12))


def all_cases() -> list[tuple[str, str, int, float]]:
    return [(n, k, s, NOISES[s % len(NOISES)]) for s in range(SEEDS) for n in names() for k in KINDS]


def load_rows(table: Path) -> dict[tuple[str, str, int, float], Row]:
    """Rows of a run that was stopped."""
    if not table.is_file():
        return {}
    rows = [from_plain(json.loads(line.split("\t")[-1])) for line in table.read_text(encoding="utf-8").splitlines()]
    return {(r.name, r.kind, r.seed, r.noise_mm): r for r in rows}


def run_all(cases: Sequence[tuple[str, str, int, float]], table: Path) -> list[Row]:
    """Two cases at once; finished rows stand in the table at once."""
    done = load_rows(table)
    table.parent.mkdir(exist_ok=True)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool, table.open("a", encoding="utf-8") as growing:
        asked = {pool.submit(run_case, *case): case for case in cases if case not in done}
        for future in as_completed(asked):
            row = future.result()
            done[asked[future]] = row
            growing.write(
                "\t".join([row.name, row.kind, str(row.seed), row.refusal or "laid", json.dumps(to_plain(row))])
            )
            growing.write("\n")
            growing.flush()
    return [done[case] for case in cases]


def describe(rows: Sequence[Row]) -> str:
    """One line per object and one for those that nothing was tuned on."""
    heads = ["object", "cases", "refused", "wrong", "pose mean/max mm", "recall", "false regions", "false share"]
    heads += ["chips that the scan holds within 5 %", "all chips within 5 %", "interval holds"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    groups = {n: [r for r in rows if r.name == n] for n in names()}
    groups["not tuned on"] = [r for r in rows if r.name not in TUNED]
    return "\n".join([*lines, *(line(name, group) for name, group in groups.items() if group)])


def line(name: str, rows: Sequence[Row]) -> str:
    figures = measure(rows)
    return (
        f"| {name} | {len(rows)} | {figures['refused']:.0f} | {figures['wrong']:.0f} "
        f"| {figures['mean']:.4f}/{figures['max']:.4f} | {figures['recall']:.3f} of {figures['due']:.0f} "
        f"| {figures['false']:.3f} | {figures['share']:.3f} "
        f"| {figures['volume']:.3f} | {figures['every']:.3f} | {figures['held']:.3f} |"
    )


def measure(rows: Sequence[Row]) -> dict[str, float]:
    """The figures that the pass lines speak of.

    ``volume`` is the share within 5 % of the chips from 100 mm3 that the later survey holds, walls and all; ``every``
    is that share of all chips from 100 mm3, those whose walls the scanner missed included.
    """
    laid = [r for r in rows if not r.refusal]
    calm = [r for r in laid if r.kind != "bending" and r.noise_mm <= 0.1]
    due = [f for r in laid for f in r.finds if f.is_due]
    found = [f for f in due if f.is_found]
    chips = [f for f in found if f.kind == "chip" and f.true_mm3 >= 100]
    nan = float("nan")
    return {
        "refused": len(rows) - len(laid),
        "wrong": sum(r.is_wrong for r in rows),
        "mean": float(np.mean([r.pose_mean_mm for r in calm])) if calm else nan,
        "max": max((r.pose_max_mm for r in calm), default=nan),
        "due": len(due),
        "recall": len(found) / len(due) if due else nan,
        "false": sum(r.false_regions for r in laid) / max(len(laid), 1),
        "share": float(np.median([r.false_share for r in laid])) if laid else nan,
        "volume": _within([f for f in chips if f.is_resolved]),
        "every": _within(chips),
        "held": float(np.mean([f.is_covered for f in found])) if found else nan,
    }


def _within(chips: Sequence[Find]) -> float:
    return float(np.mean([abs(f.volume_mm3 / f.true_mm3 - 1) <= 0.05 for f in chips])) if chips else float("nan")


@pytest.mark.timeout(900)
def test_sample_of_the_truth_set_is_found(shared_data):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        rows = list(pool.map(run_case, *zip(*[(*case, 0.1) for case in SAMPLE], strict=True)))
    figures = measure(rows)
    assert [r.refusal for r in rows] == [""] * len(rows)
    assert figures["wrong"] == 0
    assert figures["mean"] <= 0.02
    assert figures["recall"] == 1
    assert [r.is_deformed for r in rows if r.kind == "bending"] == [True]
    assert sum(r.false_regions for r in rows) <= 1


@pytest.mark.golden
@pytest.mark.timeout(12 * 3600)
def test_comparisons_meet_the_pass_lines(shared_data, capsys):
    rows = run_all(all_cases(), TABLE)
    with capsys.disabled():
        print("\n" + describe(rows))  # noqa: T201  # the table is the product
    judged = measure([r for r in rows if r.name not in TUNED])
    assert measure(rows)["wrong"] == 0
    assert judged["mean"] <= 0.005
    assert judged["max"] <= 0.02
    assert judged["recall"] >= 0.99
    assert judged["false"] <= 0.05
    assert 0.02 <= judged["share"] <= 0.05
    assert judged["volume"] >= 0.9
    assert judged["held"] >= 0.9
