"""Forms that people fill in the chat besides: every type that can be asked, in every shape it takes there."""

from __future__ import annotations

WIDGETS = """
| survey |
|        | type | name | label | hint | required | relevant | constraint | default | appearance | parameters | guidance_hint |
|        | note | hello | Hello & <welcome> | | | | | | | | Behind a button |
|        | acknowledge | rule | Please keep names out of photos. | | yes |
|        | barcode | code | The number below the bars |
|        | text | phone | Your number | | | | | | numbers |
|        | text | story | A story | In your own words | | | string-length(.) < 200 | | multiline | | As long as you like |
|        | integer | looms | How many looms? | | | | . >= 0 and . < 61 | 2 | counter |
|        | range | stars | How good was it? | | | | | | rating | start=1 end=5 step=1 |
|        | range | percent | How many percent? | | | | . != 50 | | | start=0 end=100 step=1 |
|        | range | warm | How warm? | | | | | | | start=-5 end=5 step=0.5 |
|        | select_one village | village | Which village? |
|        | select_one village | other_village | And another? | | | | . != ${village} | | autocomplete |
|        | select_multiple village | villages | Which villages do you know? | | | | count-selected(.) <= 4 |
|        | select_one long | reason | What was the reason? | | | | | long2 |
|        | select_one agree | likert | We share prices | | | | | | likert |
|        | select_one agree | pack | We share tools | | | | | | columns-pack |
|        | select_multiple odd | odd | Which of these? | | yes |
|        | rank agree | order | Put in order |
|        | begin_group | matrix | How true is it? | | | | | | table-list |
|        | select_one agree | m1 | We meet |
|        | select_one agree | m2 | We plan | | yes |
|        | select_one agree | m3 | We trust | | | ${m1} != '' |
|        | end_group | |
| choices |
|         | list_name | name | label |
|         | long | long1 | It was too far from the village to go there |
|         | long | long2 | It rained |
|         | long | long3 | Nobody told us about it <at all> & so on |
|         | agree | agree1 | No |
|         | agree | agree2 | A little |
|         | agree | agree3 | Rather |
|         | agree | agree4 | Fully |
|         | odd | a.b | One, two |
|         | odd | c_d | 3 |
|         | odd | 1 | Four *stars* |
|         | odd | a-name-that-is-far-too-long-for-a-button | Five |
"""

MOMENTS = """
| survey |
|        | type | name | label | hint | required | relevant | constraint | default | appearance | parameters | guidance_hint |
|        | date | day | Which day? | | | | . <= today() + 30 and . > '1990-01-01' |
|        | date | month | Which month? | | | | | | month-year |
|        | date | year | Which year? | | yes | | | | year |
|        | date | written | And the day after? | | | | . > ${day} | | no-calendar |
|        | time | hour | At what time? | | | | . > '05:00' |
|        | dateTime | moment | When exactly? | | | | . < now() |
|        | geopoint | place | Where is it? |
|        | geotrace | way | Which way? |
|        | geoshape | field | Which field? | | | ${way} != '' |
|        | image | photo | A photo of the loom |
|        | text | seen | What is in it? | | | ${photo} != '' |
|        | audio | voice | Say it in one minute. | | yes |
|        | video | film | A film of the work |
|        | file | paper | The paper |
|        | image | sign | Your signature | | | | | | signature |
|        | text | end | Anything else? | | | ${voice} != '' and ${film} != '' |
"""

NESTS = """
| survey |
|        | type | name | label | required | relevant | constraint | repeat_count | calculation |
|        | begin_repeat | house | House of ${who} |
|        | text | who | Who lives there? | yes |
|        | begin_group | work | Work | | ${who} != 'a' |
|        | integer | looms | How many looms? | | | . >= 0 |
|        | begin_repeat | loom | Loom | | ${looms} > 0 | | ${looms} |
|        | text | wood | Which wood is loom ${at} of? |
|        | calculate | at | | | | | | position(..) |
|        | end_repeat | |
|        | end_group | |
|        | begin_repeat | child | Child | | ${who} != '' |
|        | text | name | Name? |
|        | integer | age | How old is ${name}? | | ${name} != '' | . < 120 |
|        | end_repeat | |
|        | calculate | ages | | | | | | sum(${age}) |
|        | end_repeat | |
|        | calculate | houses | | | | | | count(${house}) |
|        | text | sum | In ${houses} houses are ${all} years. | | ${all} > 0 |
|        | calculate | all | | | | | | sum(${ages}) |
"""

#: A list that is longer than a screen.
VILLAGES = (
    "Na",
    "Xang",
    "Tai",
    "Nuea",
    "Kok",
    "Phon",
    "Hai",
    "Dong",
    "Keun",
    "Pak",
    "Lao",
    "Muang",
    "Sai",
    "Mai",
)
WIDGETS += "".join(
    f"|         | village | village{n} | Ban {name}{end} |\n"
    for n, (name, end) in enumerate(((name, end) for end in ("", " Noi") for name in VILLAGES), 1)
)

#: Their tables by name.
CHAT_FORMS = {"widgets": WIDGETS, "moments": MOMENTS, "nests": NESTS}
