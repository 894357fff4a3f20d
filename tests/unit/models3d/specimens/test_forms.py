"""The building blocks are closed, outward and of the right size; every specimen is closed, coloured and repeatable."""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import pytest

from models3d.specimens import forms, glyphs, motifs
from models3d.specimens.bell import make_bell
from models3d.specimens.cauldron import make_cauldron
from models3d.specimens.collection import COLLECTION
from models3d.specimens.damage import signed_volume
from models3d.specimens.noise import cloud_noise, value_noise
from models3d.specimens.pavilion import make_pavilion
from models3d.specimens.ridge import make_ridge
from models3d.specimens.seal import make_seal
from models3d.specimens.stele import make_stele
from models3d.specimens.urn import make_urn
from models3d.specimens.vase import make_bowl, make_vase, vase_picture
from models3d.types import Mesh

MAKERS = {
    "urn": make_urn, "stele": make_stele, "vase": make_vase, "ridge": make_ridge, "bell": make_bell,
    "seal": make_seal, "bowl": make_bowl, "cauldron": make_cauldron, "pavilion": make_pavilion,
}  # fmt: skip
HEIGHT_M = {
    "urn": 2.062, "stele": 2.255, "vase": 0.438, "ridge": 1.234, "bell": 0.989, "seal": 0.117, "bowl": 0.095,
    "cauldron": 0.759, "pavilion": 6.84,
}  # fmt: skip


@cache
def small(name: str) -> Mesh:
    return MAKERS[name](1, 0.2)


def is_closed(faces: np.ndarray) -> bool:
    """Every directed edge has its opposite exactly once: closed, consistently turned, no edge with three faces."""
    edges = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    forward, counts = np.unique(edges, axis=0, return_counts=True)
    return bool((counts == 1).all()) and np.array_equal(forward, np.unique(edges[:, ::-1], axis=0))


def digest(mesh: Mesh) -> str:
    whole = hashlib.sha256()
    for array in (mesh.positions, mesh.faces, mesh.colors):
        whole.update(np.ascontiguousarray(array).tobytes())
    return whole.hexdigest()


@pytest.mark.parametrize(
    ("part", "volume"),
    [
        (forms.ball((1.0, 2.0, 0.5), 96), 4 / 3 * np.pi),
        (forms.block((1.0, 2.0, 3.0), 0.25), 6.0),
        (forms.tube(np.linspace((0, 0, 0), (0, 2, 0), 12), np.full(12, 0.5), 96), 2 * np.pi * 0.25),
        (forms.lathe(forms.resample([(0.001, 0), (1, 0), (1, 1), (0.001, 1)], 90, sharp=True), 128), np.pi),
    ],
    ids=["ball", "block", "tube", "lathe"],
)
def test_a_block_is_closed_and_encloses_its_volume(part, volume):
    assert is_closed(part.faces)
    assert signed_volume(part.positions, part.faces) == pytest.approx(volume, rel=0.02)


def test_a_mirrored_block_stays_outward():
    part = forms.moved(forms.block((1, 1, 1), 0.5), (3, 0, 0))
    assert signed_volume(forms.mirrored(part).positions, forms.mirrored(part).faces) == pytest.approx(1.0)


def test_a_bevel_takes_material_away_and_keeps_the_block_closed():
    sharp, soft = forms.block((1, 1, 1), 0.05), forms.block((1, 1, 1), 0.05, 0.1)
    assert is_closed(soft.faces)
    assert 0.9 < signed_volume(soft.positions, soft.faces) < signed_volume(sharp.positions, sharp.faces)


def test_moving_turns_about_the_vertical():
    part = forms.moved(forms.ball((0.1, 0.1, 0.1), 12), (0, 0, 1))
    turned = forms.moved(part, (0, 0, 0), np.pi / 2)
    assert turned.positions.mean(axis=0) == pytest.approx([1, 0, 0], abs=1e-9)


@pytest.mark.parametrize("name", MAKERS)
def test_a_specimen_is_closed_and_its_parts_have_volume(name):
    mesh = small(name)
    assert is_closed(mesh.faces)
    assert signed_volume(mesh.positions, mesh.faces) > 0
    assert np.isfinite(mesh.positions).all()
    assert mesh.faces.max() < len(mesh.positions)


@pytest.mark.parametrize("name", MAKERS)
def test_a_specimen_stands_on_the_floor_in_metres(name):
    low, high = small(name).positions.min(axis=0), small(name).positions.max(axis=0)
    assert low[1] == 0.0
    assert (low + high)[[0, 2]] == pytest.approx([0, 0], abs=1e-9)
    assert high[1] == pytest.approx(HEIGHT_M[name], rel=0.03)


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_seed_gives_the_same_specimen_and_another_seed_another_colour(name):
    again = MAKERS[name](1, 0.2)
    assert digest(again) == digest(small(name))
    other = MAKERS[name](2, 0.2)
    assert np.array_equal(other.positions, again.positions)
    assert not np.array_equal(other.colors, again.colors)


@pytest.mark.parametrize("name", MAKERS)
def test_colours_are_those_of_materials(name):
    """No albedo is near black or clipped white, and the surface is not of one colour."""
    colors = small(name).colors[:, :3].astype(float)
    luminance = colors @ [0.2126, 0.7152, 0.0722]
    assert 15 < np.percentile(luminance, 2) < np.percentile(luminance, 98) < 250
    assert colors.std(axis=0).max() > 3


def test_detail_makes_it_finer_and_not_larger():
    coarse, fine = small("urn"), make_urn(1, 0.3)
    assert len(fine.faces) > 1.8 * len(coarse.faces)
    assert np.ptp(fine.positions, axis=0) == pytest.approx(np.ptp(coarse.positions, axis=0), rel=0.02)


def test_relief_stands_out_of_the_urn():
    """On the belly the radius varies around the axis by the height of the mountains."""
    mesh = make_urn(1, 0.8)
    belly = np.abs(mesh.positions[:, 1] - 0.90) < 0.006
    radius = np.linalg.norm(mesh.positions[belly][:, [0, 2]], axis=1)
    outer = radius[radius > 0.69]
    assert 0.008 < np.ptp(outer) < 0.03


def test_the_inscription_is_cut_into_the_stele():
    """Places of the title and the text lie behind the plane of the front by some millimetres."""
    mesh = make_stele(1, 0.6)
    front = (mesh.positions[:, 1] > 1.1) & (mesh.normals[:, 2] > 0.5)
    depth = mesh.positions[front, 2]
    plane = np.median(depth)
    cut = (plane - depth) > 0.004
    assert 0.02 < cut.mean() < 0.3
    assert (plane - depth)[cut].max() < 0.0075


def test_every_character_of_the_inscription_has_strokes():
    for character in "".join(glyphs.COLUMNS) + glyphs.TITLE:
        ink = glyphs.glyph(character, 64)
        assert ink.shape == (64, 64)
        assert 0.05 < ink.mean() < 0.5
    pictures = {character: glyphs.glyph(character, 32).tobytes() for character in glyphs.STROKES}
    assert len(set(pictures.values())) == len(pictures)


def test_text_runs_from_right_to_left():
    page = glyphs.text_block(("山水", "日"), 40)
    assert np.array_equal(page[:40, 40:], glyphs.glyph("山", 40))
    assert np.array_equal(page[:40, :40], glyphs.glyph("日", 40))
    assert not page[40:, :40].any()


@pytest.mark.parametrize(
    "painter",
    [motifs.meander(12), motifs.waves(8), motifs.clouds(6), motifs.mountains(5), motifs.petals(9),
     motifs.lotus_scroll(4), motifs.lotus_flowers(4), motifs.bosses(10)],
    ids=["meander", "waves", "clouds", "mountains", "petals", "scroll", "flowers", "bosses"],
)  # fmt: skip
def test_a_motif_wraps_without_a_seam(painter):
    picture = motifs.drawn(600, 90, painter)
    assert picture.shape == (90, 600)
    assert 0.03 < picture.mean() < 0.8
    seam = np.abs(picture[:, 0] - picture[:, -1]).mean()
    inside = np.abs(np.diff(picture, axis=1)).mean(axis=0)
    assert seam <= inside.max() + 0.02


def test_sampling_wraps_around_and_ends_at_the_band():
    picture = np.zeros((10, 10))
    picture[:, 0] = 1.0
    values = motifs.sample(picture, np.array([0.05, 1.05, 0.5]), np.full(3, 0.5))
    assert values == pytest.approx([1, 1, 0])
    assert not motifs.sample(picture, np.array([0.05, 0.05]), np.array([-0.01, 1.01])).any()


def test_noise_is_seeded_smooth_and_within_bounds():
    points = np.random.default_rng(3).random((4000, 3))
    values = cloud_noise(points, 0.3, 1)
    assert 0 <= values.min() < 0.35
    assert 0.65 < values.max() <= 1
    assert np.array_equal(values, cloud_noise(points, 0.3, 1))
    assert not np.allclose(values, cloud_noise(points, 0.3, 2))
    step = np.abs(value_noise(points + 1e-4, 0.3, 1) - value_noise(points, 0.3, 1))
    assert step.max() < 2e-3


def test_the_vase_has_texture_coordinates_inside_its_picture():
    mesh = small("vase")
    assert mesh.uv is not None
    assert mesh.uv.min() >= 0
    assert mesh.uv.max() <= 1
    picture = vase_picture(1, 512)
    assert picture.shape == (256, 512, 3)
    blue, red = picture[..., 2].astype(int), picture[..., 0].astype(int)
    assert ((blue - red) > 60).mean() > 0.08
    assert (picture.min(axis=2) > 200).mean() > 0.3


def test_the_collection_names_what_the_museum_shows():
    assert set(COLLECTION) == set(MAKERS)
    assert len({entry.format for entry in COLLECTION.values()}) >= 6
