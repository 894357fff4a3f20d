"""Rendered photographs show the object, in front of paper, and say that they are rendered."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from models3d.specimens import forms
from models3d.specimens.photos import CAMERA, Credit, Studio, View, save_photo
from models3d.types import Mesh


@pytest.fixture(scope="module")
def studio() -> Studio:
    """A red ball on the left of a blue one, as seen from the front."""
    red = forms.painted(forms.moved(forms.ball((0.3, 0.3, 0.3), 60), (-0.5, 0.3, 0)), np.array([0.8, 0.1, 0.1]))
    blue = forms.painted(forms.moved(forms.ball((0.3, 0.3, 0.3), 60), (0.5, 0.3, 0)), np.array([0.1, 0.1, 0.8]))
    return Studio(forms.as_mesh(forms.joined([red, blue])))


def utf8(value: str) -> str:
    """Pillow reads text tags as Latin-1."""
    return value.encode("latin-1").decode("utf-8")


def redness(picture: np.ndarray) -> np.ndarray:
    return picture[..., 0].astype(int) - picture[..., 2].astype(int)


def test_left_is_left_and_up_is_up(studio):
    picture = studio.photograph(View(0, 5), (320, 240))
    assert picture.shape == (240, 320, 3)
    columns = np.nonzero(redness(picture) > 60)[1]
    assert columns.mean() < 120
    assert np.nonzero(redness(picture) < -60)[1].mean() > 200
    top, bottom = picture[:20].mean(), picture[-20:].mean()
    assert picture.std() > 10
    assert min(top, bottom) > 60


def test_from_behind_the_sides_change(studio):
    picture = studio.photograph(View(180, 5), (320, 240))
    assert np.nonzero(redness(picture) > 60)[1].mean() > 200


def test_the_whole_object_is_inside_the_picture(studio):
    for azimuth in (0, 45, 90):
        picture = studio.photograph(View(azimuth, 20), (240, 180))
        marked = np.abs(redness(picture)) > 60
        assert marked.any()
        assert not marked[0].any()
        assert not marked[-1].any()
        assert not marked[:, 0].any()
        assert not marked[:, -1].any()


def test_zoom_makes_it_larger(studio):
    near, far = (np.abs(redness(studio.photograph(View(0, 5, zoom), (240, 180)))) > 60 for zoom in (1.4, 1.0))
    assert near.sum() > 1.5 * far.sum()


def test_the_object_throws_a_shadow_on_the_paper(studio):
    picture = studio.photograph(View(0, 40), (320, 240)).astype(float)
    paper = np.abs(redness(picture.astype(np.uint8))) < 25
    light = picture.mean(axis=2)[paper]
    assert np.percentile(light, 2) < 0.75 * np.median(light)


def test_the_same_view_gives_the_same_picture(studio):
    first, again = (studio.photograph(View(30, 10), (200, 150)) for _ in range(2))
    assert np.array_equal(first, again)


def test_the_file_says_that_it_is_rendered(studio, tmp_path):
    credit = Credit("Đỉnh mẫu", datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
    path = save_photo(studio.photograph(View(), (200, 150)), tmp_path / "đỉnh.jpg", credit)
    with Image.open(path) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (200, 150)
        exif = picture.getexif()
        detail = exif.get_ifd(0x8769)
    assert utf8(exif[0x0110]) == CAMERA == "Cửu Đỉnh specimen renderer"
    assert utf8(exif[0x010E]) == "Đỉnh mẫu (rendered picture of a modelled specimen)"
    assert "CC0" in exif[0x8298]
    assert detail[0x9003] == "2026:11:22 03:00:00"
    assert detail[0x9011] == "+00:00"


def test_a_mesh_without_colours_is_refused():
    with pytest.raises(ValueError, match="colours"):
        Studio(Mesh(np.eye(3), np.array([[0, 1, 2]])))
