"""A list of people to invite: name, role, country, cluster and language, as facilitators keep it.

Headings may stand in any order and be written in several ways; only the name is needed. Every mistake is
named with its row, so that one look at the spreadsheet mends it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.said import N_, Said
from bot.domain.spreadsheets import Line, Unreadable

#: Most people of one list.
MOST = 500

#: Longest name of a person and of a cluster, in characters with their marks.
LONGEST_NAME, LONGEST_CLUSTER = 80, 60

#: What the columns may be called, in small letters.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "call name",
        "full name",
        "participant",
        "ชื่อ",
        "ឈ្មោះ",
        "ຊື່",
        "အမည်",
        "tên",
        "họ tên",
        "họ và tên",
    ),
    "role": ("role", "บทบาท", "តួនាទី", "ບົດບາດ", "အခန်းကဏ္ဍ", "vai trò"),
    "country": ("country", "ประเทศ", "ប្រទេស", "ປະເທດ", "နိုင်ငံ", "quốc gia", "nước"),
    "cluster": ("cluster", "team", "group", "กลุ่ม", "คลัสเตอร์", "ក្រុម", "ກຸ່ມ", "အုပ်စု", "cụm", "nhóm"),
    "language": ("language", "lang", "ภาษา", "ភាសា", "ພາສາ", "ဘာသာစကား", "ngôn ngữ"),
}

#: What roles may be called.
ROLES: Mapping[str, tuple[str, ...]] = {
    "trainee": ("trainee", "participant", "ผู้เข้าอบรม", "សិក្ខាកាម", "ຜູ້ເຂົ້າຮ່ວມ", "သင်တန်းသား", "học viên"),
    "leader": ("leader", "cluster leader", "ผู้นำ", "ผู้นำกลุ่ม", "មេក្រុម", "ຫົວໜ້າກຸ່ມ", "ခေါင်းဆောင်", "trưởng nhóm"),
    "facilitator": (
        "facilitator",
        "trainer",
        "วิทยากร",
        "អ្នកសម្របសម្រួល",
        "ຜູ້ອຳນວຍຄວາມສະດວກ",
        "ညှိနှိုင်းသူ",
        "điều phối viên",
    ),
    "researcher": ("researcher", "นักวิจัย", "អ្នកស្រាវជ្រាវ", "ນັກຄົ້ນຄວ້າ", "သုတေသီ", "nhà nghiên cứu"),
}


@dataclass(frozen=True)
class Listed:
    """One person of a list. Country is an ISO code and language a BCP 47 code; each may be empty."""

    name: str
    role: str = "trainee"
    country: str = ""
    cluster: str = ""
    language: str = ""

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Mistake:
    """What is wrong in one row, counted as the spreadsheet does."""

    row: int
    said: Said


def read_people(
    lines: Sequence[Line], country: Callable[[str], str], language: Callable[[str], str]
) -> tuple[list[Listed], list[Mistake]]:
    """The people of a table, and the mistakes; a row with a mistake is in no list.

    ``country`` and ``language`` give the code of what was written, or an empty text for what is unknown.
    The first row holds the headings. Raises :class:`Unreadable` for a table without names, or with more than
    :data:`MOST` rows. A person who stands twice with the same facts is a mistake of the second row.
    """
    (_number, headings), *rows = lines
    places = _places(headings)
    if "name" not in places:
        words = N_("The first row needs headings: name, and if you like role, country, cluster, language.")
        raise Unreadable(Said(words))
    if not rows:
        raise Unreadable(Said(N_("There is nobody in this list.")))
    if len(rows) > MOST:
        raise Unreadable(Said(N_("A list has at most {n} people. Please send it in parts."), {"n": MOST}))
    people: dict[Listed, int] = {}
    mistakes: list[Mistake] = []
    for number, cells in rows:
        told = {name: _plain(cells[place]) if place < len(cells) else "" for name, place in places.items()}
        person, wrong = _person(told, country, language)
        if person in people:
            wrong.append(Said(N_("This is the same person as in row {row}."), {"row": people[person]}))
        mistakes += [Mistake(number, said) for said in wrong]
        if not wrong:
            people[person] = number
    return list(people), mistakes


def _places(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        plain = _plain(heading).casefold().replace("_", " ")
        for name, spellings in HEADINGS.items():
            if plain in spellings:
                found.setdefault(name, place)
    return found


def _person(
    told: Mapping[str, str], country: Callable[[str], str], language: Callable[[str], str]
) -> tuple[Listed, list[Said]]:
    wrong: list[Said] = []
    name, cluster = told["name"], told.get("cluster", "")
    if not name:
        wrong.append(Said(N_("The name is missing.")))
    if len(name) > LONGEST_NAME or len(cluster) > LONGEST_CLUSTER:
        wrong.append(Said(N_("A name or a cluster is very long. Please shorten it.")))
    if name.startswith(("=", "+", "@")) or any(unicodedata.category(letter) == "Cc" for letter in name):
        wrong.append(Said(N_("“{name}” is no name of a person."), {"name": name[:30]}))
    role = _role(told.get("role", ""))
    if not role:
        words = N_("The role “{role}” is not known. Write trainee, leader, facilitator or researcher.")
        wrong.append(Said(words, {"role": told["role"][:30]}))
    known = {}
    for what, find, words in (
        ("country", country, N_("The country “{word}” is not known. Write its name or its two letters.")),
        (
            "language",
            language,
            N_("The language “{word}” is not known. Write its name, or a code such as km."),
        ),
    ):
        written = told.get(what, "")
        known[what] = find(written) if written else ""
        if written and not known[what]:
            wrong.append(Said(words, {"word": written[:30]}))
    return Listed(name, role, known["country"], cluster, known["language"]), wrong


def _role(written: str) -> str:
    """The role that is meant; a trainee when the cell is empty."""
    plain = written.casefold()
    if not plain:
        return "trainee"
    return next((role for role, names in ROLES.items() if plain in names or plain == f"{role}s"), "")


def _plain(text: str) -> str:
    """One line, composed (NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())
