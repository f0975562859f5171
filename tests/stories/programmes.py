"""Small programmes for the stories, written as the sheets a facilitator would write."""

from __future__ import annotations

import csv
import io
from pathlib import Path


def write(folder: Path, **sheets: str) -> Path:
    """Write sheets as CSV files into a folder; gives the folder. Lines may be indented, cells end at commas
    or, when the first line has bars, at bars."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets.setdefault("settings", SETTINGS)
    for name, text in sheets.items():
        lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter="|" if "|" in lines[0] else ","))
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


#: One activity at joining with every type of question, one after the other.
TYPES = {
    "survey": """
        type|name|label::English (en)|label::Khmer (km)|hint::English (en)|relevant|required|constraint|constraint_message::English (en)|default|choice_filter|calculation|parameters|sala_alt
        begin_group|all|Everything|គ្រប់យ៉ាង||||||||||
        note|hello|Let us begin.|យើងចាប់ផ្តើម។
        text|craft|What does your cluster make?|តើក្រុមរបស់អ្នកផលិតអ្វី?|For example: silk|||string-length(.) <= 20|Please use 20 characters or fewer.|||||voice
        integer|firms|How many firms make {craft}?||||yes|. >= 1 and . <= 5000|A number from 1 to 5000, please.
        decimal|income|How much does one firm earn?
        range|trust|How much do firms trust each other?||1 = not at all … 5 = very much||||||||start=1 end=5 step=1
        select_one country|country|Where is it?
        select_one town|town|Which town?||||||||country = {country}
        select_multiple tool|tools|Which tools did you use?
        rank tool|order|Which tool is best?
        acknowledge|rule|Please keep names out of photos.
        date|meeting|When do you meet?
        time|hour|At what time?
        geopoint|pin|Where do you meet?
        image|photo|One photo of the map.||||||||||
        audio|voice|Say it in one minute.|||||||||||text
        calculate|double||||||||||{firms} * 2
        note|sum|Twice {firms} is {double}.
        text|place|Which village?|||||||Ban Na
        end_group|||
    """.replace("{", "${"),
    "choices": """
        list_name|name|label::English (en)|label::Khmer (km)|country
        country|la|Laos
        country|th|Thailand
        town|pakse|Pakse||la
        town|luang|Luang Prabang||la
        town|loei|Loei||th
        tool|map|Chain map
        tool|dots|Dot voting
        tool|none|None of them
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit|expires_after
        all|everyone|joining|0|minutes|30d
    """,
}

#: Repeats that people add to, repeats of a fixed length, and a matrix.
ROUNDS = {
    "survey": """
        type|name|label::English (en)|required|repeat_count|parameters|constraint|constraint_message::English (en)
        begin_group|walk|Walk, look, listen
        begin_repeat|stops|A stop
        text|place|Where are you?
        integer|people|How many people work at {place}?
        end_repeat
        begin_repeat|two|A firm||2
        text|firm|Name firm number {nr}.
        end_repeat
        end_group
        begin_group|matrix|How is it?
        range|price|Firms tell true prices.|||start=1 end=5 step=1
        range|help|Firms help each other.|||start=1 end=5 step=1
        range|plan|Firms plan together.|yes||start=1 end=5 step=1
        end_group
    """.replace("{nr}", "these").replace("{", "${"),
    "schedule": """
        activity|audience|relative_to|offset|unit|start_mode
        walk|everyone|joining|0|minutes|queue
        matrix|everyone|completion:walk|0|minutes|queue
    """,
}

#: What the clock brings: course days in the venue's zone, own evenings, two things at once, months.
TIMES = {
    "survey": """
        type|name|label::English (en)|sala_sees|sala_consent|sala_needs
        begin_group|evening|Before you sleep
        text|tired|What was good today?
        end_group
        begin_group|morning|Good morning
        range|mood|How are you?|private
        text|wish|What do you wish for today?
        end_group
        begin_group|work|Work together
        text|idea|One idea, please.
        text|reason|Why this one?
        end_group
        begin_group|urgent|Look up
        text|look|What do you see?
        end_group
        begin_group|extra|One more thing
        text|more|Anything else?
        end_group
        begin_group|last|The last evening
        select_one yn|later|May I write to you after the course?||c7
        end_group
        begin_group|month|One month later|||c7
        integer|talked|How many firms did you speak with?
        end_group
    """,
    "choices": """
        list_name|name|label::English (en)
        yn|yes|Yes
        yn|no|No
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit|time|zone|expires_after|remind_after|start_mode
        evening|everyone|workshop_start|-1|days|20:00|own|+1d 07:30|1h, 90m, 10h
        morning|everyone|workshop_start|0|days|08:30|workshop|10:00|25m
        work|everyone|workshop_start|0|days|09:00|workshop|12:00|-10m|queue
        urgent|everyone|workshop_start|0|days|09:20|workshop|09:50||interrupt
        extra|everyone|workshop_start|0|days|09:10|workshop|12:00||skip
        last|leader|workshop_start|1|days|18:00|workshop|3d
        month|leader|workshop_end|1|months|18:00|own|7d|24h, 72h
    """,
    "settings": """
        form_title|form_id|version|default_language|sala_days|sala_quiet_from|sala_quiet_to|sala_daily_cap
        Times|times|1|English (en)|2|21:00|07:00|12
    """,
}
