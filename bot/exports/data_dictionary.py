"""The data dictionary: every table and column of the database, written from the tables themselves.

``python -m bot.exports.data_dictionary`` writes ``docs/data-dictionary.md`` anew; a test holds the two
in step, runs the example queries, and fails when a column has no explanation.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Table
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel
from sqlmodel.main import default_registry

from storage.tables import metadata

#: The committed page, beside the packages of a checkout.
PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"

#: What a column holds, in the words of a spreadsheet.
_TYPES: dict[type, str] = {
    dt.datetime: "date and time (UTC)",
    dt.date: "date",
    object: "JSON",
    bool: "0 or 1",
    int: "integer",
    str: "text",
}

_INTRO = """# Data dictionary

<!-- Written by `python -m bot.exports.data_dictionary` from the tables in `storage/`. Change those. -->

Everything that Sala knows is in one SQLite file, `data/sala.db`, and in the folder `data/media` beside it.
This page says what each table and each column holds.

## Opening the file

* **[DB Browser for SQLite](https://sqlitebrowser.org)**: *Open Database Read Only*, and choose `sala.db`.
* **[Datasette](https://datasette.io)**, in a browser: `datasette data/sala.db`, then open the address that
  it prints.
* **The command line**: `sqlite3 -readonly data/sala.db`.

While Sala runs, two more files stand beside it: `sala.db-wal` and `sala.db-shm`. They belong to it. To look
at the data somewhere else, take a copy with `sala backup`; a copy of `sala.db` alone may lack the last
minutes.

The file holds names, chats and private answers. For research use `sala export` or `/export`: they leave out
whoever did not agree to research, and every name.

## Reading it

* **Times** are UTC, such as `2026-11-30 01:30:00.000000`. `person.zone` and `workshop.zone` say which local
  time it was.
* **Answers** stand in `answer`, one row for each person and question, in the form that XForms give them: the
  *name* of a choice, not its label; names with spaces between them for several choices; ISO dates; plain
  numbers; `latitude longitude altitude accuracy` for places (rounded before they are stored). Earlier values
  are in `answer_version`.
* **Questions** and their labels are in `programme.stored`. `sala export` writes them as a codebook.
* **Versions**: `workshop.programme_id` is the version that a workshop runs now, `programme_change` what ran
  before; `answer.programme_id` is the version in which it was read, `answer.question` its path there.
* **Who may be used for research**: `consent` holds every yes and no; the newest of a layer counts.
* **Nothing joins `anonymous_note` to a person.** That is on purpose.

## Useful queries

{queries}

## Tables

{tables}
"""

#: Title and SQL of each example. Tests run them against a database that holds a workshop.
QUERIES: dict[str, str] = {
    "Who is in which workshop, as what": """
SELECT workshop.title, enrolment.role, enrolment.state, count(*) AS people
FROM enrolment JOIN workshop ON workshop.id = enrolment.workshop_id
GROUP BY workshop.id, enrolment.role, enrolment.state
ORDER BY workshop.id, enrolment.role
""",
    "The newest consent of each layer, by pseudonym": """
SELECT enrolment.pseudonym, consent.layer, consent.granted, consent.at
FROM consent JOIN enrolment ON enrolment.id = consent.enrolment_id
WHERE consent.id IN (SELECT max(id) FROM consent GROUP BY enrolment_id, layer)
ORDER BY enrolment.pseudonym, consent.layer
""",
    "Answers to one question, of those who agreed to research": """
SELECT enrolment.pseudonym, answer.value, answer.answered_at, answer.late
FROM answer JOIN enrolment ON enrolment.id = answer.enrolment_id
WHERE answer.name = 'd1_mood' AND answer.state = 'answered'
  AND (SELECT granted FROM consent
       WHERE consent.enrolment_id = enrolment.id AND layer = 'c1'
       ORDER BY consent.id DESC LIMIT 1) = 1
ORDER BY enrolment.pseudonym
""",
    "How many prompts of each activity were completed (compliance)": """
SELECT activity, count(*) AS sent, sum(state = 'completed') AS completed,
       round(100.0 * sum(state = 'completed') / count(*)) AS percent
FROM prompt
WHERE sent_at IS NOT NULL
GROUP BY activity
ORDER BY min(due_at)
""",
    "How long people took from prompt to last answer, in minutes": """
SELECT activity, count(*) AS people,
       round(avg((julianday(completed_at) - julianday(sent_at)) * 1440)) AS minutes
FROM prompt
WHERE state = 'completed'
GROUP BY activity
ORDER BY min(due_at)
""",
    "Local wisdom that may be printed, with the credit chosen": """
SELECT contribution.text, contribution.language, contribution.credit,
       CASE contribution.credit WHEN 'named' THEN person.call_name
                                WHEN 'community' THEN contribution.community ELSE '' END AS credited
FROM contribution
JOIN enrolment ON enrolment.id = contribution.enrolment_id
JOIN person ON person.id = enrolment.person_id
WHERE contribution.visibility = 'publish' AND contribution.state = 'kept'
ORDER BY contribution.id
""",
    "What could not be delivered, and why": """
SELECT reason, kind, count(*) AS messages
FROM outbox
WHERE state IN ('failed', 'dropped')
GROUP BY reason, kind
ORDER BY messages DESC
""",
    "How many answers belong to which version of a programme": """
SELECT programme.form_id, programme.version, substr(programme.digest, 1, 8) AS mark, count(*) AS answers
FROM answer JOIN programme ON programme.id = answer.programme_id
GROUP BY programme.id
ORDER BY programme.id
""",
    "Corrections: what an answer was before": """
SELECT answer.question, answer_version.value AS before, answer.value AS now, answer_version.replaced_at
FROM answer_version JOIN answer ON answer.id = answer_version.answer_id
ORDER BY answer_version.id
""",
}


def page() -> str:
    """The whole page as Markdown. Raises ``ValueError`` for a column without an explanation."""
    queries = "\n\n".join(f"**{title}**\n\n```sql\n{sql.strip()};\n```" for title, sql in QUERIES.items())
    tables = "\n\n".join(_describe(model, table) for model, table in _models())
    return _INTRO.format(queries=queries, tables=tables)


def _models() -> Iterator[tuple[type[SQLModel], Table]]:
    by_table = {mapper.local_table: mapper.class_ for mapper in default_registry.mappers}
    for table in sorted(metadata.tables.values(), key=lambda table: table.name):
        yield by_table[table], table


def _describe(model: type[SQLModel], table: Table) -> str:
    about = inspect.cleandoc(model.__doc__ or "")
    if not about:
        raise ValueError(f"{table.name} has no explanation")
    lines = [f"### {table.name}", "", " ".join(about.split()), "", "| column | type | what it holds |"]
    lines.append("| --- | --- | --- |")
    for column in table.columns:
        what = model.model_fields[column.name].description
        if not what:
            raise ValueError(f"{table.name}.{column.name} has no explanation")
        lines.append(f"| `{column.name}` | {_type(column)} | {what.replace('|', ' or ')} |")
    return "\n".join(lines)


def _type(column: Column[object]) -> str:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return _TYPES[kind.python_type] + (", may be empty" if column.nullable else "")


def main() -> None:
    """Write the page into ``docs/``."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
