"""Colours that mean the same everywhere and to every eye; pictures true to scale, without state and to the byte."""

from __future__ import annotations

import importlib.util
import io
import json
import logging
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models3d.compare.colours import GREY, NO_DATA, DeviationScale, choose_scale, colour_of, round_up
from models3d.compare.cuts import cut_region, region_frame
from models3d.compare.pictures import find_scale, leading_regions, make_pictures
from models3d.compare.views import Badge, finish

_SPEC = importlib.util.spec_from_file_location("findings", Path(__file__).with_name("findings.py"))
findings = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(findings)

# Machado, Oliveira & Fernandes 2009, IEEE TVCG 15:1291-1298, full severity, on linear light.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(rgb, matrix):
    c = np.asarray(rgb, float) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ np.array(matrix).T
    linear = np.clip(linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ to_xyz.T / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


@pytest.fixture(scope="module")
def found():
    return findings.make_findings()


@pytest.fixture(scope="module")
def pictures(found):
    return make_pictures(found, view_px=360)


@pytest.mark.parametrize("eye", ["normal", *BLINDNESS])
def test_loss_gain_and_no_change_look_different_to_every_eye(eye):
    matrix = BLINDNESS.get(eye, np.eye(3))
    amounts = np.linspace(0.1, 1, 10)
    loss, gain = (lab(colour_of(amounts * sign, 1.0, 0.05), matrix) for sign in (-1, 1))
    assert np.linalg.norm(loss - gain, axis=1).min() > 25
    grey, blind = lab([GREY], matrix), lab([NO_DATA], matrix)
    for side in (loss, gain):
        assert np.linalg.norm(side - grey, axis=1).min() > 15
        assert np.linalg.norm(side - blind, axis=1).min() > 10
        assert (np.diff(side[:, 0]) < 0).all(), "more change is darker"


def test_grey_means_up_to_the_places_own_level_of_detection():
    values = np.array([-0.5, 0.5, 0.2, -0.2, 0.0, np.nan, 99, -99])
    lod = np.array([0.6, 0.4, 0.2, 0.1, 0.0, 0.1, 1, 1])
    colors = colour_of(values, 1.0, lod)
    is_grey = (colors == GREY).all(axis=1)
    assert is_grey.tolist() == [True, False, True, False, True, False, False, False]
    assert colors[5].tolist() == list(NO_DATA)
    assert colors[6].tolist() == colour_of(np.array([1.0]), 1.0, 0.0)[0].tolist()
    assert colour_of(np.zeros((3, 2)), 1.0, 0.1).shape == (3, 2, 3)


@given(st.floats(0.01, 50), st.floats(0, 0.9))
def test_the_viewers_stops_are_the_same_colours(limit, share):
    scale = DeviationScale(limit, limit * share)
    stops = scale.stops()
    mm = [stop["mm"] for stop in stops]
    assert mm == sorted(mm)
    assert mm[0] == -limit
    assert mm[-1] == limit
    rgb = np.array([[int(stop["rgb"][k : k + 2], 16) for k in (1, 3, 5)] for stop in stops])
    for value in np.linspace(-limit, limit, 41):
        if abs(abs(value) - scale.lod_mm) < limit * 1e-6:
            continue
        mixed = [np.interp(value, mm, rgb[:, k]) for k in range(3)]
        assert np.abs(mixed - colour_of(np.array([value]), limit, scale.lod_mm)[0]).max() <= 1.01
    assert json.loads(json.dumps(scale.table()))["within_lod"] == "#8C8C8C"


@given(st.floats(1e-6, 1e6))
def test_limits_are_round_and_large_enough(value):
    limit = round_up(value)
    assert value <= limit * (1 + 1e-8)
    assert limit < value * 2.6
    assert f"{limit:e}"[0] in "125"


def test_the_limit_follows_what_changed_and_not_single_points():
    values = np.concatenate([np.full(98, 0.9), [50.0, np.nan], np.zeros(900)])
    changed = np.abs(np.nan_to_num(values)) > 0.5
    assert choose_scale(values, 0.1, changed).limit_mm == 1.0
    assert choose_scale(np.zeros(10), 0.1, np.zeros(10, np.bool_)).limit_mm == 0.2
    assert choose_scale(np.full(3, np.nan), np.nan) == DeviationScale(0.001, 0.0)


def test_all_six_sides_stand_at_one_scale_with_their_colours(pictures):
    assert [view.side for view in pictures.views] == ["front", "right", "back", "left", "top", "bottom"]
    assert len({view.mm_per_px for view in pictures.views}) == 1
    front, _, back, left, _, bottom = (view.pixels.astype(int) for view in pictures.views)
    assert count_blue(front) > 300
    assert count_blue(back) < 60
    assert count_orange(left) > 150
    assert count_orange(front) < 100
    pale = (np.abs(bottom - NO_DATA).max(axis=2) < 30) & (np.ptp(bottom, axis=2) > 12)
    assert pale.sum() > 800
    width = np.flatnonzero((front < 250).any(axis=2)[60:340].any(axis=0))
    assert np.ptp(width) * pictures.views[0].mm_per_px == pytest.approx(100, abs=10)


def count_blue(rgb):
    return int(((rgb[..., 2] - rgb[..., 0]) > 50).sum())


def count_orange(rgb):
    return int(((rgb[..., 0] - rgb[..., 2]) > 50).sum())


def test_close_ups_show_the_place_before_and_after(pictures, found):
    assert [shown.region for shown in pictures.regions] == [region.id for region in leading_regions(found.regions, 8)]
    shown = pictures.regions[0]
    assert count_blue(shown.deviation.astype(int)) > 2000
    height = min(len(shown.earlier), len(shown.later))
    changed = np.abs(shown.earlier[:height].astype(int) - shown.later[:height].astype(int)).max(axis=2) > 8
    middle = changed[height // 4 : 3 * height // 4, 105:315]
    assert middle.mean() > 4 * changed[:40].mean(), "the later survey was laid onto the earlier one"


def test_sections_cut_the_region_they_name(pictures, found):
    assert [section.name for section in pictures.sections] == ["1", "2"]
    for section, kind in zip(pictures.sections, ("loss", "gain"), strict=True):
        assert {band.kind for band in section.bands} == {kind}
        deepest = max(abs(band.max_m) for band in section.bands)
        region = found.regions[int(section.name) - 1]
        assert deepest == pytest.approx(abs(region.max_m), rel=0.15)


def test_a_place_that_looks_up_has_a_frame_too(found):
    region = found.regions[0]
    flat = found.distances.normals.copy()
    flat[region.cores] = [0, 1, 0]
    distances = type(found.distances)(**{**fields_of(found.distances), "normals": flat})
    for up, top in (("y", [0, 0, -1]), ("z", [0, 0, 1])):
        outward, along = region_frame(distances, region, up)
        assert outward.tolist() == [0, 1, 0]
        assert along.tolist() == top
    opposed = flat.copy()
    opposed[region.cores[::2]] *= -1
    region = type(region)(**{**fields_of(region), "cores": region.cores[: len(region.cores) // 2 * 2]})
    distances = type(found.distances)(**{**fields_of(found.distances), "normals": opposed})
    assert abs(region_frame(distances, region, "y")[0][1]) == 1
    assert cut_region((found.earlier, found.later), found.registration, found.distances, region).pair.earlier


def fields_of(value):
    return {name: getattr(value, name) for name in type(value).__dataclass_fields__}


def test_the_pngs_are_pictures_the_same_bytes_twice_and_leave_no_global_state(pictures, found, caplog):
    before = dict(mpl.rcParams)
    with caplog.at_level(logging.WARNING):
        again = make_pictures(found, view_px=360)
        sheet = again.views_png()
    assert dict(mpl.rcParams) == before
    assert caplog.records == []
    for first, second in zip((*pictures.views, *pictures.regions), (*again.views, *again.regions), strict=True):
        assert all(np.array_equal(getattr(first, key), getattr(second, key)) for key in fields_of(first))
    assert pictures.histogram == again.histogram
    assert len(set(pictures.histogram.values())) == 3
    assert pictures.views_png() == sheet
    for data in (sheet, again.histogram_png()):
        with Image.open(io.BytesIO(data)) as opened:
            assert opened.width > 1000


def test_nothing_changed_gives_grey_pictures_without_numbers():
    quiet = make_pictures(findings.make_findings(change=False), view_px=120)
    assert quiet.regions == ()
    assert quiet.sections == ()
    assert quiet.scale == find_scale(findings.make_findings(change=False).detection)
    assert count_orange(quiet.views[0].pixels.astype(int)) < 40


def test_badges_keep_apart_and_inside():
    plain = np.full((200, 200, 3), 255, np.uint8)
    crowd = tuple(Badge(str(100 + k), (100.0 + k, 100.0)) for k in range(30))
    image = finish(plain, 0.5, crowd)
    assert image.shape == (200 + 2 * 44 + 30, 288, 3)
    assert (image < 100).any()
    assert finish(plain, 20.0, border=False).shape == (230, 200, 3)
