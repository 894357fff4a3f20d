from __future__ import annotations

from uuid import UUID

import pytest

from catalogue.records import Tour, TourStop
from viewer.tour import TourStage, tour_document, view_fragment


def test_stops_keep_their_order_and_words():
    tour = Tour(id=UUID(int=1), slug="dao", title_vi="Một vòng", title_en=None, text_vi="Lời dẫn", text_en="Intro")
    stop = TourStop(position=0, title_vi="Chuông", title_en="Bell", text_vi="Nghe", text_en=None, camera={})
    other = TourStop(position=1, title_vi="Bia", title_en=None, text_vi=None, text_en=None, camera={})
    stages = [TourStage("chuong", "/p.webp", {"vi": "a", "en": "b"}), TourStage("bia", None, {"vi": "c", "en": "d"})]
    document = tour_document(tour, list(zip([stop, other], stages, strict=True)), lambda slug: f"/s/{slug}")
    assert document["title"] == {"vi": "Một vòng", "en": "Một vòng"}
    first, second = document["stops"]
    assert first["title"] == {"vi": "Chuông", "en": "Bell"}
    assert (first["links"], first["poster"], first["view"]) == ({"scene": "/s/chuong"}, "/p.webp", "")
    assert (second["poster"], second["text"]) == ("", {"vi": "", "en": ""})


@pytest.mark.parametrize(
    ("camera", "fragment"),
    [
        ({"azimuth_degrees": 40, "elevation_degrees": 10, "zoom": 1.5, "light": "raking"}, "v=40,10,1.5,raking"),
        ({"azimuth_degrees": -40.5, "elevation_degrees": 0}, "v=-40.5,0,1,gallery"),
        ({"azimuth_degrees": 1, "elevation_degrees": 2, "light": "disco"}, "v=1,2,1,gallery"),
        ({}, ""),
        ({"azimuth_degrees": True, "elevation_degrees": 2}, ""),
        ({"azimuth_degrees": float("inf"), "elevation_degrees": 2}, ""),
    ],
)
def test_camera_becomes_the_viewers_short_form(camera, fragment):
    assert view_fragment(camera) == fragment
