"""What a person asks of a registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Mode = Literal["automatic", "identity", "given", "pairs", "targets"]


@dataclass(frozen=True, slots=True)
class Wish:
    """How the later survey shall be laid onto the earlier one.

    Attributes:
        mode: ``automatic`` finds the pose; ``identity`` takes both as already aligned; ``given`` uses ``matrix``;
            ``pairs`` and ``targets`` start from points that belong together.
        matrix: (4, 4) later -> earlier, metres, in the surveys' shifted frames; for ``given``.
        earlier_points: (k, 3) metres, frame of the earlier survey; for ``pairs`` and ``targets``.
        later_points: (k, 3) metres, frame of the later survey, in the same order.
        target_ids: names of the targets, in the same order.
        is_exact: use the pose of the pairs as it is, without the fine step.
        allow_scale: free the scale; else it is fixed at 1.
        seed: of everything that is drawn by lot.
    """

    mode: Mode = "automatic"
    matrix: NDArray[np.float64] | None = None
    earlier_points: NDArray[np.float64] | None = None
    later_points: NDArray[np.float64] | None = None
    target_ids: tuple[str, ...] = ()
    is_exact: bool = False
    allow_scale: bool = False
    seed: int = 0
