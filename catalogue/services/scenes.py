"""Scenes: models arranged for looking at, with a floor and a safe place to stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Derivative, Model, Scene, SceneModel, Site
from catalogue.services.audits import expect_version, record_change
from catalogue.services.paging import Page, page_by
from catalogue.services.private_fields import for_reader
from catalogue.services.validation import assign
from catalogue.services.visibility import owner_seen, seen_through_owner
from catalogue.vocab.folding import fold
from catalogue.vocab.terms import Visibility

EDITABLE = ("title_vi", "title_en", "text_vi", "text_en", "visibility", "spawn", "floor", "lights")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class PlacedModel:
    """One model of a scene, its placement (column-major 4x4 ``matrix``, metres) and its current derivatives."""

    model: Model
    placement: dict[str, object]
    derivatives: tuple[Derivative, ...]


@dataclass(frozen=True, slots=True)
class SceneParts:
    """Everything that a scene document is made of; the artifact or site is the one that the scene shows."""

    scene: Scene
    models: tuple[PlacedModel, ...]
    artifact: Artifact | None
    site: Site | None


def ensure_scene(
    session: Session,
    who: Identity,
    model_id: UUID,
    *,
    spawn: Mapping[str, object] | None = None,
    floor: Mapping[str, object] | None = None,
) -> Scene:
    """The scene that shows this model: the one of its artifact or site, made when absent; repeating changes nothing.

    An existing scene takes the new model in place of the superseded models of the same scan.

    Raises:
        NotFoundError: ``model_not_found``.
    """
    require(who, Action.UPLOAD_FILES)
    model = session.get(Model, model_id)
    if model is None:
        raise NotFoundError("model_not_found", model=str(model_id))
    scene = session.scalar(select(Scene).where(_owner_of(model), Scene.withdrawn_at.is_(None)).limit(1))
    if scene is None:
        scene = _new_scene(session, model)
    scene.spawn = dict(spawn) if spawn is not None else scene.spawn
    scene.floor = dict(floor) if floor is not None else scene.floor
    if scene not in session or session.is_modified(scene):
        record_change(session, who, scene, "show_model")
    _place(session, scene, model)
    return scene


def update_scene(
    session: Session, who: Identity, slug: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Scene:
    """Change a scene's words, floor, spawn or lights.

    Raises:
        NotFoundError, ValidationError, StaleError.
    """
    require(who, Action.WRITE_TOURS)
    scene = read_scene(session, who, slug)
    expect_version(scene, expected_version)
    assign(scene, changes, EDITABLE)
    record_change(session, who, scene, "update")
    return scene


def withdraw_scene(session: Session, who: Identity, slug: str, *, expected_version: int | None = None) -> Scene:
    """Take a scene out of sight."""
    require(who, Action.WRITE_TOURS)
    scene = read_scene(session, who, slug)
    expect_version(scene, expected_version)
    scene.withdrawn_at = scene.withdrawn_at or now_utc()
    record_change(session, who, scene, "withdraw")
    return scene


def read_scene(session: Session, who: Identity, slug: str) -> Scene:
    """The scene with this slug, if the reader may see it.

    Raises:
        NotFoundError: ``scene_not_found``.
    """
    scene = session.scalar(select(Scene).where(Scene.slug == slug, _seen(who)))
    if scene is None:
        raise NotFoundError("scene_not_found", scene=slug)
    return scene


def read_scene_parts(session: Session, who: Identity, slug: str) -> SceneParts:
    """The scene with its models, their current derivatives, and what it shows.

    Raises:
        NotFoundError: ``scene_not_found``.
    """
    scene = read_scene(session, who, slug)
    placed = session.execute(
        select(SceneModel, Model)
        .join(Model, Model.id == SceneModel.model_id)
        .where(SceneModel.scene_id == scene.id, Model.superseded_at.is_(None), seen_through_owner(who, Model))
        .order_by(SceneModel.position)
    )
    models = tuple(PlacedModel(m, s.placement, _derivatives(session, m.id)) for s, m in placed)
    artifact = session.get(Artifact, scene.artifact_id) if scene.artifact_id else None
    site = session.get(Site, scene.site_id) if scene.site_id else None
    for_reader(session, who, [record for record in (artifact, site) if record])
    return SceneParts(scene, models, artifact, site)


def list_scenes(
    session: Session,
    who: Identity,
    *,
    artifact_id: UUID | None = None,
    site_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Scene]:
    """Scenes that the reader may see, by slug."""
    query = select(Scene).where(_seen(who), Scene.withdrawn_at.is_(None))
    if artifact_id is not None:
        query = query.where(Scene.artifact_id == artifact_id)
    if site_id is not None:
        query = query.where(Scene.site_id == site_id)
    return page_by(session, query, Scene.slug, cursor, limit)


def place_models(
    session: Session, who: Identity, slug: str, models: Sequence[tuple[UUID, Mapping[str, object]]]
) -> Scene:
    """Set which models stand in the scene and where, in this order.

    Raises:
        NotFoundError: the scene or one of the models.
    """
    require(who, Action.WRITE_TOURS)
    scene = read_scene(session, who, slug)
    for model_id, _ in models:
        if session.get(Model, model_id) is None:
            raise NotFoundError("model_not_found", model=str(model_id))
    session.execute(delete(SceneModel).where(SceneModel.scene_id == scene.id))
    session.add_all(
        SceneModel(scene_id=scene.id, position=i, model_id=model_id, placement=dict(placement))
        for i, (model_id, placement) in enumerate(models)
    )
    record_change(session, who, scene, "place_models")
    return scene


def free_slug(session: Session, wish: str) -> str:
    """An address part of plain letters, digits and hyphens that no scene has; numbered when the wish is taken.

    Raises:
        ConflictError: ``slug_taken``: a thousand numbered ones are taken as well.
    """
    base = fold(wish).replace(" ", "-")
    base = "".join(c for c in base if c == "-" or (c.isascii() and c.isalnum())).strip("-")[:100]
    base = base if _SLUG.fullmatch(base) else "scene"
    for slug in (base, *(f"{base}-{i}" for i in range(2, 1000))):
        if session.scalar(select(Scene.id).where(Scene.slug == slug)) is None:
            return slug
    raise ConflictError("slug_taken", slug=base)


def _new_scene(session: Session, model: Model) -> Scene:
    """A scene named after what the model shows."""
    shown: Artifact | Site | None = None
    if model.artifact_id:
        shown = session.get(Artifact, model.artifact_id)
    elif model.site_id:
        shown = session.get(Site, model.site_id)
    number = shown.accession_number if isinstance(shown, Artifact) else shown.code if shown else "scene"
    title_vi, title_en = (shown.title_vi, shown.title_en) if shown else ("Cảnh 3D", "3D scene")
    return Scene(
        slug=free_slug(session, number),
        title_vi=title_vi,
        title_en=title_en,
        artifact_id=model.artifact_id,
        site_id=model.site_id if model.artifact_id is None else None,
        spawn={},
        floor={},
        lights={},
    )


def _place(session: Session, scene: Scene, model: Model) -> None:
    """Put the model where an older one of its scan stood, else at the end."""
    rows = session.execute(
        select(SceneModel, Model).join(Model, Model.id == SceneModel.model_id).where(SceneModel.scene_id == scene.id)
    ).all()
    if any(row.model_id == model.id for row, _ in rows):
        return
    for row, older in rows:
        if older.scan_id == model.scan_id:
            row.model_id = model.id
            session.flush()
            return
    position = max((row.position for row, _ in rows), default=-1) + 1
    session.add(SceneModel(scene_id=scene.id, position=position, model_id=model.id, placement={}))
    session.flush()


def _owner_of(model: Model) -> ColumnElement[bool]:
    """Scenes of the model's artifact, or of its site when it has none."""
    if model.artifact_id is not None:
        return Scene.artifact_id == model.artifact_id
    return and_(Scene.site_id == model.site_id, Scene.artifact_id.is_(None))


def _seen(who: Identity) -> ColumnElement[bool]:
    """Scenes that the reader may see."""
    is_open = and_(Scene.visibility == Visibility.PUBLIC, Scene.withdrawn_at.is_(None))
    return owner_seen(who, Scene.artifact_id, Scene.site_id, is_open)


def _derivatives(session: Session, model_id: UUID) -> tuple[Derivative, ...]:
    """The model's current copies, smallest first."""
    query = select(Derivative).where(Derivative.model_id == model_id, Derivative.superseded_at.is_(None))
    return tuple(session.scalars(query.order_by(Derivative.size, Derivative.id)))
