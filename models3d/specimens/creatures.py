"""Animals put together from rounded blocks: the tortoise under a stele, the lion on a seal, the dragon on a ridge."""

from __future__ import annotations

import numpy as np

from models3d.specimens.forms import (
    Floats,
    Part,
    ball,
    joined,
    lathe,
    mirrored,
    moved,
    resample,
    smooth_path,
    tube,
)

Spot = tuple[float, float, float]


def limb(points: list[Spot], thick: tuple[float, ...], around: int, rows: int = 28) -> Part:
    """A tapering limb through points, its radii spread evenly over its length."""
    radii = np.interp(np.linspace(0, 1, rows), np.linspace(0, 1, len(thick)), thick)
    return tube(smooth_path(points, rows), radii, around)


def both_sides(parts: list[Part]) -> list[Part]:
    """The parts and their mirror images in the YZ plane."""
    return [*parts, *(mirrored(part) for part in parts)]


def tortoise(detail: float) -> Part:
    """A tortoise 1.3 m long that looks towards +Z with its head raised; its shell is cut into plates."""
    around = round(30 * detail)
    shell_line = resample([(0.005, 0.02), (0.5, 0.0), (0.54, 0.035), (0.50, 0.10), (0.40, 0.24), (0.22, 0.335),
                           (0.005, 0.36)], round(150 * detail))  # fmt: skip

    def plates(turn: Floats, arc: Floats) -> Floats:
        ring = np.where(arc > 1.08, 1, 0)
        seams = np.abs(np.sin(np.pi * turn * np.where(ring == 1, 6, 14)))
        rows = np.minimum(np.abs(arc - 1.08), np.abs(arc - 0.80))
        line = np.minimum(np.clip(seams / 0.1, 0, 1), np.clip(rows / 0.02, 0, 1))
        growth = 0.003 * np.cos(arc * 160)
        return np.asarray(np.where(arc > 0.62, 0.022 * line + growth * line, 0.0))

    shell = lathe(shell_line, round(260 * detail), plates)
    shell = moved(Part(shell.positions * (0.92, 1.0, 1.15), shell.faces, shell.colors, shell.uv), (0, 0.10, 0))
    head = [
        limb([(0, 0.16, 0.42), (0, 0.22, 0.62), (0, 0.36, 0.74)], (0.13, 0.11, 0.09), around),
        moved(ball((0.105, 0.095, 0.14), around), (0, 0.40, 0.80)),
        moved(ball((0.075, 0.045, 0.07), around), (0, 0.375, 0.91)),
        limb([(0, 0.16, -0.5), (0.03, 0.11, -0.66), (-0.02, 0.06, -0.76)], (0.06, 0.045, 0.012), around),
    ]
    sides = [
        moved(ball((0.026, 0.026, 0.026), around // 2), (0.075, 0.44, 0.86)),
        limb([(0.34, 0.15, 0.36), (0.47, 0.12, 0.48), (0.50, 0.04, 0.56)], (0.11, 0.09, 0.075), around),
        limb([(0.34, 0.15, -0.36), (0.47, 0.11, -0.46), (0.50, 0.04, -0.48)], (0.11, 0.09, 0.075), around),
    ]
    for k in range(3):
        for end, z in ((0.60, 1), (-0.44, -1)):
            claw = ball((0.022, 0.022, 0.05), around // 2)
            sides.append(moved(claw, (0.455 + 0.05 * k, 0.022, end + 0.012 * z)))
    return joined([shell, *head, *both_sides(sides)])


def lion(detail: float) -> Part:
    """A seated lion (nghê) about one unit high, looking towards +Z."""
    around = round(34 * detail)
    middle = [
        moved(ball((0.24, 0.30, 0.26), around), (0, 0.36, -0.08)),
        moved(ball((0.22, 0.25, 0.2), around), (0, 0.46, 0.1)),
        moved(ball((0.20, 0.19, 0.19), around), (0, 0.76, 0.16)),
        moved(ball((0.13, 0.09, 0.11), around), (0, 0.70, 0.32)),
        moved(ball((0.055, 0.04, 0.04), around // 2), (0, 0.755, 0.42)),
        limb(
            [(0, 0.2, -0.3), (0.0, 0.45, -0.42), (0.0, 0.72, -0.36), (0, 0.82, -0.26)], (0.06, 0.09, 0.08, 0.02), around
        ),
    ]
    sides = [
        limb([(0.16, 0.42, 0.16), (0.17, 0.22, 0.26), (0.16, 0.05, 0.27)], (0.10, 0.075, 0.075), around),
        moved(ball((0.085, 0.05, 0.12), around), (0.16, 0.05, 0.31)),
        moved(ball((0.13, 0.2, 0.2), around), (0.2, 0.2, -0.1)),
        moved(ball((0.08, 0.05, 0.13), around), (0.24, 0.05, 0.06)),
        moved(ball((0.04, 0.04, 0.03), around // 2), (0.085, 0.81, 0.32)),
        moved(ball((0.045, 0.075, 0.03), around // 2), (0.15, 0.93, 0.14)),
    ]
    for k in range(7):
        angle = -0.9 + 0.42 * k
        spot = (0.20 * np.cos(angle) * 1.05, 0.70 + 0.22 * np.sin(angle), 0.02)
        sides.append(moved(ball((0.065, 0.065, 0.065), around // 2), (float(spot[0]), float(spot[1]), spot[2])))
    return joined([*middle, *both_sides(sides)])


def dragon(detail: float) -> list[Part]:
    """A ridge dragon facing +X, its body waving along X from -1.0 to 0; back fins, mane, horns, whiskers.

    Returns:
        body, fins, and head details, to be glazed apart.
    """
    around = round(30 * detail)
    rows = round(240 * detail)
    line: list[Spot] = [
        (-1.02, 0.30, 0), (-0.93, 0.10, 0.02), (-0.78, 0.10, -0.02), (-0.66, 0.26, 0), (-0.53, 0.27, 0.02),
        (-0.42, 0.11, 0), (-0.29, 0.11, -0.02), (-0.20, 0.28, 0), (-0.13, 0.42, 0), (-0.03, 0.46, 0),
    ]  # fmt: skip
    path = smooth_path(line, rows)
    t = np.linspace(0, 1, rows)
    radii = np.interp(t, [0, 0.12, 0.5, 0.85, 1], [0.008, 0.042, 0.072, 0.068, 0.055])
    scales = radii * (1 + 0.06 * np.abs(np.sin(t * np.pi * 46)))
    body = tube(path, scales, around)
    fins = []
    for k in range(24):
        at = round((0.06 + 0.88 * k / 23) * (rows - 1))
        ahead = path[min(at + 2, rows - 1)] - path[max(at - 2, 0)]
        up = np.array([-ahead[1], ahead[0], 0.0]) / np.hypot(ahead[0], ahead[1])
        up = up if up[1] >= 0 or abs(up[1]) < 0.3 else -up
        tip = path[at] + up * (radii[at] + 0.05)
        root = path[at] + up * radii[at] * 0.6
        fin = tube(np.linspace(root, tip, 8), np.linspace(0.026, 0.004, 8), 10)
        fins.append(fin)
    return [body, joined(fins), _dragon_head(around)]


def _dragon_head(around: int) -> Part:
    """Head with open jaws, horns, mane flames and whiskers, at the end of the dragon's neck."""
    middle = [
        moved(ball((0.105, 0.075, 0.075), around), (0.02, 0.475, 0)),
        moved(ball((0.085, 0.036, 0.058), around), (0.115, 0.488, 0)),
        moved(ball((0.070, 0.022, 0.046), around), (0.105, 0.412, 0)),
        moved(ball((0.024, 0.026, 0.04), around // 2), (0.19, 0.508, 0)),
        moved(ball((0.035, 0.010, 0.018), around // 2), (0.13, 0.447, 0)),
    ]
    side: list[Part] = [
        moved(ball((0.024, 0.024, 0.02), around // 2), (0.068, 0.538, 0.048)),
        limb([(0.0, 0.53, 0.04), (-0.07, 0.60, 0.06), (-0.16, 0.63, 0.07)], (0.018, 0.014, 0.004), 12),
        limb([(0.18, 0.50, 0.035), (0.26, 0.53, 0.06), (0.29, 0.60, 0.07)], (0.008, 0.006, 0.002), 8),
        limb([(-0.20, 0.24, 0.05), (-0.12, 0.15, 0.12), (-0.05, 0.04, 0.12)], (0.034, 0.026, 0.022), 12),
        limb([(-0.60, 0.24, 0.05), (-0.55, 0.13, 0.11), (-0.48, 0.04, 0.11)], (0.032, 0.024, 0.02), 12),
    ]
    for k in range(5):
        y, z = 0.40 + 0.035 * k, 0.06 - 0.004 * k
        side.append(
            limb([(-0.01, y, z), (-0.08, y + 0.01, z + 0.03), (-0.17, y + 0.045, z + 0.03)], (0.022, 0.017, 0.003), 10)
        )
    flipped = [Part(p.positions * (1, 1, -1), p.faces[:, ::-1].copy(), p.colors, p.uv) for p in side]
    return joined([*middle, *side, *flipped])
