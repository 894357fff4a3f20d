from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest

from catalogue.records import Model
from catalogue.services.scenes import PlacedModel
from catalogue.vocab.terms import Usage
from models3d.types import Mesh
from models3d.workreport import scene_hints
from tests.unit.viewer.records import URLS, artifact, derivative, parts
from viewer.scene import DEFAULT_FLOOR_M, copies, scene_document


def test_document_names_what_a_page_needs():
    vr = derivative(Usage.VR, 5000, triangles=90_000, gpu_mb=5.6)
    poster = derivative(Usage.POSTER, media_type="image/webp")
    document = scene_document(parts(vr, poster, shown=artifact(licence="CC0", attribution="Bảo tàng")), URLS)
    assert document["slug"] == "dinh-dong"
    assert document["title"] == {"vi": "Đỉnh đồng", "en": "Bronze urn"}
    assert document["poster"] == "/d/posterposter"
    assert document["links"] == {"self": "/api/v1/scenes/dinh-dong", "view": "/vi/view/dinh-dong"}
    assert (document["licence"], document["attribution"]) == ("CC0", "Bảo tàng")
    [entry] = document["derivatives"]
    assert (entry["usage"], entry["url"], entry["bytes"]) == ("vr", "/d/vrvr", 5000)
    assert (entry["triangles"], entry["gpu_mb"]) == (90_000, 5.6)


def test_document_is_json():
    document = scene_document(parts(derivative(Usage.PHONE)), URLS)
    assert json.loads(json.dumps(document)) == document


def test_stated_size_wins_over_the_measured_one():
    shown = artifact(height_mm=412.0, width_mm=306.0, depth_mm=300.0)
    document = scene_document(parts(derivative(Usage.VR), shown=shown, report={"source": {"bbox_m": [9, 9, 9]}}), URLS)
    assert document["size"] == {"metres": [0.306, 0.412, 0.3], "source": "record"}


def test_half_a_stated_size_is_none():
    document = scene_document(parts(derivative(Usage.VR), shown=artifact(height_mm=412.0)), URLS)
    assert document["size"] is None


def test_reported_size_is_told_as_the_scans():
    document = scene_document(parts(derivative(Usage.VR), report={"source": {"bbox_m": [0.3, 0.4, 0.3]}}), URLS)
    assert document["size"] == {"metres": [0.3, 0.4, 0.3], "source": "scan"}


@pytest.mark.parametrize("size", [[0.3, 0.4], [0.3, 0, 0.3], [0.3, "x", 1], "big", [True, 1, 1], [float("inf"), 1, 1]])
def test_a_senseless_size_is_none(size):
    assert scene_document(parts(derivative(Usage.VR), report={"source": {"bbox_m": size}}), URLS)["size"] is None


def test_absent_english_takes_the_vietnamese_words():
    document = scene_document(parts(derivative(Usage.VR), title_en=None, text_vi="Lời kể"), URLS)
    assert document["title"]["en"] == "Đỉnh đồng"
    assert document["description"] == {"vi": "Lời kể", "en": "Lời kể"}


def test_words_of_the_artifact_stand_in_for_the_scenes():
    document = scene_document(parts(derivative(Usage.VR), shown=artifact(description_vi="Đúc năm 1835.")), URLS)
    assert document["description"]["vi"] == "Đúc năm 1835."
    assert document["alt"]["vi"] == "Mô hình 3D: Đỉnh đồng (đồng)."


def test_spawn_and_floor_are_told_only_when_sound():
    good = parts(derivative(Usage.VR), spawn={"position": [0, 0, 2], "yaw_degrees": 15}, floor={"radius_m": 12})
    document = scene_document(good, URLS)
    assert document["spawn"] == {"position": [0.0, 0.0, 2.0], "yaw_degrees": 15}
    assert document["floor"] == {"radius_m": 12.0}
    bad = scene_document(parts(derivative(Usage.VR), spawn={"position": [0, "b", 2]}, floor={"radius_m": -1}), URLS)
    assert bad["spawn"] is None
    assert bad["floor"] == {"radius_m": DEFAULT_FLOOR_M}


def test_what_the_workshop_wrote_of_floor_and_spawn_is_read():
    placed = Mesh(np.array([[-0.1, 0.0, -0.1], [0.1, 0.4, 0.1], [0.1, 0.0, 0.1]]), np.array([[0, 1, 2]], np.uint32))
    hints = scene_hints(placed)
    document = scene_document(parts(derivative(Usage.VR), **hints), URLS)
    assert document["floor"] == {"radius_m": hints["floor"]["radius"]}
    assert document["spawn"] == {"position": hints["spawn"]["position"], "yaw_degrees": 0.0}


@pytest.mark.parametrize(
    ("position", "yaw"), [([0, 0, 2], 0), ([2, 0, 0], 90), ([-2, 0, 0], -90), ([2, 0, 2], 45), ([0, 0, -2], 180)]
)
def test_a_target_turns_the_visitor_towards_it(position, yaw):
    spawn = {"position": position, "target": [0, 0.2, 0]}
    document = scene_document(parts(derivative(Usage.VR), spawn=spawn), URLS)
    assert document["spawn"]["yaw_degrees"] == pytest.approx(yaw)


@pytest.mark.parametrize(
    ("materials", "vi", "en"),
    [
        ([], "Mô hình 3D: Đỉnh đồng.", "3D model: Bronze urn."),
        (["đồng / bronze"], "Mô hình 3D: Đỉnh đồng (đồng).", "3D model: Bronze urn (bronze)."),
        (["gỗ / wood", "sơn"], "Mô hình 3D: Đỉnh đồng (gỗ, sơn).", "3D model: Bronze urn (wood, sơn)."),
    ],
)
def test_the_text_alternative_names_materials_in_each_language(materials, vi, en):
    shown = artifact(materials=materials)
    assert scene_document(parts(derivative(Usage.VR), shown=shown), URLS)["alt"] == {"vi": vi, "en": en}


def _placed(number: int, *, day: int, matrix: object = None) -> PlacedModel:
    """A model made on a day of one month, with one copy named after its number."""
    model = Model(id=UUID(int=number), report={"source": {"bbox_m": [number, 1, 1]}})
    model.created_at = datetime(2026, 11, day, tzinfo=UTC)
    placement = {} if matrix is None else {"matrix": matrix}
    return PlacedModel(model, placement, (derivative(Usage.VR, 1000 + number),))


def _shown(*placed: PlacedModel) -> dict[str, object]:
    return scene_document(replace(parts(), models=placed), URLS)


def test_of_two_scans_of_one_object_the_newest_model_stands_alone():
    document = _shown(_placed(1, day=1), _placed(2, day=9), _placed(3, day=5))
    assert [model["id"] for model in document["models"]] == [str(UUID(int=2))]
    assert [item["bytes"] for item in document["derivatives"]] == [1002]
    assert document["size"]["metres"] == [2.0, 1.0, 1.0]


def test_an_arranged_scene_shows_every_model_in_its_place():
    moved = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 4.5, 0, -2, 1]
    document = _shown(_placed(1, day=1), _placed(2, day=9, matrix=moved))
    assert [model["placement"] for model in document["models"]] == [None, [float(n) for n in moved]]
    assert [model["derivatives"][0]["bytes"] for model in document["models"]] == [1001, 1002]
    assert document["size"] is None


@pytest.mark.parametrize("matrix", [[1, 2, 3], "here", [float("nan")] * 16, [True] * 16])
def test_a_senseless_placement_arranges_nothing(matrix):
    document = _shown(_placed(1, day=1, matrix=matrix), _placed(2, day=2))
    assert len(document["models"]) == 1
    assert document["models"][0]["placement"] is None


def test_a_scene_without_a_model_has_nothing_to_load():
    document = scene_document(parts(), URLS)
    assert (document["derivatives"], document["poster"], document["size"]) == ([], None, None)


def test_copies_leave_pictures_out():
    found = copies((derivative(Usage.VR, triangles=10), derivative(Usage.POSTER, media_type="image/webp")))
    assert [(copy.usage, copy.triangles) for copy in found] == [(Usage.VR, 10)]
