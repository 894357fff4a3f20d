import numpy as np
import pytest

from models3d.errors import GeometryError
from models3d.frame import place_on_floor, resolve_unit
from models3d.types import Mesh, Scan
from tests.scans import CUBE_FACES, CUBE_POSITIONS


def scan(size, **values):
    return Scan(Mesh(CUBE_POSITIONS * size, CUBE_FACES), "obj", **values)


def test_a_persons_word_beats_the_file():
    choice = resolve_unit(scan(1, unit="m"), "cm")
    assert (choice.scale, choice.evidence, choice.needs_confirmation) == (0.01, "stated", False)


def test_the_format_beats_the_height():
    assert resolve_unit(scan(1, unit="in"), None, 300).evidence == "format"


def test_a_height_finds_the_unit_or_else_the_scale():
    assert resolve_unit(scan(495), None, 490).unit == "mm"
    odd = resolve_unit(scan(7), None, 490)
    assert odd.unit is None
    assert odd.scale * 7 == pytest.approx(0.49)


def test_a_height_tells_which_way_is_up():
    tall = Scan(Mesh(CUBE_POSITIONS * [100, 200, 495], CUBE_FACES), "ply", up="y")
    assert resolve_unit(tall, None, 495).up == "z"
    assert resolve_unit(tall, "mm", 495).up == "z"


@pytest.mark.parametrize(
    ("size", "unit"),
    [((239, 495, 363), "mm"), ((1.7, 2.7, 1.5), "m"), ((0.07, 0.07, 0.2), "m"), ((20, 20, 20), "mm")],
)
def test_a_guess_gives_its_reason_and_asks(size, unit):
    choice = resolve_unit(scan(np.array(size)))
    assert (choice.unit, choice.evidence, choice.needs_confirmation) == (unit, "guess", True)
    assert choice.reason == f"unit_guessed_{unit}"
    assert choice.values["extent"] == max(size)


@pytest.mark.parametrize(
    ("unit", "height", "code"),
    [
        ("ell", None, "unit_unknown"),
        (None, -1.0, "height_invalid"),
        (None, float("nan"), "height_invalid"),
    ],
)
def test_nonsense_is_refused(unit, height, code):
    with pytest.raises(GeometryError) as caught:
        resolve_unit(scan(1), unit, height)
    assert caught.value.code == code


def test_the_base_centre_comes_to_the_origin_and_z_stands_up():
    mesh = Mesh(CUBE_POSITIONS * [1000, 2000, 3000] + 500, CUBE_FACES, np.tile(np.float32([0, 0, 1]), (8, 1)))
    placed = place_on_floor(mesh, 0.001, "z")
    assert placed.positions.min(axis=0).tolist() == pytest.approx([-0.5, 0.0, -1.0])
    assert placed.positions.max(axis=0).tolist() == pytest.approx([0.5, 3.0, 1.0])
    assert placed.normals[0].tolist() == [0, 1, 0]
    assert np.ptp(mesh.positions[:, 2]) == 3000, "the input stays as it is"
