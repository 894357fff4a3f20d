"""``register_epochs``: the later survey laid onto the earlier one, or refused with a reason."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from models3d.compare.types import Epoch, Registration
from models3d.errors import GeometryError
from models3d.register.ambiguity import Rival
from models3d.register.automatic import find
from models3d.register.checks import Trust, hold_out
from models3d.register.fine import Effort, Fit, align, meet, solve
from models3d.register.motion import Floats, displacement, scale_of
from models3d.register.picked import pose_of_wish
from models3d.register.survey import Survey
from models3d.register.verdict import Quality, demand_same, judge
from models3d.register.wish import Wish
from models3d.steplog import Progress
from models3d.types import Notice

_FRAGMENT = 0.7
_DENSE = 4.0


def register_epochs(
    earlier: Epoch, later: Epoch, wish: Wish | None = None, progress: Progress | None = None
) -> Registration:
    """Lay the later survey onto the earlier one on the surface that hasn't changed, and say how far off it may be.

    Args:
        earlier: metres, its own frame, which is also that of the result.
        later: metres, its own frame.
        wish: see ``Wish``; without one the pose is found without hands.
        progress: told the step's name and the share done.

    Returns:
        The pose later -> earlier with its error; the same input and seed give the same result.

    Raises:
        GeometryError: ``register_no_overlap``, ``register_not_same``, ``register_ambiguous``, ``register_mirrored``,
            ``register_units_differ``, ``register_matrix_not_rigid``, ``register_pairs_few``,
            ``register_evidence_weak``, ``register_pairs_collinear``.
    """
    wish, tell = wish or Wish(), progress or _silent
    new, old = Survey(later, wish.seed), Survey(earlier, wish.seed)
    effort = Effort(allow_scale=wish.allow_scale)
    rival: Rival | None = None
    noted: dict[str, object] = {}
    notices: list[Notice] = []
    if wish.mode == "automatic":
        found = find(new, old, wish.seed, effort, tell)
        fit, trust, quality, rival = found.fit, found.trust, found.quality, found.rival
    else:
        start, noted = pose_of_wish(wish, old.size_m)
        is_start = wish.mode in {"pairs", "targets"} and not wish.is_exact
        tell("fine", 0.2)
        fit, trust = _refined(new, old, start, effort) if is_start else _as_given(new, old, start)
        quality = judge(new, old, fit.pose, fit.system.sigma_m)
        notices += _judge_given(new, start, fit, quality, noted, is_start=is_start)
    tell("done", 1.0)
    return Registration(
        matrix=fit.pose,
        method=wish.mode,
        rms_m=quality.rms_m,
        overlap=quality.overlap,
        inliers=quality.inliers,
        sigma_m=trust.sigma_m,
        scale=scale_of(fit.pose) if wish.allow_scale else 1.0,
        checks=trust.checks,
        is_symmetric=rival is not None,
        parameters=_parameters(wish, effort, fit, trust, quality) | noted,
        notices=(*notices, *_notices(old, new, quality, rival)),
    )


def _silent(step: str, share: float) -> None:
    """Tell nobody."""


def _refined(later: Survey, earlier: Survey, start: Floats, effort: Effort) -> tuple[Fit, Trust]:
    fit = align(later, earlier, start, effort)
    return fit, hold_out(fit.system)


def _as_given(later: Survey, earlier: Survey, pose: Floats) -> tuple[Fit, Trust]:
    """A pose that isn't touched: its error holds what the surface itself would have corrected."""
    rows = meet(later, earlier, pose, Effort().levels[-1])
    if not rows.has_partner.any():
        raise GeometryError("register_no_overlap", overlap_percent=0, least_percent=5)
    _, system = solve(rows, earlier.surface.centre)
    return Fit(pose, system, 0), hold_out(system, is_fixed=True)


def _judge_given(
    later: Survey, start: Floats, fit: Fit, quality: Quality, noted: dict[str, object], *, is_start: bool
) -> list[Notice]:
    """A person's pose is refused only when nothing meets; doubts become notices."""
    if is_start:
        demand_same(quality)
        moved = float(np.median(displacement(start, fit.pose, later.sample(2_000).points)))
        noted["moved_from_pairs_m"] = moved
        limit = 4 * float(str(noted["pairs_rms_m"])) + 0.02 * later.size_m
        return [Notice("register_pairs_moved", {"moved_mm": round(1e3 * moved, 2)})] if moved > limit else []
    if max(quality.overlap, quality.overlap_earlier) < 0.05:
        demand_same(quality)
    if not quality.is_same:
        values = {"inliers_percent": round(100 * quality.inliers), "overlap_percent": round(100 * quality.overlap)}
        return [Notice("register_fit_poor", dict(values))]
    return []


def _notices(earlier: Survey, later: Survey, quality: Quality, rival: Rival | None) -> list[Notice]:
    notices = []
    if quality.overlap < _FRAGMENT or quality.overlap_earlier < _FRAGMENT:
        shares = {"later_percent": quality.overlap, "earlier_percent": quality.overlap_earlier}
        notices.append(Notice("register_partial", {name: round(100 * share) for name, share in shares.items()}))
    if rival is not None:
        values = {"angle_deg": round(rival.angle_deg, 1), "margin_percent": round(100 * rival.margin, 1)}
        notices.append(Notice("register_near_symmetric", {"symmetry": rival.kind, **values}))
    density = (later.epoch.spacing_m / earlier.epoch.spacing_m) ** 2
    if not 1 / _DENSE < density < _DENSE:
        notices.append(Notice("register_density_differs", {"factor": round(max(density, 1 / density), 1)}))
    return notices


def _parameters(wish: Wish, effort: Effort, fit: Fit, trust: Trust, quality: Quality) -> dict[str, object]:
    """Enough to repeat the work, and what the numbers rest on."""
    return {
        "mode": wish.mode,
        "seed": wish.seed,
        "allow_scale": wish.allow_scale,
        "is_exact": wish.is_exact,
        **{key: list(value) if isinstance(value, tuple) else value for key, value in asdict(effort).items()},
        "iterations": fit.rounds,
        "residual_sigma_m": fit.system.sigma_m,
        "allowed_sigma_m": quality.sigma_m,
        "overlap_earlier": quality.overlap_earlier,
        "sigma_normal_m": trust.normal_m,
        "sigma_worst_m": trust.worst_m,
        "covariance": trust.covariance.tolist(),
        "covariance_centre_m": fit.system.centre.tolist(),
    }
