"""Programmes for tests, written as CSV files."""

from __future__ import annotations

import textwrap
from pathlib import Path

SURVEY = """
type,name,label::English (en)
begin_group,morning,Good morning
select_one yes_no,well,Did you sleep well?
integer,hours,How many hours?
end_group,,
"""
CHOICES = """
list_name,name,label::English (en)
yes_no,yes,Yes
yes_no,no,No
"""
SETTINGS = """
form_title,form_id,version,default_language,sala_days
A small course,small,1,English (en),3
"""
SCHEDULE = """
activity,audience,relative_to,offset,unit,time,zone,expires_after,remind_after
morning,everyone,workshop_start,0,days,08:30,workshop,10:00,25m
"""


def write(folder: Path, **sheets: str) -> Path:
    """A folder with the sheets given and the usual ones for the rest; an empty text leaves a sheet out."""
    usual = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, "schedule": SCHEDULE}
    for name, text in {**usual, **sheets}.items():
        if text:
            (folder / f"{name}.csv").write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return folder
