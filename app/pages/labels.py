"""What the closed lists are called, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import gettext as _
from catalogue.vocab.terms import (
    ChangeKind,
    ComparisonState,
    FileKind,
    JobState,
    Protection,
    SiteKind,
    SiteRank,
    Status,
)


@dataclass(frozen=True, slots=True)
class Labels:
    """For each closed list: value to words, in the order that forms show."""

    status: dict[str, str]
    site_kind: dict[str, str]
    site_rank: dict[str, str]
    protection: dict[str, str]
    file_kind: dict[str, str]
    job_state: dict[str, str]
    job_kind: dict[str, str]
    comparison_state: dict[str, str]
    change_kind: dict[str, str]


def make_labels() -> Labels:
    """The words of all closed lists in the language of this request."""
    return Labels(
        status={
            Status.DRAFT.value: _("Draft"),
            Status.REVIEW.value: _("In review"),
            Status.PUBLISHED.value: _("Published"),
            Status.WITHDRAWN.value: _("Withdrawn"),
        },
        site_kind={
            SiteKind.HISTORICAL.value: _("Historical site"),
            SiteKind.ARCHITECTURAL.value: _("Architectural and artistic site"),
            SiteKind.ARCHAEOLOGICAL.value: _("Archaeological site"),
            SiteKind.SCENIC.value: _("Scenic site"),
            SiteKind.MIXED.value: _("Mixed site"),
            SiteKind.BUILDING.value: _("Building"),
            SiteKind.MUSEUM.value: _("Museum"),
        },
        site_rank={
            SiteRank.NONE.value: _("Not ranked"),
            SiteRank.PROVINCIAL.value: _("Provincial monument"),
            SiteRank.NATIONAL.value: _("National monument"),
            SiteRank.SPECIAL_NATIONAL.value: _("Special national monument"),
        },
        protection={
            Protection.NONE.value: _("Not classified"),
            Protection.DI_VAT.value: _("Relic (di vật)"),
            Protection.CO_VAT.value: _("Antiquity (cổ vật)"),
            Protection.BAO_VAT.value: _("National treasure (bảo vật quốc gia)"),
        },
        file_kind={
            FileKind.PHOTO.value: _("Photograph"),
            FileKind.SCAN.value: _("3D scan"),
            FileKind.PANORAMA.value: _("Panorama"),
            FileKind.DOCUMENT.value: _("Document"),
        },
        job_state={
            JobState.QUEUED.value: _("Waiting"),
            JobState.RUNNING.value: _("Running"),
            JobState.DONE.value: _("Done"),
            JobState.FAILED.value: _("Failed"),
            JobState.CANCELLED.value: _("Cancelled"),
        },
        job_kind={
            "accept": _("Check and keep the file"),
            "photo_set": _("Prepare the photograph"),
            "web_model": _("Make the 3D model"),
            "comparison": _("Compare two scans"),
            "comparison_drawing": _("Draw sections and profiles"),
            "prints": _("Print cards"),
            "imports": _("Import a table"),
        },
        comparison_state={
            ComparisonState.DRAFT.value: _("Draft, not yet checked"),
            ComparisonState.CHECKED.value: _("Checked by a second person"),
            ComparisonState.FINAL.value: _("Final"),
        },
        change_kind={ChangeKind.LOSS.value: _("Loss"), ChangeKind.GAIN.value: _("Gain")},
    )


def rule_names() -> dict[str, str]:
    """What the rules of the profile ``vr-ready/1`` ask for."""
    return {
        "R1": _("The glTF validator finds no error"),
        "R2": _("Metres, Y up, base centre at the origin, size as stated ±5 %"),
        "R3": _("Triangles, draw calls and bytes within the limits of each device"),
        "R4": _("The whole scene: vertices, draw calls, texture memory"),
        "R5": _("Headset textures are KTX2, at most 2048 px, mipmapped"),
        "R6": _("No blended transparency"),
        "R7": _("No broken numbers, hardly any empty triangle, texture coordinates inside 0–1"),
        "R8": _("Only glTF extensions that headsets understand"),
        "R9": _("Deviation from the master measured (mm)"),
        "R10": _("Poster and a text alternative in both languages"),
        "R11": _("Scenes: a floor and a safe place to stand"),
        "R12": _("Opens in a browser and in an emulated headset"),
    }
