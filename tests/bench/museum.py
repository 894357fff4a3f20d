"""A museum of any size: plausible Vietnamese artifacts, the same ones for the same number, loaded within minutes.

python -m tests.bench.museum /tmp/museum 100000     # makes /tmp/museum/cuudinh.db
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine, event, text

from catalogue.db import make_engine, make_sessions
from catalogue.migrations import upgrade
from catalogue.policy import Identity
from catalogue.records import Site
from catalogue.services.bulk import ARTIFACT, SITE, Bulk, insert_records
from catalogue.services.bulk_sql import text_index_at_once
from catalogue.services.dating import dated
from catalogue.vocab.terms import Protection, SiteKind, SiteRank, Status

DATABASE = "cuudinh.db"
_CHUNK = 5_000
_PLACES = (
    "Điện Thái Hòa", "Thế Miếu", "Điện Long An", "Lăng Tự Đức", "Lăng Minh Mạng", "Lăng Khải Định", "Cung Diên Thọ",
    "Chùa Thiên Mụ", "Văn Miếu Huế", "Đàn Nam Giao", "Điện Hòn Chén", "Cung An Định", "Lăng Gia Long", "Hổ Quyền",
    "Duyệt Thị Đường", "Hiển Lâm Các", "Phu Văn Lâu", "Nghênh Lương Đình", "Lăng Thiệu Trị", "Lăng Đồng Khánh",
)  # fmt: skip
_TYPES = (
    ("Bình", "gốm"), ("Chóe", "sứ"), ("Đĩa", "sứ"), ("Bát", "gốm"), ("Lư hương", "đồng"), ("Đỉnh", "đồng"),
    ("Chuông", "đồng"), ("Ấn", "vàng"), ("Kim sách", "bạc mạ vàng"), ("Long bào", "lụa"), ("Hài thêu", "nhung"),
    ("Ngai", "gỗ sơn thếp"), ("Hoành phi", "gỗ"), ("Câu đối", "gỗ"), ("Bia", "đá"), ("Tượng", "đá"), ("Mộc bản", "gỗ"),
    ("Tranh gương", "thủy tinh"), ("Khánh", "đá"), ("Súng thần công", "đồng"), ("Sắc phong", "giấy dó"),
    ("Ống bút", "ngà"), ("Quạt", "lông vũ"), ("Tráp", "gỗ khảm xà cừ"), ("Pháp lam", "đồng tráng men"),
)  # fmt: skip
_MOTIFS = (
    "rồng mây", "phượng hoàng", "long ẩn vân", "hoa lá cách điệu", "bát bửu", "tứ linh", "mai điểu", "tùng hạc",
    "lưỡng long triều nhật", "hoa sen", "sóng nước thủy ba", "chữ Thọ", "phong cảnh sông Hương", "tích Tam Quốc",
    "cúc dây", "ngư ông đắc lợi", "bách cổ", "hồi văn chữ Vạn",
)  # fmt: skip
_STATES = ("Nguyên vẹn", "Sứt miệng", "Rạn men", "Gỉ xanh toàn thân", "Nứt chân đế", "Phai màu", "Mối mọt nhẹ")
_MAKERS = ("Nội Vụ phủ", "Tượng cục Phường Đúc", "Xưởng Long Thọ", "Vũ Khố", "Thợ làng Phước Tích", "Cục Pháp lam", "")
_REIGNS = (("Gia Long", 18), ("Minh Mạng", 20), ("Thiệu Trị", 7), ("Tự Đức", 36), ("Đồng Khánh", 3), ("Thành Thái", 18),
           ("Khải Định", 9), ("Bảo Đại", 20))  # fmt: skip
_RECORDERS = ("Lê Thị Hoa", "Nguyễn Văn An", "Tôn Nữ Mai", "Trần Quốc Bảo", "Hoàng Minh Châu")
_ROOMS = ("Kho 1", "Kho 2", "Phòng trưng bày A", "Phòng trưng bày B", "Kho gốm", "Kho vải", "Kho kim loại")
_SOURCES = ("Hiến tặng", "Nguyên tại chỗ", "Khai quật năm 1999", "Mua lại", "Thu hồi", "Trao đổi")


def artifacts(count: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """``count`` artifacts as an importer would give their columns, without their site; the same for the same seed."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        name, material = chance.choice(_TYPES)
        motif, reign, place = chance.choice(_MOTIFS), _written_date(chance), chance.choice(_PLACES)
        state, maker = chance.choice(_STATES), chance.choice(_MAKERS)
        yield {
            "accession_number": f"BTH.{number:07}",
            "title_vi": f"{name} {motif} số {number % 997}",
            "title_en": f"{name} with {motif}" if number % 3 else None,
            "object_type": name,
            "materials": [material] if number % 5 else [material, "sơn"],
            "technique": chance.choice(("đúc", "vẽ lam", "thêu", "chạm lộng", "khảm", "in khắc", "tráng men")),
            "date_text": reign,
            "maker": maker or None,
            "origin": f"{chance.choice(_SOURCES)}, {place}",
            "height_mm": round(chance.uniform(20, 2400), 1),
            "width_mm": round(chance.uniform(20, 900), 1),
            "count": 1 if number % 9 else 2,
            "description_vi": f"{name} bằng {material}, trang trí {motif}, hiện ở {place}. {state}; "
            f"kích thước đo tại miệng, thân và đáy. Tư liệu liên quan lưu tại {chance.choice(_ROOMS)}.",
            "protection": chance.choices(list(Protection), (50, 25, 24, 1))[0],
            "condition_text": state,
            "location": f"{chance.choice(_ROOMS)}, kệ {chance.randint(1, 60)}",
            "recorder": chance.choice(_RECORDERS),
            "licence": "CC BY 4.0" if number % 4 else None,
        }


def make_museum(home: Path, count: int, *, published: float = 0.7) -> Engine:
    """A migrated SQLite database ``home/cuudinh.db`` with 20 sites and ``count`` artifacts, search rows included.

    One that is there and holds as many is taken as it is.

    Args:
        home: its folder.
        count: how many artifacts.
        published: the share that everybody may see.
    """
    home.mkdir(parents=True, exist_ok=True)
    engine = _open(home)
    with engine.connect().execution_options(read_only=True) as connection:
        there = connection.execute(text("SELECT count(*) FROM artifact")).scalar()
    if there == count:
        return engine
    if there:
        engine.dispose()
        for path in home.glob(f"{DATABASE}*"):
            path.unlink()
        engine = _open(home)
    _fill(engine, count, published)
    return engine


def _open(home: Path) -> Engine:
    """An engine with a cache that random places of large indexes fit into."""
    engine = make_engine(f"sqlite:///{home / DATABASE}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA cache_size=-400000"))
    upgrade(engine)
    return engine


def _fill(engine: Engine, count: int, published: float) -> None:
    sessions, who = make_sessions(engine), Identity.system("bench")
    chance, source = random.Random(2), artifacts(count)
    with sessions.begin() as session:
        kinds, ranks = list(SiteKind), list(SiteRank)
        sites = [
            {"code": f"DT.{i:02}", "title_vi": name, "kind": kinds[i % len(kinds)], "rank": ranks[i % len(ranks)]}
            for i, name in enumerate(_PLACES, 1)
        ]
        with text_index_at_once(session):
            rows = insert_records(Bulk(session, who, SITE), [{**site, "status": Status.PUBLISHED} for site in sites])
    while chunk := list(islice(source, _CHUNK)):
        for values in chunk:
            values.update(dated(str(values["date_text"])))
            values["site_id"] = chance.choice(rows)["id"]
            values["status"] = Status.PUBLISHED if chance.random() < published else Status.DRAFT
            values["has_3d"] = chance.random() < 0.1
        with sessions.begin() as session:
            sites_by_id = {site.id: site for site in session.query(Site)}
            with text_index_at_once(session):
                insert_records(Bulk(session, who, ARTIFACT, sites_by_id), chunk)
    with sessions.begin() as session:  # one whole index, as after a night's rest
        session.execute(text("INSERT INTO search_text(search_text) VALUES ('optimize')"))
        session.connection().exec_driver_sql("ANALYZE")


def _written_date(chance: random.Random) -> str:
    """A date as conservators write it."""
    reign, years = chance.choice(_REIGNS)
    return chance.choice(
        (f"{reign} {chance.randint(1, years)}", f"thời {reign}", "thế kỷ XIX", f"khoảng {chance.randint(1802, 1945)}",
         f"{chance.randint(1802, 1900)}-{chance.randint(1901, 1945)}", "đầu thế kỷ XX")
    )  # fmt: skip


if __name__ == "__main__":
    make_museum(Path(sys.argv[1]), int(sys.argv[2]))
