"""The pose is found without hands, exactly, with an honest error; or refused with a reason."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models3d.errors import GeometryError
from models3d.register import Wish, register_epochs
from models3d.register.motion import apply

_spec = importlib.util.spec_from_file_location("bodies", Path(__file__).with_name("bodies.py"))
bodies = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(bodies)


def moved(epoch, matrix):
    """The same survey under any linear map; faces stay outward when it mirrors."""
    faces = epoch.surface.mesh.faces
    if np.linalg.det(matrix[:3, :3]) < 0:
        faces = np.ascontiguousarray(faces[:, ::-1])
    return bodies.epoch(apply(matrix, epoch.positions), faces, epoch.noise_m)


@pytest.fixture(scope="module")
def pair():
    first, faces = bodies.bumpy()
    second = bodies.dented(bodies.bumpy(turn=1.0)[0], faces)
    hole = np.linalg.norm(second - second[3000], axis=1) < 0.02
    return bodies.earlier_of(first, faces), bodies.later_of(*bodies.without(second, faces, hole))


@pytest.fixture(scope="module")
def found(pair):
    told = []
    result = register_epochs(*pair, progress=lambda step, share: told.append((step, share)))
    return result, told


def refusal(earlier, later, wish=None):
    with pytest.raises(GeometryError) as caught:
        register_epochs(earlier, later, wish)
    return caught.value


def test_the_unchanged_surface_comes_within_a_fraction_of_the_noise(pair, found):
    away = bodies.displacement_mm(found[0].matrix, pair[0].positions)
    assert away.mean() < 0.03
    assert away.max() < 0.06


def test_the_stated_error_is_that_of_the_truth(pair, found):
    ratio = bodies.displacement_mm(found[0].matrix, pair[0].positions).mean() / (1e3 * found[0].sigma_m)
    assert 0.1 < ratio < 3


def test_overlap_inliers_and_check_regions_are_told(found):
    result = found[0]
    assert result.method == "automatic"
    assert result.scale == 1
    assert result.overlap > 0.95
    assert 0.9 < result.inliers < 1
    assert result.rms_m == pytest.approx(1.3e-4, rel=0.3)
    assert len(result.checks) >= 20
    assert max(abs(check.mean_m) for check in result.checks) < 1e-4
    assert not result.is_symmetric


def test_progress_only_grows(found):
    shares = [share for _, share in found[1]]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_the_same_input_gives_the_same_numbers(pair, found):
    again = register_epochs(*pair)
    assert np.array_equal(again.matrix, found[0].matrix)
    assert again.sigma_m == found[0].sigma_m


def test_normals_without_a_side_do_not_break_it(pair):
    later = pair[1]
    random = np.random.default_rng(0)
    sides = np.where(random.random(len(later.positions)) < 0.5, -1.0, 1.0)
    faces = later.surface.mesh.faces.copy()
    flip = random.random(len(faces)) < 0.5
    faces[flip] = faces[flip][:, ::-1]
    blind = replace(
        bodies.epoch(later.positions, faces), normals=later.normals * sides[:, None], is_oriented=False,
        spacing_m=later.spacing_m,
    )  # fmt: skip
    result = register_epochs(pair[0], blind)
    assert bodies.displacement_mm(result.matrix, pair[0].positions).max() < 0.1


def test_a_fragment_finds_its_place_and_says_so(pair):
    first, faces = bodies.bumpy()
    second, _ = bodies.bumpy(turn=1.0)
    far = second[:, 0] < 0.0
    result = register_epochs(pair[0], bodies.later_of(*bodies.without(second, faces, far)))
    assert bodies.displacement_mm(result.matrix, first).max() < 0.1
    assert "register_partial" in {notice.code for notice in result.notices}


def test_twenty_times_the_density_is_no_obstacle(pair):
    sparse = bodies.later_of(*bodies.bumpy(rows=67, turn=1.0))
    result = register_epochs(bodies.earlier_of(*bodies.bumpy(rows=300)), sparse)
    assert bodies.displacement_mm(result.matrix, pair[0].positions).max() < 0.1
    assert "register_density_differs" in {notice.code for notice in result.notices}


def test_another_object_is_refused(pair):
    other = [((0, 1, 0.1), 0.06, 0.6), ((1, 0, 0.9), -0.03, 0.5), ((0, -1, 0), 0.05, 0.3)]
    positions, faces = bodies.bumpy(bumps=other, radii=(0.08, 0.15, 0.11))
    assert refusal(pair[0], bodies.later_of(positions, faces)).code in {"register_not_same", "register_no_overlap"}


def test_a_mirrored_survey_is_refused(pair):
    assert refusal(pair[0], moved(pair[1], np.diag([-1.0, 1, 1, 1]))).code == "register_mirrored"


@pytest.mark.parametrize("factor", [1000.0, 1 / 25.4])
def test_other_units_are_named(pair, factor):
    error = refusal(pair[0], moved(pair[1], np.diag([factor, factor, factor, 1])))
    assert error.code == "register_units_differ"
    assert error.values["factor"] == pytest.approx(factor, rel=1e-4)


def test_a_sphere_and_an_ellipsoid_are_ambiguous():
    for radii, kind in (((0.1, 0.1, 0.1), "rotational"), ((0.14, 0.1, 0.08), "discrete")):
        surveys = [bodies.bumpy(rows=44, turn=turn, bumps=[], radii=radii) for turn in (0.0, 1.0)]
        error = refusal(bodies.earlier_of(*surveys[0]), bodies.later_of(*surveys[1]))
        assert error.code == "register_ambiguous"
        assert error.values["symmetry"] == kind


def test_a_flat_wall_is_ambiguous():
    positions, faces = bodies.wall()
    error = refusal(bodies.earlier_of(positions, faces), bodies.later_of(positions, faces))
    assert error.code == "register_ambiguous"


def test_a_square_block_is_ambiguous():
    positions, faces = bodies.box((0.1, 0.25, 0.1), 0.004)
    error = refusal(bodies.earlier_of(positions, faces), bodies.later_of(positions, faces))
    assert error.code == "register_ambiguous"
    assert error.values["symmetry"] == "discrete"


def test_a_free_scale_is_found_when_asked_for(pair):
    grown = moved(pair[1], np.diag([1.01, 1.01, 1.01, 1]))
    result = register_epochs(pair[0], grown, Wish(allow_scale=True))
    assert result.scale == pytest.approx(1 / 1.01, rel=2e-4)
