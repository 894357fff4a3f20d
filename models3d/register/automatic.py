"""The pose found without hands, or a refusal that says why not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models3d.errors import GeometryError
from models3d.register.ambiguity import Bench, Rival, Start, starts
from models3d.register.checks import Trust, hold_out
from models3d.register.coarse import Ground, prepare, search
from models3d.register.fine import Effort, Fit, align
from models3d.register.motion import Floats
from models3d.register.rows import look_from_earlier, look_from_later
from models3d.register.survey import Survey
from models3d.register.verdict import Quality, cost, demand_same, expected_sigma, judge, not_same
from models3d.steplog import Progress
from models3d.surface import Surface

UNITS = (2.54, 3.2808399, 10.0, 12.0, 25.4, 30.48, 39.3700787, 100.0, 304.8, 1000.0)
_POLISH = Effort(levels=(2_500,), last_rounds=6)
_TRIED = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A pose that is believed: the fit, how far off it may be, how good it is, and the closest rival if any."""

    fit: Fit
    trust: Trust
    quality: Quality
    rival: Rival | None


def find(later: Survey, earlier: Survey, seed: int, effort: Effort, progress: Progress) -> Found:
    """Find the one pose that both surveys' unchanged surface agrees on.

    Raises:
        GeometryError: ``register_units_differ``, ``register_mirrored``, ``register_no_overlap``,
            ``register_not_same``, ``register_ambiguous``, ``register_evidence_weak``.
    """
    check_units(later, earlier, seed)
    progress("coarse", 0.05)
    ground = prepare(later, earlier)
    tries = polish(later, earlier, ground, seed)
    progress("fine", 0.35)
    fit, quality = None, Quality(0, 0, 0, 0, 0)
    if tries:
        quality = judge(later, earlier, tries[0].pose, tries[0].system.sigma_m)
    if quality.is_hopeful:
        fit = align(later, earlier, tries[0].pose, effort)
        quality = judge(later, earlier, fit.pose, fit.system.sigma_m)
    if fit is None or not quality.is_same:
        _check_mirror(later, earlier, ground, seed)
        demand_same(quality)
        raise not_same(quality)
    progress("ambiguity", 0.7)
    return _settle_rivals(later, earlier, ground, fit, ([other.pose for other in tries[1:]], effort))


def polish(later: Survey, earlier: Survey, ground: Ground, seed: int, *, is_mirrored: bool = False) -> list[Fit]:
    """The best candidate poses later -> earlier, settled on the triangles, best first."""
    guesses = search(ground, seed, is_mirrored=is_mirrored)
    if not guesses:
        return []
    hopeful = [g for g in guesses if g.share > 0.6 * guesses[0].share][:_TRIED]
    fits = [fit for guess in hopeful if (fit := _settle(later, earlier, guess.pose)) is not None]
    if not fits:  # not one guess has a counterpart anywhere
        return []
    sigma = max(expected_sigma(later, earlier), min(fit.system.sigma_m for fit in fits))
    costs = [_mean_cost(later, earlier, ground, fit.pose, sigma) for fit in fits]
    return [fits[k] for k in np.argsort(costs, kind="stable")]


def _settle(later: Survey, earlier: Survey, pose: Floats) -> Fit | None:
    """Align a guess; None for one at which the surveys don't meet."""
    try:
        return align(later, earlier, pose, _POLISH)
    except GeometryError:
        return None


def check_units(later: Survey, earlier: Survey, seed: int) -> None:
    """Refuse surveys whose sizes differ by the ratio of two units when they fit after rescaling.

    Raises:
        GeometryError: ``register_units_differ`` naming the factor.
    """
    ratio = later.size_m / earlier.size_m
    if 1 / 1.8 < ratio < 1.8:
        return
    large = max(ratio, 1 / ratio)
    for factor in sorted(UNITS, key=lambda unit: abs(np.log(unit / large))):
        if not 1 / 1.25 < factor / large < 1.25:
            return
        applied = factor if ratio > 1 else 1 / factor
        if _fits(rescaled(later, 1 / applied), earlier, seed):
            raise GeometryError("register_units_differ", factor=round(applied, 6), ratio=round(ratio, 4))


def rescaled(survey: Survey, scale: float) -> Survey:
    """The same survey in other lengths."""
    epoch = survey.epoch
    mesh = replace(epoch.surface.mesh, positions=epoch.surface.mesh.positions * scale)
    return Survey(
        replace(
            epoch,
            positions=epoch.positions * scale,
            surface=Surface(mesh),
            spacing_m=epoch.spacing_m * scale,
            noise_m=epoch.noise_m * scale,
        ),
        survey.seed,
    )


def _best_quality(later: Survey, earlier: Survey, ground: Ground, seed: int, *, is_mirrored: bool) -> Quality | None:
    """How good the best pose is; None when there is none worth a closer look."""
    tries = polish(later, earlier, ground, seed, is_mirrored=is_mirrored)
    if not tries or not judge(later, earlier, tries[0].pose, tries[0].system.sigma_m).is_hopeful:
        return None
    fit = align(later, earlier, tries[0].pose, Effort(levels=(4_000, 15_000)))
    return judge(later, earlier, fit.pose, fit.system.sigma_m)


def _fits(later: Survey, earlier: Survey, seed: int) -> bool:
    """Whether some pose passes as the same object."""
    quality = _best_quality(later, earlier, prepare(later, earlier), seed, is_mirrored=False)
    return quality is not None and quality.is_same


def _check_mirror(later: Survey, earlier: Survey, ground: Ground, seed: int) -> None:
    """Refuse a later survey that fits when mirrored.

    Raises:
        GeometryError: ``register_mirrored``.
    """
    quality = _best_quality(later, earlier, ground, seed, is_mirrored=True)
    if quality is not None and quality.is_same:
        raise GeometryError("register_mirrored", inliers_percent=round(100 * quality.inliers))


def _settle_rivals(
    later: Survey, earlier: Survey, ground: Ground, fit: Fit, others: tuple[list[Floats], Effort]
) -> Found:
    """Try every other pose; a better one takes the place of the found one (twice at most)."""
    poses, effort = others
    better: Rival | None = None
    for _ in range(3):
        trust = hold_out(fit.system)
        rivals, better = _gather(
            Bench(later, earlier, ground, fit, trust.sigma_m), _all(later, earlier, ground, fit, poses)
        )
        if better is None:
            quality = judge(later, earlier, fit.pose, fit.system.sigma_m)
            demand_same(quality)
            _demand_evidence(trust, quality)
            near = [rival for rival in rivals if rival.margin < 0.15]
            return Found(fit, trust, quality, min(near, key=lambda rival: rival.margin, default=None))
        fit = align(later, earlier, better.pose, effort)
    raise ambiguous(better or Rival(fit.pose, "discrete", 0.0, 0.0, 0.0, is_equal=True))


def _demand_evidence(trust: Trust, quality: Quality) -> None:
    """Refuse a pose that the surface fixes no better than a single point would.

    Raises:
        GeometryError: ``register_evidence_weak``.
    """
    if trust.sigma_m > quality.sigma_m:
        raise GeometryError(
            "register_evidence_weak", sigma_mm=round(1e3 * trust.sigma_m, 3), noise_mm=round(1e3 * quality.sigma_m, 3)
        )


def _all(later: Survey, earlier: Survey, ground: Ground, fit: Fit, poses: list[Floats]) -> list[Start]:
    return [*starts(later, earlier, ground, fit), *(Start(pose, "discrete") for pose in poses)]


def _gather(bench: Bench, tries: list[Start]) -> tuple[list[Rival], Rival | None]:
    """The rivals that fit less well, and the first that fits better.

    Raises:
        GeometryError: ``register_ambiguous`` or ``register_mirrored``.
    """
    rivals: list[Rival] = []
    for start in tries:
        rival = bench.try_start(start)
        if rival is None:
            continue
        if rival.kind == "mirror":
            if rival.margin < -0.03:
                raise GeometryError("register_mirrored", inliers_percent=round(100 * -rival.margin))
            continue
        if rival.margin < -0.02:
            return rivals, rival
        if rival.is_equal:
            raise ambiguous(rival)
        rivals.append(rival)
    return rivals, None


def ambiguous(rival: Rival) -> GeometryError:
    """The refusal that names the symmetry."""
    return GeometryError(
        "register_ambiguous",
        symmetry=rival.kind,
        angle_deg=round(rival.angle_deg, 1),
        shift_mm=round(rival.shift_mm, 2),
    )


def _mean_cost(later: Survey, earlier: Survey, ground: Ground, pose: Floats, sigma_m: float) -> float:
    if ground.is_swapped:
        rows = look_from_earlier(later, earlier, pose, earlier.sample(4_000))
    else:
        rows = look_from_later(later, earlier, pose, later.sample(4_000))
    return float(cost(rows, sigma_m).mean())
