"""Typed records, one file per noun; importing this package makes the metadata complete."""

from __future__ import annotations

from catalogue.db import Base
from catalogue.records.account import Account
from catalogue.records.artifact import Artifact
from catalogue.records.audit import Audit
from catalogue.records.capture import Capture
from catalogue.records.comparison import Comparison, ComparisonFile, ComparisonRegion
from catalogue.records.derivative import Derivative
from catalogue.records.digital_file import DigitalFile
from catalogue.records.event import Event
from catalogue.records.job_run import JobRun
from catalogue.records.model import Model
from catalogue.records.scan import Scan
from catalogue.records.scene import Scene, SceneModel
from catalogue.records.search_entry import SearchEntry, SearchFacet
from catalogue.records.site import Site
from catalogue.records.tour import Tour, TourStop

metadata = Base.metadata

__all__ = [
    "Account",
    "Artifact",
    "Audit",
    "Capture",
    "Comparison",
    "ComparisonFile",
    "ComparisonRegion",
    "Derivative",
    "DigitalFile",
    "Event",
    "JobRun",
    "Model",
    "Scan",
    "Scene",
    "SceneModel",
    "SearchEntry",
    "SearchFacet",
    "Site",
    "Tour",
    "TourStop",
    "metadata",
]
