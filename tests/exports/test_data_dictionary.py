from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.exports.data_dictionary import PAGE, QUERIES, page
from storage.engine import open_engine
from storage.tables import metadata


def test_the_committed_page_is_what_the_tables_say() -> None:
    again = "run: python -m bot.exports.data_dictionary"
    assert PAGE.read_text(encoding="utf-8") == page(), again


def test_every_table_and_column_is_explained() -> None:
    written = page()
    for table in metadata.tables.values():
        part = written.split(f"### {table.name}\n", 1)[1].split("\n### ", 1)[0]
        for column in table.columns:
            assert f"| `{column.name}` |" in part, f"{table.name}.{column.name}"


@pytest.mark.parametrize("sql", QUERIES.values(), ids=list(QUERIES))
def test_the_example_queries_run(sql: str) -> None:
    engine = open_engine("sqlite://")
    metadata.create_all(engine)
    with Session(engine) as session:
        session.execute(text(sql)).all()
