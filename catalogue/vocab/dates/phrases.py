"""The words that dates are made of, folded (without accents); Vietnamese and English side by side."""

from __future__ import annotations

APPROXIMATE = (
    "nien dai uoc khoang", "uoc khoang", "vao khoang", "trong khoang", "khoang", "chung", "uoc", "do chung", "circa",
    "ca", "about", "around", "approximately", "approx", "~",
)  # fmt: skip
UNCERTAIN = ("co le", "co the", "co kha nang", "phong doan", "probably", "perhaps", "possibly", "maybe", "?")
LUNAR = ("am lich", "lich am", "al", "lunar calendar", "lunar")
SOLAR = ("duong lich", "lich duong", "dl", "gregorian calendar", "gregorian")
FILLERS = (
    "nien dai", "thoi gian", "vao", "cua", "o", "the", "of", "in", "from the", "dated", "nam", "year", "ad",
    "van hoa", "culture", "khoang thoi gian", "lam", "che tao", "made",
    ",", ";", "(", ")", ".", ":", "[", "]", '"', "'", "“", "”",
)  # fmt: skip
LABELS = (
    "champa",
    "cham pa",
    "cham",
    "chiem thanh",
    "dai viet",
    "sa huynh",
    "dong son",
    "oc eo",
    "hue",
    "viet nam",
    "vietnam",
)
OPENERS = {
    "before": ("truoc", "before", "pre"),
    "after": ("sau", "after", "post"),
    "since": ("ke tu", "tu", "since", "from"),
    "until": ("cho den", "den", "until", "till", "to", "by"),
}
JOINERS = ("cho den", "den", "toi", "va", "until", "till", "through", "to", "and", "-")
EITHER = ("hoac la", "hoac", "hay la", "hay", "or")
BETWEEN = ("trong khoang tu", "giua", "between")

PARTS = {
    "first_half": ("nua dau", "nua thu nhat", "first half of the", "first half of", "first half"),
    "second_half": ("nua cuoi", "nua sau", "nua thu hai", "second half of the", "second half of", "second half"),
    "early": ("nhung nam dau", "dau", "early"),
    "middle": ("giua", "mid", "middle of the", "middle of", "middle"),
    "late": ("nhung nam cuoi", "cuoi", "late", "end of the", "end of"),
}
CENTURY = ("the ky thu", "the ki thu", "the ky", "the ki", "tk", "century")
CENTURY_AFTER = ("centuries", "century", "cent", "c")
ORDINAL = ("st", "nd", "rd", "th")
DECADE = ("thap nien", "thap ki", "thap ky", "nhung nam", "cac nam", "decade of the", "the")
DECADE_AFTER = ("s", "' s", "’ s")
BEFORE_OUR_ERA = (
    "truoc cong nguyen",
    "truoc cn",
    "tr . cn",
    "tr cn",
    "tcn",
    "b . c . e .",
    "b . c .",
    "b . c",
    "bce",
    "bc",
    "before christ",
)
OUR_ERA = ("sau cong nguyen", "cong nguyen", "sau cn", "scn", "cn", "ce", "ad")

RULE = (
    "thoi ky", "thoi ki", "thoi", "doi vua", "doi", "vuong trieu", "trieu dai", "trieu vua", "trieu", "nha",
    "nien hieu", "hoang de", "vua", "chua", "cac", "reign of emperor", "reign of the", "reign of", "era of", "emperor",
    "king", "lord", "era", "dynasty", "period",
)  # fmt: skip
RULE_AFTER = ("dynasty", "period", "era", "reign", "s reign", "emperor")

DAY = ("ngay mong", "ngay mung", "ngay", "mong", "mung", "hom")
FULL_MOON = ("ngay ram", "ram")
MONTH = ("thang", "month")
LEAP = ("nhuan", "leap")
MONTH_WORDS = {
    "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "chap": 12,
}  # fmt: skip
ORDINAL_WORDS = {
    "nhat": 1, "nhi": 2, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
ENGLISH_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
