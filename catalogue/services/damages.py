"""Damage: what a condition check found, where exactly, and what became of it since the check before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import (
    Comparison,
    ComparisonRegion,
    ConditionCheck,
    Damage,
    DigitalFile,
    Scene,
    Term,
    TreatmentDamage,
)
from catalogue.services.audits import expect_version, record_change
from catalogue.services.conditions import list_checks, read_check, read_record, refuse_settled
from catalogue.services.ownership import belongs
from catalogue.services.validation import assign, need
from catalogue.services.visibility import owner_staffed
from catalogue.vocab.heritage import DamageChange, Severity
from catalogue.vocab.terms import ChangeKind

EDITABLE = (
    "previous_id", "term_id", "type_text", "cause", "severity", "change", "place", "length_mm", "width_mm", "depth_mm",
    "area_mm2", "volume_mm3", "note_vi", "note_en", "file_id", "photo_x", "photo_y", "photo_w", "photo_h", "scene_id",
    "x_mm", "y_mm", "z_mm", "normal_x", "normal_y", "normal_z",
)  # fmt: skip
_SIZES = ("length_mm", "width_mm", "depth_mm", "area_mm2", "volume_mm3")
_POINT = ("x_mm", "y_mm", "z_mm")
_HAIR = 1e-4
"""Shares come rounded from a screen."""
_OVER = frozenset({DamageChange.GONE, DamageChange.TREATED})
"""A damage that is over is not carried into the next check."""


def add_damage(session: Session, who: Identity, number: str, values: Mapping[str, object]) -> Damage:
    """Save a finding of the check with this number; ``severity`` and either a term or ``type_text`` are needed.

    Raises:
        NotFoundError; ConflictError: ``check_settled``.
        ValidationError: each unfit field: photograph, scene or earlier damage of another record (``not_found``), a pin
            without its photograph, half a point.
    """
    require(who, Action.CHECK_CONDITION)
    need(values, "severity")
    check = read_check(session, who, number)
    refuse_settled(check)
    damage = Damage(check_id=check.id, number=_next_number(session, check))
    return _write(session, who, (check, damage), values, "add")


def update_damage(
    session: Session, who: Identity, damage_id: UUID, changes: Mapping[str, object], *, expected_version: int | None
) -> Damage:
    """Change a finding while its check is open.

    Raises:
        NotFoundError: ``damage_not_found``; ConflictError, ValidationError, StaleError.
    """
    require(who, Action.CHECK_CONDITION)
    damage = read_damage(session, who, damage_id)
    expect_version(damage, expected_version)
    check = session.get_one(ConditionCheck, damage.check_id)
    refuse_settled(check)
    return _write(session, who, (check, damage), changes, "update")


def remove_damage(session: Session, who: Identity, damage_id: UUID, *, expected_version: int | None) -> None:
    """Take back a finding that was a mistake, while its check is open and no later one follows it.

    The history keeps what it said.

    Raises:
        NotFoundError: ``damage_not_found``; StaleError; ConflictError: ``check_settled``, ``damage_used``.
    """
    require(who, Action.CHECK_CONDITION)
    damage = read_damage(session, who, damage_id)
    expect_version(damage, expected_version)
    refuse_settled(session.get_one(ConditionCheck, damage.check_id))
    used = (
        select(Damage.id).where(Damage.previous_id == damage.id),
        select(TreatmentDamage.damage_id).where(TreatmentDamage.damage_id == damage.id),
    )
    if any(session.scalar(query.limit(1)) is not None for query in used):
        raise ConflictError("damage_used", finding=damage.number)
    record_change(session, who, damage, "remove")
    session.delete(damage)
    session.flush()


def read_damage(session: Session, who: Identity, damage_id: UUID) -> Damage:
    """The finding with this id; they are for the staff of the record.

    Raises:
        NotFoundError: ``damage_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    mine = owner_staffed(who, ConditionCheck.artifact_id, ConditionCheck.site_id)
    query = select(Damage).join(ConditionCheck, ConditionCheck.id == Damage.check_id)
    damage = session.scalar(query.where(Damage.id == damage_id, mine))
    if damage is None:
        raise NotFoundError("damage_not_found", damage=str(damage_id))
    return damage


def list_damages(session: Session, check: ConditionCheck) -> list[Damage]:
    """A check's findings by number."""
    return list(session.scalars(select(Damage).where(Damage.check_id == check.id).order_by(Damage.number)))


def read_chain(session: Session, who: Identity, damage: Damage) -> list[Damage]:
    """The same damage from check to check, first seen first."""
    require(who, Action.READ_DRAFTS)
    chain = [damage]
    while (previous := chain[0].previous_id) is not None:
        chain.insert(0, session.get_one(Damage, previous))
    while (later := session.scalar(select(Damage).where(Damage.previous_id == chain[-1].id))) is not None:
        chain.append(later)
    return chain


def carry_over(session: Session, who: Identity, number: str) -> list[Damage]:
    """Copy what the check before left open into this one, chained and as stable, so that only changes need typing.

    Raises:
        NotFoundError; ConflictError: ``check_settled``.
    """
    require(who, Action.CHECK_CONDITION)
    check = read_check(session, who, number)
    refuse_settled(check)
    before = _check_before(session, who, check)
    taken = {damage.previous_id for damage in list_damages(session, check)}
    made = []
    for old in list_damages(session, before) if before else ():
        if old.change in _OVER or old.id in taken:
            continue
        values = {name: getattr(old, name) for name in EDITABLE if getattr(old, name) is not None}
        values |= {"previous_id": old.id, "change": DamageChange.STABLE}
        made.append(add_damage(session, who, check.number, values))
    return made


def take_regions(
    session: Session, who: Identity, number: str, region_ids: Sequence[UUID] | None = None
) -> list[Damage]:
    """Make findings of the changed places of the check's comparison, each once, with its place and size.

    ``region_ids`` chooses some of them; None takes all losses. The damage of an earlier comparison's same place is the
    one before.

    Raises:
        NotFoundError: ``comparison_not_found`` when the check has no comparison; ConflictError: ``check_settled``.
    """
    require(who, Action.CHECK_CONDITION)
    check = read_check(session, who, number)
    refuse_settled(check)
    comparison = session.get(Comparison, check.comparison_id) if check.comparison_id else None
    if comparison is None:
        raise NotFoundError("comparison_not_found", comparison=check.number)
    regions = session.scalars(
        select(ComparisonRegion)
        .where(ComparisonRegion.comparison_id == comparison.id)
        .order_by(ComparisonRegion.number)
    ).all()
    taken = {damage.region_id for damage in list_damages(session, check)}
    chosen = [
        region
        for region in regions
        if region.id not in taken
        and (region.kind is ChangeKind.LOSS if region_ids is None else region.id in region_ids)
    ]
    return [_from_region(session, who, check, (region, place_in_scene(comparison, region))) for region in chosen]


def link_comparison(session: Session, who: Identity, number: str, comparison: Comparison) -> ConditionCheck:
    """Say on which comparison a check rests.

    Raises:
        NotFoundError; ValidationError: ``comparison_id`` of another record; ConflictError: ``check_settled``.
    """
    require(who, Action.CHECK_CONDITION)
    check = read_check(session, who, number)
    refuse_settled(check)
    if (comparison.artifact_id, comparison.site_id) != (check.artifact_id, check.site_id):
        raise ValidationError({"comparison_id": "not_found"})
    check.comparison_id = comparison.id
    record_change(session, who, check, "link_comparison")
    return check


def place_in_scene(comparison: Comparison, region: ComparisonRegion) -> tuple[float, float, float]:
    """A changed place in the object's frame as the viewer shows it: millimetres, +Y up, base centre at the origin.

    Comparisons tell places in the earlier scan's own frame; the report's ``scene_frame`` (16 numbers, column by column,
    metres) leads from there to the scene.
    """
    frame = comparison.report.get("scene_frame")
    x, y, z = region.x_mm, region.y_mm, region.z_mm
    if not isinstance(frame, list) or len(frame) != 16:
        return x, y, z
    m = [float(v) for v in frame]
    placed = [m[k] * x + m[4 + k] * y + m[8 + k] * z + 1000 * m[12 + k] for k in range(3)]
    return placed[0], placed[1], placed[2]


def _from_region(
    session: Session, who: Identity, check: ConditionCheck, found: tuple[ComparisonRegion, tuple[float, float, float]]
) -> Damage:
    region, (x, y, z) = found
    previous, carried = _followed(session, who, check, region)
    damage = carried or Damage(check_id=check.id, number=_next_number(session, check))
    damage.region_id = region.id
    values: dict[str, object] = {
        "change": DamageChange.WORSE if previous else DamageChange.FIRST_SEEN,
        "depth_mm": abs(region.max_mm),
        "area_mm2": region.area_mm2,
        "volume_mm3": region.volume_mm3,
        "x_mm": x,
        "y_mm": y,
        "z_mm": z,
        "previous_id": previous,
    }
    if carried is None:
        named = "mất chất liệu" if region.kind is ChangeKind.LOSS else "bồi đắp"
        values |= {"type_text": named, "severity": Severity.MODERATE}
    return _write(session, who, (check, damage), values, "take_region")


def _followed(
    session: Session, who: Identity, check: ConditionCheck, region: ComparisonRegion
) -> tuple[UUID | None, Damage | None]:
    """The last damage before this check at the same place, and the one of this check that goes on from it."""
    if region.earlier_region_id is None:
        return None, None
    found = session.scalar(
        select(Damage)
        .where(Damage.region_id == region.earlier_region_id, Damage.check_id != check.id)
        .order_by(Damage.created_at.desc())
    )
    if found is None:
        return None, None
    chain = read_chain(session, who, found)
    own = next((damage for damage in chain if damage.check_id == check.id), None)
    return (own.previous_id if own else chain[-1].id), own


def _write(
    session: Session, who: Identity, pair: tuple[ConditionCheck, Damage], values: Mapping[str, object], action: str
) -> Damage:
    """Check and save with memory."""
    check, damage = pair
    with session.no_autoflush:
        assign(damage, values, EDITABLE)
        faults = _size_faults(damage) | _pin_faults(session, check, damage) | _chain_faults(session, who, check, damage)
        if damage.term_id is None and not damage.type_text:
            faults["type_text"] = "required"
        if damage.term_id is not None and session.get(Term, damage.term_id) is None:
            faults["term_id"] = "not_found"
    if faults:
        if damage in session:
            session.expire(damage)
        raise ValidationError(faults)
    record_change(session, who, damage, action)
    return damage


def _size_faults(damage: Damage) -> dict[str, str]:
    values = {name: getattr(damage, name) for name in _SIZES}
    return {name: "out_of_range" for name, value in values.items() if value is not None and value < 0}


def _pin_faults(session: Session, check: ConditionCheck, damage: Damage) -> dict[str, str]:
    """What is wrong with the pin on the photograph or the surface."""
    owner = (check.artifact_id, check.site_id)
    faults = _photo_faults(damage) | _point_faults(damage)
    if not belongs(session, DigitalFile, damage.file_id, owner):
        faults["file_id"] = "not_found"
    if not belongs(session, Scene, damage.scene_id, owner):
        faults["scene_id"] = "not_found"
    return faults


def _photo_faults(damage: Damage) -> dict[str, str]:
    """A place on a photograph needs its photograph, and the other way round; point and area lie inside."""
    faults: dict[str, str] = {}
    for name in ("photo_x", "photo_y"):
        share = getattr(damage, name)
        if (share is None) != (damage.file_id is None):
            faults[name] = "required" if share is None else "one_target"
        elif share is not None and not 0 <= share <= 1:
            faults[name] = "out_of_range"
    return faults | _area_faults(damage)


def _area_faults(damage: Damage) -> dict[str, str]:
    """An area has both sides, stands around a point, and lies on the photograph."""
    sides = {"photo_w": (damage.photo_w, damage.photo_x), "photo_h": (damage.photo_h, damage.photo_y)}
    if all(side is None for side, _middle in sides.values()):
        return {}
    faults: dict[str, str] = {}
    for name, (side, middle) in sides.items():
        if side is None:
            faults[name] = "required"
        elif middle is None:
            faults[name] = "one_target"
        elif not 0 < side <= 1 or middle - side / 2 < -_HAIR or middle + side / 2 > 1 + _HAIR:
            faults[name] = "out_of_range"
    return faults


def _point_faults(damage: Damage) -> dict[str, str]:
    """A place on the surface has all three of its coordinates."""
    missing = [name for name in _POINT if getattr(damage, name) is None]
    return dict.fromkeys(missing, "required") if 0 < len(missing) < len(_POINT) else {}


def _chain_faults(session: Session, who: Identity, check: ConditionCheck, damage: Damage) -> dict[str, str]:
    """An earlier damage must be of an earlier check of the same record, and each has one successor at most."""
    if damage.previous_id is None:
        return {}
    previous = session.get(Damage, damage.previous_id)
    earlier = {c.id for c in list_checks(session, who, read_record(session, check)) if c.checked_on <= check.checked_on}
    if previous is None or previous.check_id == check.id or previous.check_id not in earlier:
        return {"previous_id": "not_found"}
    other = session.scalar(select(Damage.id).where(Damage.previous_id == previous.id, Damage.id != damage.id))
    return {"previous_id": "taken"} if other is not None else {}


def _check_before(session: Session, who: Identity, check: ConditionCheck) -> ConditionCheck | None:
    checks = list_checks(session, who, read_record(session, check))
    order = [row.id for row in checks]
    if check.id not in order:
        raise ConflictError("check_settled", number=check.number)
    later = checks[order.index(check.id) + 1 :]
    return later[0] if later else None


def _next_number(session: Session, check: ConditionCheck) -> int:
    return (session.scalar(select(func.max(Damage.number)).where(Damage.check_id == check.id)) or 0) + 1
