"""Closed lists of heritage work: kinds, roles, grades and steps that columns, forms, reports and exports share."""

from __future__ import annotations

import enum


class RecordKind(enum.Enum):
    """What a described thing is."""

    ARTIFACT = "artifact"
    SITE = "site"
    TRADITION = "tradition"
    AGENT = "agent"
    PLACE = "place"
    COLLECTION = "collection"


class Profile(enum.Enum):
    """Which fields a form unfolds for an artifact."""

    CERAMIC = "ceramic"
    TEXTILE = "textile"
    WOOD = "wood"
    METAL = "metal"
    STONE = "stone"
    DOCUMENT = "document"
    PAINTING = "painting"
    BUILDING = "building"


class Certainty(enum.Enum):
    """How sure a statement is."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class LinkKind(enum.Enum):
    """Relations between records; each reads as its inverse from the other end."""

    PART_OF = "part_of"
    PAIR_OF = "pair_of"
    COPY_OF = "copy_of"
    DEPICTS = "depicts"
    DOCUMENTS = "documents"
    USED_IN = "used_in"
    HELD_AT = "held_at"
    SUCCEEDS = "succeeds"
    MERGED_INTO = "merged_into"
    RELATED = "related"


class TextField(enum.Enum):
    """Which text of a record is given in one more language or script."""

    TITLE = "title"
    OTHER_NAMES = "other_names"
    DESCRIPTION = "description"
    HISTORY = "history"
    LEGEND = "legend"
    NOTE = "note"


class Dimension(enum.Enum):
    """What was measured."""

    HEIGHT = "height"
    WIDTH = "width"
    DEPTH = "depth"
    LENGTH = "length"
    DIAMETER = "diameter"
    DIAMETER_MOUTH = "diameter_mouth"
    DIAMETER_BASE = "diameter_base"
    THICKNESS = "thickness"
    CIRCUMFERENCE = "circumference"
    WEIGHT = "weight"
    VOLUME = "volume"
    AREA = "area"


class MeasureUnit(enum.Enum):
    """Units in which people measure; values are stored as they were taken."""

    MM = "mm"
    CM = "cm"
    M = "m"
    G = "g"
    KG = "kg"
    ML = "ml"
    L = "l"
    M2 = "m2"
    HA = "ha"


class DesignationKind(enum.Enum):
    """What a decision declares; ranks of sites, class of artifacts, UNESCO lists."""

    PROVINCIAL = "provincial"
    NATIONAL = "national"
    SPECIAL_NATIONAL = "special_national"
    NATIONAL_TREASURE = "national_treasure"
    ANTIQUITY = "antiquity"
    UNESCO_WORLD = "unesco_world"
    UNESCO_INTANGIBLE = "unesco_intangible"
    UNESCO_MEMORY = "unesco_memory"
    UNESCO_MEMORY_REGIONAL = "unesco_memory_regional"
    NATIONAL_INTANGIBLE = "national_intangible"
    NATIONAL_DOCUMENTARY = "national_documentary"


class ZoneKind(enum.Enum):
    """Protection zones of a site: I is the core, II surrounds it."""

    ZONE_1 = "zone_1"
    ZONE_2 = "zone_2"
    BUFFER = "buffer"


class AgentKind(enum.Enum):
    """What an agent is."""

    PERSON = "person"
    FAMILY = "family"
    BODY = "body"


class AgentRole(enum.Enum):
    """Parts that agents have in a record's story."""

    MAKER = "maker"
    WORKSHOP = "workshop"
    PATRON = "patron"
    OWNER = "owner"
    USER = "user"
    FINDER = "finder"
    DONOR = "donor"
    SELLER = "seller"
    RESTORER = "restorer"
    DEPICTED = "depicted"
    COMMEMORATED = "commemorated"
    PRACTITIONER = "practitioner"
    MANAGER = "manager"


class PlaceKind(enum.Enum):
    """Levels of administrative areas, today's and earlier ones."""

    COUNTRY = "country"
    REGION = "region"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    VILLAGE = "village"
    HISTORICAL = "historical"


class PlaceRole(enum.Enum):
    """Parts that places have for a record."""

    ADDRESS = "address"
    MADE = "made"
    FOUND = "found"
    USED = "used"
    DEPICTED = "depicted"
    PRACTISED = "practised"


class HistoryKind(enum.Enum):
    """Happenings in a record's own time."""

    PRODUCTION = "production"
    USE = "use"
    FIND = "find"
    ACQUISITION = "acquisition"
    TRANSFER = "transfer"
    RESTORATION = "restoration"
    DAMAGE = "damage"
    EXHIBITION = "exhibition"
    OTHER = "other"


class TraditionKind(enum.Enum):
    """Kinds of intangible heritage (Law 45/2024/QH15, article 10), and documentary heritage (inventory: article 54)."""

    LANGUAGE = "language"
    FOLK_LITERATURE = "folk_literature"
    PERFORMING_ARTS = "performing_arts"
    SOCIAL_PRACTICE = "social_practice"
    FESTIVAL = "festival"
    FOLK_KNOWLEDGE = "folk_knowledge"
    CRAFT = "craft"
    DOCUMENTARY = "documentary"


class LabelKind(enum.Enum):
    """SKOS: prefLabel, altLabel, hiddenLabel."""

    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"


class TermFacet(enum.Enum):
    """In which respect a term describes a record."""

    TYPE = "type"
    MATERIAL = "material"
    TECHNIQUE = "technique"
    SUBJECT = "subject"
    STYLE = "style"
    FUNCTION = "function"


class LocationKind(enum.Enum):
    """Levels of storage."""

    BUILDING = "building"
    FLOOR = "floor"
    ROOM = "room"
    CABINET = "cabinet"
    SHELF = "shelf"
    BOX = "box"
    OUTSIDE = "outside"


class MoveReason(enum.Enum):
    """Why an artifact changed its place."""

    INVENTORY = "inventory"
    STORAGE = "storage"
    DISPLAY = "display"
    CONSERVATION = "conservation"
    LOAN = "loan"
    RETURN = "return"
    STUDY = "study"
    DIGITISATION = "digitisation"
    SAFETY = "safety"
    CORRECTION = "correction"


class EntryReason(enum.Enum):
    """Why an object was handed over."""

    GIFT = "gift"
    PURCHASE = "purchase"
    EXCAVATION = "excavation"
    TRANSFER = "transfer"
    LOAN = "loan"
    EXAMINATION = "examination"
    CONFISCATION = "confiscation"
    FOUND = "found"


class LoanDirection(enum.Enum):
    """Lent out, or borrowed."""

    OUT = "out"
    IN = "in"


class LoanState(enum.Enum):
    """Where a loan stands."""

    PLANNED = "planned"
    APPROVED = "approved"
    ACTIVE = "active"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Grade(enum.Enum):
    """Overall condition."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    UNACCEPTABLE = "unacceptable"


class Severity(enum.Enum):
    """How grave a damage is, and how urgent what it asks for."""

    NEGLIGIBLE = "negligible"
    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"
    EXTREME = "extreme"


class DamageCause(enum.Enum):
    """Classes of causes."""

    BIOLOGICAL = "biological"
    CHEMICAL = "chemical"
    PHYSICAL = "physical"
    HUMAN = "human"
    DISASTER = "disaster"
    UNKNOWN = "unknown"


class DamageChange(enum.Enum):
    """What became of a damage since the check before."""

    FIRST_SEEN = "first_seen"
    STABLE = "stable"
    WORSE = "worse"
    BETTER = "better"
    TREATED = "treated"
    GONE = "gone"


class HazardKind(enum.Enum):
    """What threatens an area."""

    FLOOD = "flood"
    LANDSLIDE = "landslide"
    EROSION = "erosion"
    FIRE = "fire"
    OTHER = "other"


class BatchState(enum.Enum):
    """Where an import stands: being checked, checked only, being written, committed, being taken back, taken back."""

    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    COMMITTED = "committed"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowAction(enum.Enum):
    """What an import does with a row."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    SKIP = "skip"
    REFUSE = "refuse"
