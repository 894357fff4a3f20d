"""More drawings of a finished comparison: the child step behind ``cuudinh section`` and the page's own drawings."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np

from models3d.compare.aligned import share_shift, shift_pose
from models3d.compare.drawn import Pair, draw_path, draw_plane
from models3d.compare.epochs import read_epoch
from models3d.compare.order import Order, read_order
from models3d.compare.types import Floats
from models3d.compare.wishes import DrawingOrder, read_wishes
from models3d.errors import GeometryError
from models3d.steplog import Progress, StepLog

_WEIGHTS = {"read": 6, "draw": 4}
_STRAIGHT = 1e-4  # by so much the axes of a motion may lean


def run(arguments: dict[str, object], progress: Progress) -> dict[str, object]:
    """Draw ``planes`` and ``profiles`` through both scans into ``out``; give ``drawings``, one row for each.

    Writes ``plane-N.svg .pdf .dxf .csv`` and ``profile-N.svg .pdf .csv``; all of them or none. Places are millimetres
    in the earlier file's own frame, as in ``report.json``. The scans and their units are stated as for a comparison
    (``compare.order.read_order``) with ``matrix``, the one of its report, or ``registered``; the wishes as
    ``compare.wishes.read_wishes`` takes them. What a section measures lies in its plane.

    Raises:
        GeometryError: ``drawing_unaligned`` without a matrix; ``register_matrix_not_rigid``; a scan
            that can't be read, a wish that can't be drawn.
    """
    order, wishes = read_order(arguments), read_wishes(arguments)
    log = StepLog(progress, _WEIGHTS)
    with log.step("read", "numpy"):
        pair = _read_pair(order, wishes)
    with tempfile.TemporaryDirectory(prefix="drawings-") as name, log.step("draw", "reportlab"):
        folder = Path(name)
        drawn = [draw_plane(folder, pair, wish) for wish in wishes.planes]
        drawn += [draw_path(folder, pair, wish) for wish in wishes.paths]
        order.out.mkdir(parents=True, exist_ok=True)
        for made in sorted(folder.iterdir()):
            shutil.move(made, order.out / made.name)
    progress("done", 1.0)
    return {"drawings": drawn, "lod_mm": wishes.lod_mm, "steps": log.steps}


def _read_pair(order: Order, wishes: DrawingOrder) -> Pair:
    if order.matrix is None and not order.is_registered:
        raise GeometryError("drawing_unaligned")
    earlier, later = (
        read_epoch(source.path, source.name, source.unit, source.noise_mm, "earlier", source.height_mm)
        for source in (order.earlier, order.later)
    )
    later = share_shift(later, earlier)
    return Pair(earlier, later, _pose(order, earlier.shift_m), wishes.lod_mm * 1e-3, order.facts)


def _pose(order: Order, shift_m: tuple[float, float, float]) -> Floats:
    """The matrix between the shifted frames; a turn and a shift, and where the comparison found one, a scale."""
    if order.matrix is None:
        return np.eye(4)
    turn = order.matrix[:3, :3]
    scale = float(np.cbrt(np.linalg.det(turn)))
    off = float(np.abs(turn @ turn.T - scale**2 * np.eye(3)).max()) if scale > 0 else np.inf
    if not off < _STRAIGHT * max(scale**2, 1e-12) or order.matrix[3].tolist() != [0, 0, 0, 1]:
        raise GeometryError("register_matrix_not_rigid", deviation=round(min(off, 1e9), 6))
    return shift_pose(order.matrix, shift_m)
