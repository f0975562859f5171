"""Small programmes for the stories, written as the sheets a facilitator would write."""

from __future__ import annotations

import csv
import io
from pathlib import Path


def write(folder: Path, **sheets: str) -> Path:
    """Write sheets as CSV files into a folder; gives the folder. Lines may be indented."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets.setdefault("settings", SETTINGS)
    for name, text in sheets.items():
        lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
        rows = list(csv.reader(io.StringIO("\n".join(lines))))
        width = len(rows[0])
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return folder


SETTINGS = """
    form_title,form_id,version,default_language,sala_days,sala_quiet_from,sala_quiet_to,sala_daily_cap
    A small course,small,1,English (en),2,21:00,07:00,12
"""

#: Hello at joining; a question each morning; work with a photo, a voice and a place; a leader's follow-up.
HELLO = {
    "survey": """
        type,name,label::English (en),hint::English (en),relevant,constraint,constraint_message::English (en),required,parameters,sala_sees,sala_needs,sala_consent,sala_share,sala_alt,sala_fill,sala_deletes
        hidden,call_name,,,,,,,,,,,,,call_name,
        begin_group,hello,Hello,,,,,,,,,,,,,
        text,place,"{call_name}, what is your cluster?",,,string-length(.) <= 20,Please use 20 characters or fewer.,,,,,,,,,
        integer,firms,How many firms are in {place}?,,,. >= 1 and . <= 500,"A number from 1 to 500, please.",,,,,,,,,
        end_group,,,,,,,,,,,,,,,
        begin_group,morning,Good morning,,,,,,,,,,,,,
        note,morning_note,A new day.,,,,,,,,,,,,,
        range,mood,How are you today?,1 = low … 5 = high,,,,,start=1 end=5 step=1,private,,,,,,
        text,why,What made it {mood}?,,{mood} <= 2,,,,,,,,,,,
        note,thanks_low,I am sorry to hear that.,,{mood} <= 2,,,,,,,,,,,
        end_group,,,,,,,,,,,,,,,
        begin_group,work,Work together,,,,,,,,,,,,,
        select_multiple tool,tools,Which tools did you use?,,,,,,,,,,,,,
        image,photo,One photo of the map.,,,,,,,,,,,,,
        select_one people,people,Is a person easy to know in it?,,{photo} != '',,,,,,,,,,,photo
        text,saying,A saying from your place?,,,,,,,choice,,,yes,voice,,
        geopoint,pin,Where is it?,,,,,,,,,,,,,
        text,box,No-name box: what was hard?,,,,,,,anonymous,,,,,,
        select_one yn,later,May I write to you after the course?,,,,,yes,,,,c7,,,,
        end_group,,,,,,,,,,,,,,,
        begin_group,follow_up,Two weeks later,,,,,,,,c7,,,,,
        integer,talked,How many firms did you speak with?,,,,,,,,,,,,,
        end_group,,,,,,,,,,,,,,,
    """.replace("{", "${"),
    "choices": """
        list_name,name,label::English (en)
        tool,map,Chain map
        tool,dots,Dot voting
        tool,none,None of them
        people,no,No
        people,agreed,"Yes, and they agreed"
        people,not_asked,"Yes, not asked"
        yn,yes,Yes
        yn,no,No
    """,
    "schedule": """
        activity,audience,relative_to,offset,unit,time,zone,expires_after,remind_after,iterations,every,start_mode,escalate_after
        hello,"trainee, leader",joining,0,minutes,,own,,24h,,,,
        morning,"trainee, leader",workshop_start,0,days,08:30,workshop,10:00,25m,,,,
        work,"trainee, leader",workshop_start,0,days,09:15,workshop,20:00,-10m,,,,
        follow_up,leader,workshop_end,2,weeks,18:00,own,7d,"24h, 72h",,,,
    """,
}
