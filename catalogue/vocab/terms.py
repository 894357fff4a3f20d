"""Closed lists of the catalogue: the values that columns, forms and exports share."""

from __future__ import annotations

import enum


class Status(enum.Enum):
    """How far a record has come; a withdrawn one is kept but no longer listed."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Visibility(enum.Enum):
    """Who may see a published record: everybody, or staff alone (heritage of restricted use)."""

    PUBLIC = "public"
    RESTRICTED = "restricted"


class SiteKind(enum.Enum):
    """Kinds of site (Law 45/2024/QH15, article 21), and parts of one."""

    HISTORICAL = "historical"
    ARCHITECTURAL = "architectural"
    ARCHAEOLOGICAL = "archaeological"
    SCENIC = "scenic"
    MIXED = "mixed"
    BUILDING = "building"
    MUSEUM = "museum"


class SiteRank(enum.Enum):
    """Rank that a decision gave to a site."""

    NONE = "none"
    PROVINCIAL = "provincial"
    NATIONAL = "national"
    SPECIAL_NATIONAL = "special_national"


class Protection(enum.Enum):
    """Legal class of an artifact: di vật, cổ vật, bảo vật quốc gia."""

    NONE = "none"
    DI_VAT = "di_vat"
    CO_VAT = "co_vat"
    BAO_VAT = "bao_vat"


class FileKind(enum.Enum):
    """What a master file is for."""

    PHOTO = "photo"
    SCAN = "scan"
    PANORAMA = "panorama"
    DOCUMENT = "document"


class Usage(enum.Enum):
    """What a derivative is for; with ``quality`` it names the derivative of a file or model."""

    THUMBNAIL = "thumbnail"
    PREVIEW = "preview"
    TILES = "tiles"
    THUMB = "thumb"
    PHONE = "phone"
    VR = "vr"
    DESKTOP = "desktop"
    AR = "ar"
    POSTER = "poster"
    MASTER = "master"


class JobState(enum.Enum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ComparisonState(enum.Enum):
    """How far people stand behind a comparison: measured by machine, checked by a second person, final."""

    DRAFT = "draft"
    CHECKED = "checked"
    FINAL = "final"


class ChangeKind(enum.Enum):
    """What happened to a place between two surveys."""

    LOSS = "loss"
    GAIN = "gain"


class Outcome(enum.Enum):
    """How a provenance event ended (PREMIS eventOutcome)."""

    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"
