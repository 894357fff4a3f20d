"""The truth about damage is what the two meshes themselves show."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from models3d.errors import GeometryError
from models3d.specimens import forms
from models3d.specimens.damage import Wound, damage_mesh, scan_epochs, signed_volume
from models3d.specimens.scanner import ScanPlan
from models3d.types import Mesh


def plate() -> Mesh:
    """A plate 400 x 400 x 100 mm with 4 mm between vertices, top at 100 mm."""
    return forms.as_mesh(forms.painted(forms.block((0.4, 0.1, 0.4), 0.004), np.array([0.5, 0.5, 0.5])))


WOUNDS = (
    Wound("chip", (-0.1, 0.1, -0.1), 0.04, 0.006),
    Wound("wear", (0.1, 0.1, -0.1), 0.06, 0.002),
    Wound("crust", (-0.1, 0.1, 0.1), 0.05, 0.004),
    Wound("crack", (0.1, 0.1, 0.1), 0.07, 0.005, towards=(1.0, 0.0, 0.0)),
)


def test_the_stated_volumes_sum_to_the_difference_of_the_meshes():
    mesh = plate()
    later, truths = damage_mesh(mesh, WOUNDS)
    difference = signed_volume(later.positions, later.faces) - signed_volume(mesh.positions, mesh.faces)
    assert sum(truth.volume_mm3 for truth in truths) == pytest.approx(difference * 1e9, rel=1e-6)


@pytest.mark.parametrize("wound", WOUNDS, ids=lambda wound: wound.kind)
def test_each_truth_agrees_with_its_wish(wound):
    mesh = plate()
    later, (truth,) = damage_mesh(mesh, (wound,))
    moved = (later.positions - mesh.positions)[:, 1] * 1e3
    assert truth.kind == wound.kind
    assert truth.is_gain == (wound.kind == "crust")
    assert truth.max_mm == pytest.approx(moved[np.argmax(np.abs(moved))], rel=1e-6)
    assert abs(truth.max_mm) == pytest.approx(wound.depth_m * 1e3, rel=0.35)
    assert np.sign(truth.volume_mm3) == np.sign(truth.max_mm) == (1 if truth.is_gain else -1)
    assert truth.centroid_mm == pytest.approx([c * 1e3 for c in wound.centre], abs=wound.radius_m * 1e3 * 0.2)
    assert 0 < truth.area_mm2 <= np.pi * (wound.radius_m * 1.15e3) ** 2
    assert abs(truth.volume_mm3) < truth.area_mm2 * abs(truth.max_mm)


def test_wear_has_the_volume_of_its_formula():
    """A smooth-step dish of radius r and depth d holds 0.3 * pi * r^2 * d."""
    fine = forms.as_mesh(forms.block((0.2, 0.05, 0.2), 0.0015))
    _, (truth,) = damage_mesh(fine, (Wound("wear", (0.0, 0.05, 0.0), 0.06, 0.003),))
    assert truth.volume_mm3 == pytest.approx(-0.3 * np.pi * 60**2 * 3, rel=0.03)


def test_deeper_wounds_take_more():
    depths = (0.001, 0.002, 0.004)
    truths = [damage_mesh(plate(), (Wound("chip", (0, 0.1, 0), 0.05, depth),))[1][0] for depth in depths]
    assert all(later.volume_mm3 < earlier.volume_mm3 for earlier, later in pairwise(truths))


def test_nothing_outside_the_wounds_moves():
    mesh = plate()
    later, _ = damage_mesh(mesh, WOUNDS[:1])
    far = np.linalg.norm(mesh.positions - WOUNDS[0].centre, axis=1) > 0.05
    assert np.array_equal(later.positions[far], mesh.positions[far])
    assert np.array_equal(later.colors[far], mesh.colors[far])
    assert not np.array_equal(later.colors, mesh.colors)


def test_a_wound_off_the_surface_is_refused():
    with pytest.raises(GeometryError) as caught:
        damage_mesh(plate(), (Wound("chip", (5.0, 5.0, 5.0), 0.05, 0.002),))
    assert caught.value.code == "wound_off_surface"


def test_wounds_that_touch_are_refused():
    with pytest.raises(GeometryError) as caught:
        damage_mesh(plate(), (WOUNDS[0], Wound("wear", WOUNDS[0].centre, 0.04, 0.002)))
    assert caught.value.code == "wound_overlap"


def test_both_epochs_are_scanned_by_their_own_plan():
    wound = Wound("chip", (0.0, 0.1, 0.0), 0.05, 0.008)
    plans = (ScanPlan(seed=1, noise_mm=0.05), ScanPlan(seed=2, noise_mm=0.05, turn_deg=30.0))
    earlier, later, (truth,) = scan_epochs(plate(), (wound,), plans)
    centre_before = earlier.positions[np.linalg.norm(earlier.positions[:, [0, 2]], axis=1) < 0.01]
    centre_after = later.positions[np.linalg.norm(later.positions[:, [0, 2]], axis=1) < 0.01]
    sunk = (centre_after[:, 1].max() - centre_before[:, 1].max()) * 1e3
    assert sunk == pytest.approx(truth.max_mm, abs=0.4)
    assert np.ptp(later.positions[:, 0]) > 1.2 * np.ptp(earlier.positions[:, 0])
