"""Typed records, one file per noun; importing this package makes the metadata complete."""

from __future__ import annotations

from catalogue.db import Base
from catalogue.records.account import Account
from catalogue.records.agent import Agent, RecordAgent
from catalogue.records.artifact import Artifact
from catalogue.records.audit import Audit
from catalogue.records.capture import Capture
from catalogue.records.collection import Collection, CollectionItem
from catalogue.records.comparison import Comparison, ComparisonFile, ComparisonRegion
from catalogue.records.condition import CheckFile, ConditionCheck, Damage, Treatment, TreatmentDamage, TreatmentFile
from catalogue.records.derivative import Derivative
from catalogue.records.designation import Designation, ProtectionZone
from catalogue.records.digital_file import DigitalFile
from catalogue.records.entry import EntryItem, ObjectEntry
from catalogue.records.event import Event
from catalogue.records.field_note import FieldNote
from catalogue.records.hazard import HazardZone
from catalogue.records.history import HistoryEvent
from catalogue.records.identifier import Identifier
from catalogue.records.import_batch import ImportBatch, ImportMapping, ImportRow
from catalogue.records.inscription import Inscription
from catalogue.records.job_run import JobRun
from catalogue.records.loan import Loan, LoanItem
from catalogue.records.location import Location, Movement
from catalogue.records.measurement import Measurement
from catalogue.records.model import Model
from catalogue.records.organisation import Grant, Organisation
from catalogue.records.place import Place, RecordPlace
from catalogue.records.record import PrivateField, Record, RecordLink, RecordText, keep_handle
from catalogue.records.saved_search import FormDraft, SavedSearch
from catalogue.records.scan import Scan
from catalogue.records.scene import Scene, SceneModel
from catalogue.records.search_entry import (
    PhotoHash,
    SearchChange,
    SearchEntry,
    SearchRow,
    SearchValue,
    SearchWord,
)
from catalogue.records.site import Site
from catalogue.records.term import RecordTerm, Term, TermLabel, Vocabulary
from catalogue.records.tour import Tour, TourStop
from catalogue.records.tradition import Tradition
from catalogue.vocab.heritage import RecordKind

metadata = Base.metadata
for _kind, _described in (
    (RecordKind.ARTIFACT, Artifact),
    (RecordKind.SITE, Site),
    (RecordKind.TRADITION, Tradition),
    (RecordKind.AGENT, Agent),
    (RecordKind.PLACE, Place),
    (RecordKind.COLLECTION, Collection),
):
    keep_handle(_kind, _described)

__all__ = [
    "Account",
    "Agent",
    "Artifact",
    "Audit",
    "Capture",
    "CheckFile",
    "Collection",
    "CollectionItem",
    "Comparison",
    "ComparisonFile",
    "ComparisonRegion",
    "ConditionCheck",
    "Damage",
    "Derivative",
    "Designation",
    "DigitalFile",
    "EntryItem",
    "Event",
    "FieldNote",
    "FormDraft",
    "Grant",
    "HazardZone",
    "HistoryEvent",
    "Identifier",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "Inscription",
    "JobRun",
    "Loan",
    "LoanItem",
    "Location",
    "Measurement",
    "Model",
    "Movement",
    "ObjectEntry",
    "Organisation",
    "PhotoHash",
    "Place",
    "PrivateField",
    "ProtectionZone",
    "Record",
    "RecordAgent",
    "RecordLink",
    "RecordPlace",
    "RecordTerm",
    "RecordText",
    "SavedSearch",
    "Scan",
    "Scene",
    "SceneModel",
    "SearchChange",
    "SearchEntry",
    "SearchRow",
    "SearchValue",
    "SearchWord",
    "Site",
    "Term",
    "TermLabel",
    "Tour",
    "TourStop",
    "Tradition",
    "Treatment",
    "TreatmentDamage",
    "TreatmentFile",
    "Vocabulary",
    "metadata",
]
