"""A form of 300 rows as researchers write them: conditions, calculations, quotes, filtered choices."""

from __future__ import annotations

from pyxform.xls2xform import convert

HEAD = "|        | type | name | label | relevant | constraint | calculation | choice_filter |"
PARTS, QUESTIONS, REPEATS = 10, 24, 6


def xform() -> str:
    """The form as ODK's tools take it."""
    rows = [HEAD, _row("text", "name", "Your name")]
    number = 0
    for part in range(PARTS):
        rows.append(_row("begin group", f"part{part}", f"Part {part} of ${{name}}"))
        for _question in range(QUESTIONS):
            number += 1
            rows.append(_question_row(number))
        rows.append(_row("end group"))
    for repeat in range(REPEATS):
        rows.append(_row("begin repeat", f"round{repeat}", "A round"))
        for _question in range(6):
            number += 1
            rows.append(_row("integer", f"q{number}", "How many at ${name}?"))
        rows.append(_row("end repeat"))
        rows.append(_row("calculate", f"sum{repeat}", calculation=f"sum(${{q{number}}})"))
    rows.append(_row("note", "last", "${sum0} and ${sum5}"))
    choices = [f"|         | abc | {name} | Letter {name} |" for name in "abc"]
    head = "|         | list_name | name | label |"
    sheets = "\n".join(("| survey |", *rows, "| choices |", head, *choices))
    return str(convert(sheets, file_type=".md", form_name="data", warnings=[]).xform)


def _question_row(number: int) -> str:
    name, before = f"q{number}", f"${{q{number - 1}}}" if number > 1 else "${name}"
    kind = number % 6
    if kind == 0:
        return _row("integer", name, "How many, ${name}?", constraint=". >= 0 and . < 1000")
    if kind == 1:
        return _row("text", name, f"Why {before}?", relevant=f"{before} != ''")
    if kind == 2:
        return _row("select_one abc", name, "Which?")
    if kind == 3:
        return _row(
            "select_one abc", name, "Which else?", f"{before} = 'a'", choice_filter=f"name != {before}"
        )
    if kind == 4:
        return _row("calculate", name, calculation=f"concat(${{name}}, ' ', {number})")
    return _row("decimal", name, "What is the price?")


def _row(
    kind: str,
    name: str = "",
    label: str = "",
    relevant: str = "",
    constraint: str = "",
    calculation: str = "",
    choice_filter: str = "",
) -> str:
    cells = (kind, name, label, relevant, constraint, calculation, choice_filter)
    return "|        | " + " | ".join(cells) + " |"
