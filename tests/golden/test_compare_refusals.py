"""Two hundred hard pairs: none is laid wrongly; what can not be laid is refused with a reason. The table is printed."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.truth.hardships import NEVER, Outcome, meet_hardships, meet_symmetries
from tests.truth.objects import names

SEEDS = (1, 2, 3)
SYMMETRIES = range(16)


def describe(rows: Sequence[Outcome]) -> str:
    """One line for each kind of hardship."""
    lines = ["| kind | pairs | refused | laid rightly | laid wrongly | reasons |", "|---" * 6 + "|"]
    for kind in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == kind]
        wrong, refused = sum(row.is_wrong for row in mine), [row.refusal for row in mine if row.refusal]
        reasons = ", ".join(f"{code} {count}" for code, count in Counter(refused).most_common())
        right = len(mine) - wrong - len(refused)
        lines.append(f"| {kind} | {len(mine)} | {len(refused)} | {right} | {wrong} | {reasons} |")
    return "\n".join(lines)


@pytest.mark.golden
@pytest.mark.timeout(2 * 3600)
def test_no_hard_pair_is_laid_wrongly(shared_data, capsys):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        asked = [pool.submit(meet_hardships, name, seed, 0.1) for name in names() for seed in SEEDS]
        asked += [pool.submit(meet_symmetries, seed) for seed in SYMMETRIES]
        rows = [row for future in asked for row in future.result()]
    with capsys.disabled():
        print("\n" + describe(rows))  # noqa: T201  # the table is the product
    assert len(rows) >= 200
    assert [row for row in rows if row.is_wrong] == []
    assert all(row.refusal for row in rows if row.kind in NEVER)
    assert sum(not row.refusal for row in rows if row.kind in {"half", "sparse"}) >= 0.7 * 2 * len(names()) * len(SEEDS)
