"""What an import can fill: the columns of artifacts and sites, and the parts that one row of a table can hold."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalogue.errors import ValidationError
from catalogue.vocab.folding import fold


class How(enum.Enum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    LENGTH = "length"
    WORDS = "words"
    DAY = "day"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    SITE = "site"
    PLACE = "place"
    UID = "uid"
    VERSION = "version"
    IDENTIFIER = "identifier"
    INSCRIPTION = "inscription"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column of a table can fill.

    Attributes:
        name: what mappings call it; the record's column where it has one.
        how: how a cell's text becomes its value.
        names: folded names of columns by which it is recognised, the usual ones first.
        vi: what a Vietnamese table calls it.
        en: what an English table calls it.
        column: the record's column, where another than ``name``; empty for a part of its own.
    """

    name: str
    how: How
    names: tuple[str, ...]
    column: str
    vi: str
    en: str


_EN = {
    "accession_number": "object number", "title_vi": "name in Vietnamese", "title_en": "name in English",
    "description_vi": "description in Vietnamese", "description_en": "description in English",
    "date_text": "date as written", "condition_text": "state of preservation", "protection": "legal class",
    "location": "current location", "recorder": "recorded by", "features": "distinguishing features",
    "measurement_note": "note on the measurement", "site": "site code", "code": "site code", "kind": "site type",
    "values_text": "values", "protection_state": "state of protection", "is_location_sensitive": "sensitive location",
    "found_place": "place found", "made_place": "place made",
}  # fmt: skip
"""What English tables call a field, where its own name says it badly; each is among the names it is recognised by."""


def _field(name: str, how: How, *names: str, column: str | None = None) -> Field:
    plain = name.replace("_", " ")
    spoken = tuple(dict.fromkeys(fold(text) for text in (plain, *names)))
    unit = " (mm)" if how is How.LENGTH else ""
    english = _EN.get(name, plain.removesuffix(" mm"))
    vi, en = (text[:1].upper() + text[1:] + unit for text in (names[0], english))
    is_ours = how in {How.UID, How.VERSION}
    return Field(
        name, how, spoken, name if column is None else column, name if is_ours else vi, name if is_ours else en
    )


_COMMON = (
    _field("uid", How.UID, "mã bản ghi", column=""),
    _field("version", How.VERSION, "phiên bản", column=""),
    _field("title_vi", How.TEXT, "tên", "tên hiện vật", "tên gọi", "tên di tích", "tên tiếng Việt", "title", "name",
           "name in Vietnamese", "object name"),
    _field("title_en", How.TEXT, "tên tiếng Anh", "English title", "English name", "name in English"),
    _field("other_names", How.TEXT, "tên khác", "tên gọi khác", "other names", "also known as"),
    _field("description_vi", How.TEXT, "mô tả", "miêu tả", "mô tả tiếng Việt", "description",
           "description in Vietnamese"),
    _field("description_en", How.TEXT, "mô tả tiếng Anh", "English description", "description in English"),
    _field("period", How.TEXT, "thời kỳ", "giai đoạn", "period", "dynasty", "triều đại"),
    _field("licence", How.TEXT, "giấy phép", "licence", "license"),
    _field("attribution", How.TEXT, "ghi công", "credit", "credit line", "attribution"),
    _field("visibility", How.CHOICE, "phạm vi xem", "visibility"),
    _field("old_number", How.IDENTIFIER, "số cũ", "số kiểm kê cũ", "ký hiệu cũ", "old number", column=""),
)  # fmt: skip
_ARTIFACT = (
    _field("accession_number", How.TEXT, "số hiệu", "số hiện vật", "mã hiện vật", "mã số", "số đăng ký", "số kiểm kê",
           "ký hiệu", "số hiệu hiện vật", "object number", "inventory number", "accession number"),
    _field("object_type", How.TEXT, "loại", "loại hình", "loại hiện vật", "object type", "type", "classification"),
    _field("materials", How.WORDS, "chất liệu", "vật liệu", "material", "materials", "medium"),
    _field("technique", How.TEXT, "kỹ thuật", "kỹ thuật chế tác", "technique"),
    _field("date_text", How.DATE, "niên đại", "thời gian", "năm", "ngày tháng", "date", "date as written",
           "creation date"),
    _field("year_from", How.WHOLE, "từ năm", "năm bắt đầu", "year from", "earliest year"),
    _field("year_to", How.WHOLE, "đến năm", "năm kết thúc", "year to", "latest year"),
    _field("maker", How.TEXT, "tác giả", "người làm", "nghệ nhân", "maker", "artist", "creator"),
    _field("origin", How.TEXT, "nguồn gốc", "xuất xứ", "origin", "provenance", "acquisition method"),
    _field("height_mm", How.LENGTH, "cao", "chiều cao", "height"),
    _field("width_mm", How.LENGTH, "rộng", "chiều rộng", "width"),
    _field("depth_mm", How.LENGTH, "sâu", "dày", "chiều sâu", "depth"),
    _field("measurement_note", How.TEXT, "kích thước", "ghi chú kích thước", "dimensions", "note on the measurement"),
    _field("count", How.WHOLE, "số lượng", "count", "quantity"),
    _field("inscription", How.TEXT, "minh văn", "chữ khắc", "hiệu đề", "inscription"),
    _field("subject", How.TEXT, "đề tài", "chủ đề", "subject"),
    _field("features", How.TEXT, "đặc điểm", "đặc điểm nhận dạng", "distinguishing features"),
    _field("protection", How.CHOICE, "phân loại", "xếp loại", "legal class"),
    _field("condition_text", How.TEXT, "tình trạng", "tình trạng bảo quản", "hiện trạng", "condition",
           "state of preservation"),
    _field("site", How.SITE, "di tích", "mã di tích", "site", "site code", column="site_id"),
    _field("location", How.TEXT, "vị trí", "nơi lưu giữ", "nơi trưng bày", "kho", "current location", "location"),
    _field("recorder", How.TEXT, "người ghi", "người lập", "người kiểm kê", "recorded by", "recorder"),
    _field("recorded_on", How.DAY, "ngày ghi", "ngày lập", "ngày kiểm kê", "recorded on"),
    _field("rights", How.TEXT, "quyền", "bản quyền", "rights"),
    _field("source_url", How.TEXT, "nguồn web", "đường dẫn", "source url", "web url", "url"),
    _field("profile", How.CHOICE, "mẫu phiếu", "form profile"),
    _field("is_specimen", How.YES_NO, "hiện vật mẫu", "is specimen"),
    _field("found_place", How.PLACE, "nơi phát hiện", "nơi tìm thấy", "find place", "place found", column=""),
    _field("made_place", How.PLACE, "nơi làm", "nơi chế tác", "place made", column=""),
    _field("weight", How.MEASURE, "trọng lượng", "khối lượng", "cân nặng", column=""),
    _field("diameter", How.MEASURE, "đường kính", column=""),
    _field("length", How.MEASURE, "dài", "chiều dài", column=""),
    _field("transcription", How.INSCRIPTION, "nguyên văn", "chữ Hán Nôm", "text of the inscription", column=""),
    _field("phonetic", How.INSCRIPTION, "phiên âm", "transliteration", column=""),
    _field("translation_vi", How.INSCRIPTION, "dịch nghĩa", "bản dịch", column=""),
    _field("translation_en", How.INSCRIPTION, "bản dịch tiếng Anh", "English translation", column=""),
    _field("inscription_language", How.INSCRIPTION, "ngôn ngữ minh văn", column=""),
)  # fmt: skip
_SITE = (
    _field("code", How.TEXT, "mã", "mã di tích", "số hiệu", "ký hiệu", "site code"),
    _field("kind", How.CHOICE, "loại", "loại hình", "loại hình di tích", "type", "site type"),
    _field("rank", How.CHOICE, "cấp", "xếp hạng", "cấp xếp hạng", "rank"),
    _field("decision_number", How.TEXT, "số quyết định", "quyết định", "decision number"),
    _field("decision_date", How.DAY, "ngày quyết định", "decision date"),
    _field("address", How.TEXT, "địa chỉ", "địa điểm", "address"),
    _field("route", How.TEXT, "đường đến", "route"),
    _field("values_text", How.TEXT, "giá trị", "values"),
    _field("protection_state", How.TEXT, "tình trạng bảo vệ", "state of protection"),
    _field("proposals", How.TEXT, "đề xuất", "kiến nghị", "proposals"),
    _field("latitude", How.NUMBER, "vĩ độ", "latitude", "lat"),
    _field("longitude", How.NUMBER, "kinh độ", "longitude", "lng", "lon"),
    _field("is_location_sensitive", How.YES_NO, "vị trí nhạy cảm", "sensitive location"),
    _field("is_specimen", How.YES_NO, "di tích mẫu", "is specimen"),
    _field("parent", How.SITE, "thuộc di tích", "di tích cha", "part of", "parent", column="parent_id"),
    _field("place", How.PLACE, "xã phường", "phường xã", "xã", "phường", "đơn vị hành chính", "commune", "place",
           column=""),
)  # fmt: skip
KINDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "artifacts": MappingProxyType({field.name: field for field in (*_ARTIFACT, *_COMMON)}),
        "sites": MappingProxyType({field.name: field for field in (*_SITE, *_COMMON)}),
    }
)
CHOICES: Mapping[str, str] = MappingProxyType(
    {
        "khong xep hang": "none", "chua xep hang": "none", "chua xep loai": "none", "bao vat": "bao_vat",
        "bao vat quoc gia": "bao_vat", "national treasure": "bao_vat", "antiquity": "co_vat", "relic": "di_vat",
        "tinh": "provincial", "cap tinh": "provincial", "di tich cap tinh": "provincial",
        "quoc gia": "national", "cap quoc gia": "national", "di tich quoc gia": "national",
        "quoc gia dac biet": "special_national", "di tich quoc gia dac biet": "special_national",
        "lich su": "historical", "di tich lich su": "historical", "kien truc nghe thuat": "architectural",
        "di tich kien truc nghe thuat": "architectural", "khao co": "archaeological",
        "di tich khao co": "archaeological", "danh lam thang canh": "scenic", "danh thang": "scenic",
        "hon hop": "mixed", "cong trinh": "building", "bao tang": "museum",
        "cong khai": "public", "moi nguoi": "public", "han che": "restricted", "noi bo": "restricted",
        "gom su": "ceramic", "gom": "ceramic", "vai": "textile", "go": "wood", "kim loai": "metal", "da": "stone",
        "tai lieu": "document", "tranh": "painting",
    }
)  # fmt: skip
"""What people call the values of closed lists, by folded words; the values themselves are understood as well."""
NUMBER_FIELD: Mapping[str, str] = MappingProxyType({"artifacts": "accession_number", "sites": "code"})


def fields_of(kind: str) -> Mapping[str, Field]:
    """The fields of artifacts or of sites by name.

    Raises:
        ValidationError: ``kind``: ``not_in_list``.
    """
    if kind not in KINDS:
        raise ValidationError({"kind": "not_in_list"})
    return KINDS[kind]
