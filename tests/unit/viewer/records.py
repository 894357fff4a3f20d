"""Records for tests of documents, unsaved: the documents are pure functions of them."""

from __future__ import annotations

from uuid import UUID

from catalogue.records import Artifact, Derivative, Model, Scene
from catalogue.services.scenes import PlacedModel, SceneParts
from catalogue.vocab.terms import Usage
from viewer.scene import SceneUrls

GLB = "model/gltf-binary"

URLS = SceneUrls(
    derivative=lambda item: f"/d/{item.sha256}",
    view=lambda slug: f"/vi/view/{slug}",
    document=lambda slug: f"/api/v1/scenes/{slug}",
)


def derivative(usage: Usage, size: int = 1000, media_type: str = GLB, **details: object) -> Derivative:
    return Derivative(
        usage=usage, quality="", media_type=media_type, sha256=usage.value * 2, size=size, key="k", details=details
    )


def artifact(**values: object) -> Artifact:
    known = {"accession_number": "BT.1", "title_vi": "Đỉnh đồng", "title_en": "Bronze urn", "materials": ["đồng"]}
    return Artifact(**{**known, "ext": {}, **values})


def parts(
    *derivatives: Derivative, shown: Artifact | None = None, report: object = None, **scene: object
) -> SceneParts:
    known: dict[str, object] = {
        "title_vi": "Đỉnh đồng",
        "title_en": "Bronze urn",
        "spawn": {},
        "floor": {},
        "lights": {},
    }
    record = Scene(id=UUID(int=7), slug="dinh-dong", **{**known, **scene})
    model = Model(id=UUID(int=8), report=report or {})
    return SceneParts(record, (PlacedModel(model, {}, derivatives),) if derivatives else (), shown, None)
