"""Forms of the project's own that both engines fill: between them they use every part of the language."""

from __future__ import annotations

HOUSEHOLD = """
| survey |
|        | type | name | label::English (en) | label::Lao (lo) | hint::English (en) | required | relevant | constraint | constraint_message::English (en) | calculation | default | choice_filter | appearance | parameters | readonly | required_message::English (en) |
|        | text | who | Who are you? | ເຈົ້າແມ່ນໃຜ? | As friends call you | yes | | string-length(.) < 12 | Shorter, please. | | | | | | | We need a name. |
|        | integer | age | How old are you, ${who}? | ອາຍຸເທົ່າໃດ, ${who}? | | | | . >= 5 and . <= 120 | Between 5 and 120, ${who}. | | | | | | | |
|        | decimal | height | Height in metres | ສູງເທົ່າໃດ | | ${age} > 17 | ${age} != '' | . < 3 | | | 1.5 | | | | | |
|        | date | born | Born on | ເກີດວັນທີ | | | | . <= today() | Not in the future. | | | | | | | |
|        | time | wake | You wake at | ຕື່ນເວລາ | | | | | | | | | | | | |
|        | dateTime | met | We met at | ພົບກັນ | | | | | | | | | | | | |
|        | geopoint | where | Where? | ຢູ່ໃສ? | | | | | | | | | | | | |
|        | select_one yesno | grown | Grown up? | ໃຫຍ່ແລ້ວບໍ? | | | ${age} >= 18 | | | | | | minimal | | | |
|        | select_multiple craft or_other | crafts | Which crafts? | ຫັດຖະກຳໃດ? | | | | count-selected(.) <= 2 | At most two. | | | | | | | |
|        | text | why_none | Why no craft? | | | | not(selected(${crafts}, 'silk')) and ${crafts} != '' | | | | | | multiline | | | |
|        | select_one province | province | Province | ແຂວງ | | | | | | | | | | | | |
|        | select_one district | district | District of ${province} | ເມືອງ | | | ${province} != '' | | | | | province = ${province} | | | | |
|        | rank craft | order | Put in order | | | | | | | | | | | | | |
|        | range | trust | How much trust? | | 1 = none, 5 = full | | | . != 3 | Take a side. | | | | | start=1 end=5 step=1 | | |
|        | range | share | Which share? | | | | | | | | | | | start=0.5 end=2.5 step=0.5 | | |
|        | acknowledge | ok | Is that fine? | | | | | | | | | | | | | |
|        | note | told | Thank you, **${who}**: ${twice}, ${word}. | | | | ${age} > 0 | | | | | | | | | |
|        | calculate | twice | | | | | | | | ${age} * 2 | | | | | | |
|        | calculate | word | | | | | | | | if(${age} > 17, concat('grown ', ${who}), 'young') | | | | | | |
|        | text | shown | A copy | | | | | | | ${who} | | | | | yes | |
| choices |
|         | list_name | name | label::English (en) | label::Lao (lo) | province |
|         | yesno | yes | Yes | ແມ່ນ | |
|         | yesno | no | No | ບໍ່ແມ່ນ | |
|         | craft | silk | Silk | ໄໝ | |
|         | craft | wood | Wood | ໄມ້ | |
|         | craft | clay | Clay | ດິນເຜົາ | |
|         | province | vte | Vientiane | ວຽງຈັນ | |
|         | province | lpb | Luang Prabang | ຫຼວງພະບາງ | |
|         | district | sisat | Sisattanak | ສີສັດຕະນາກ | vte |
|         | district | xay | Xaysetha | ໄຊເສດຖາ | vte |
|         | district | nan | Nan | ນານ | lpb |
| settings |
|          | form_id | default_language |
|          | household | English (en) |
"""

REPEATS = """
| survey |
|        | type | name | label | relevant | calculation | repeat_count | constraint | default |
|        | integer | firms | How many firms? | | | | . < 6 | |
|        | begin repeat | firm | Firm | | | ${firms} | | |
|        | calculate | number | | | position(..) | | | |
|        | text | name | Firm ${number} of ${firms} | | | | | |
|        | integer | people | People in ${name} | | | | . >= 0 | 1 |
|        | begin repeat | product | Product | | | | | |
|        | text | what | Product of ${name} | | | | | |
|        | decimal | price | Price | ${what} != '' | | | | |
|        | calculate | here | | | concat(${number}, '/', position(..), ' ', ${what}) | | | |
|        | end repeat | | | | | | | |
|        | calculate | takings | | | sum(${price}) | | | |
|        | end repeat | | | | | | | |
|        | calculate | all_people | | | sum(${people}) | | | |
|        | calculate | most | | | max(${people}) | | | |
|        | calculate | fewest | | | min(${people}) | | | |
|        | calculate | firms_counted | | | count(${firm}) | | | |
|        | calculate | first_name | | | indexed-repeat(${name}, ${firm}, 1) | | | |
|        | calculate | names | | | join(', ', ${name}) | | | |
|        | note | result | ${firms_counted} firms, ${all_people} people, first ${first_name} | ${firms} > 0 | | | | |
|        | begin repeat | visit | Visit | ${firms} > 1 | | | | |
|        | date | day | Which day? | | | | | |
|        | calculate | since | | | if(position(..) > 1, int(decimal-date-time(${day}) - decimal-date-time(indexed-repeat(${day}, ${visit}, position(..) - 1))), '') | | | |
|        | end repeat | | | | | | | |
"""

GROUPS = """
| survey |
|        | type | name | label | relevant | calculation | required | constraint | choice_filter | parameters | readonly |
|        | select_multiple colour | colours | Colours | | | | | | | |
|        | begin group | red | Red | selected(${colours}, 'red') | | | | | | |
|        | text | red_why | Why red? | | | yes | | | | |
|        | begin group | deep | Deep red | string-length(${red_why}) > 2 | | | | | | |
|        | integer | depth | How deep? | | | | . mod 2 = 0 | | | |
|        | calculate | deeper | | | ${depth} + 1 | | | | | |
|        | end group | | | | | | | | | |
|        | end group | | | | | | | | | |
|        | begin group | fixed | Nobody writes here | | | | | | | yes |
|        | text | fixed_text | Fixed | | | | | | | |
|        | end group | | | | | | | | | |
|        | select_one colour | best | The best of them | count-selected(${colours}) > 1 | | | | selected(${colours}, name) | | |
|        | select_one colour | mixed | In any order | | | | | | randomize=true, seed=7 | |
|        | text | after | After ${deeper} | ${deeper} > 3 | | | regex(., '^[a-z ]*$') | | | |
| choices |
|         | list_name | name | label |
|         | colour | red | Red |
|         | colour | blue | Blue |
|         | colour | green | Green **leaf** |
"""

#: Calculations over a text ``t``, a whole number ``i``, a decimal ``d``, a day ``day``, an instant ``at``, a
#: choice of several ``m`` and a place ``p``.
EXPRESSIONS = (
    "${i} + ${d}",
    "${i} - 3 * ${d}",
    "${i} div 4",
    "${i} mod 4",
    "-${i}",
    "number(${i}) = number(${d})",
    "${i} != 5",
    "${i} < ${d}",
    "${t} = 'yes'",
    "${t} < 5",
    "${i} > 3 and ${d} < 40",
    "${i} > 3 or ${t} = 'a'",
    "not(${i})",
    "boolean(${t})",
    "true() = (${i} > 3)",
    "number(${t})",
    "string(${d})",
    "concat(${t}, '-', ${i})",
    "string-length(${t})",
    "substr(${t}, 1, 3)",
    "substring-before(${t}, ' ')",
    "substring-after(${t}, ' ')",
    "contains(${t}, 'e')",
    "starts-with(${t}, 'W')",
    "ends-with(${t}, 'e')",
    "translate(${t}, 'abc', 'xyz')",
    "normalize-space(${t})",
    "round(${d})",
    "round(${d} * 3, 2)",
    "int(${d} * 1.7)",
    "floor(${d})",
    "ceiling(${d})",
    "abs(3 - ${i})",
    "pow(${i}, 2)",
    "sqrt(${i})",
    "log10(${i})",
    "exp(${d} div 100)",
    "sin(${d})",
    "cos(${d})",
    "atan2(${i}, ${d})",
    "pi()",
    "min(${i}, ${d}, 7)",
    "max(${i}, ${d}, 7)",
    "coalesce(${t}, 'none')",
    "if(${i} > 5, 'many', 'few')",
    "once(7)",
    "selected(${m}, 'b')",
    "selected-at(${m}, 1)",
    "count-selected(${m})",
    "checklist(1, 2, ${i} > 3, ${d} > 1, ${t} = 'a')",
    "weighted-checklist(1, 3, ${i} > 3, 2, ${d} > 1, 1)",
    "regex(${t}, '[a-z]+')",
    "date(${day})",
    "${day} + 1",
    "date(${day} + 7)",
    "decimal-date-time(${day})",
    "decimal-time('12:30:00')",
    "format-date(${day}, '%d/%m/%y')",
    "format-date(${day}, '%A %e %B %Y')",
    "format-date-time(${at}, '%Y-%n-%d %H:%M')",
    "${day} > '2020-01-01'",
    "today() > ${day}",
    "int((today() - ${day}) div 365.25)",
    "if(${p} = '', 0, area(${p}))",
    "if(${p} = '', 0, distance(concat(${p}, ';0 0 0 0')))",
    "digest(${t}, 'SHA-256')",
    "digest(${t}, 'MD5', 'hex')",
    "jr:choice-name(selected-at(${m}, 0), '${m}')",
    "count-non-empty(${t})",
    "boolean-from-string(${t})",
    "position(..)",
    "string(number('x'))",
    "string(1 div 0)",
)


def expressions() -> str:
    """A form that computes every one of :data:`EXPRESSIONS`."""
    rows = [
        "|        | text | t | t | |",
        "|        | integer | i | i | |",
        "|        | decimal | d | d | |",
        "|        | date | day | day | |",
        "|        | dateTime | at | at | |",
        "|        | select_multiple abc | m | m | |",
        "|        | geopoint | p | p | |",
    ]
    rows += [f"|        | calculate | c{number} | | {text} |" for number, text in enumerate(EXPRESSIONS, 1)]
    choices = [f"|         | abc | {name} | Letter {name} |" for name in "abc"]
    head = "| survey |\n|        | type | name | label | calculation |\n"
    return (
        head
        + "\n".join(rows)
        + "\n| choices |\n|         | list_name | name | label |\n"
        + "\n".join(choices)
    )


OUTSIDE = """
| survey |
|        | type | name | label | choice_filter | calculation | parameters | relevant |
|        | select_one_from_file provinces.csv | province | Which province? | | | | |
|        | select_one_from_file villages.csv | village | Which village of ${province}? | prov = ${province} | | value=code label=title | |
|        | select_multiple_from_file markets.geojson | markets | Which markets? | | | | |
|        | select_one_from_file crafts.xml | craft | Which craft? | kind != ${village} | | randomize=true, seed=3 | |
|        | csv-external | prices | | | | | |
|        | calculate | kip | | | instance('prices')/root/item[thing = ${craft}]/kip | | |
|        | calculate | pulled | | | pulldata('prices', 'kip', 'thing', ${craft}) | | |
|        | calculate | no_key | | | pulldata('prices', 'nothing', 'thing', 'silk') | | |
|        | calculate | before | | | instance('__last-saved')/data/why | | |
|        | calculate | dearest | | | max(instance('prices')/root/item/kip) | | |
|        | calculate | things | | | count(instance('prices')/root/item[kip > 50]) | | |
|        | calculate | where | | | instance('markets')/root/item[id = selected-at(${markets}, 0)]/geometry | | |
|        | text | why | Why ${kip}? | | | | ${kip} > 50 |
|        | begin repeat | stop | Stop | | | | |
|        | select_one_from_file villages.csv | at | Where? | prov = ${province} and code != current()/../not | | value=code label=title | |
|        | text | not | Not here | | | | |
|        | end repeat | | | | | | |
"""

#: The data files of a form, by its name.
FILES = {
    "outside": {
        "provinces.csv": '\ufeffname,label\nvte,Vientiane\nlpb,"Luang Prabang, the old town"\n',
        "villages.csv": "code;title;prov\nn1;Ban Na ບ້ານນາ;vte\nn2;Ban Xang;vte\n\nn3;Ban Tai;lpb\n",
        "markets.geojson": '{"type": "FeatureCollection", "features": ['
        '{"type": "Feature", "id": "m1", "properties": {"title": "Old", "open": true, "since": 1950.0},'
        ' "geometry": {"type": "Point", "coordinates": [102.6, 17.95]}},'
        '{"type": "Feature", "properties": {"id": 2, "title": "New", "open": null},'
        ' "geometry": {"type": "LineString", "coordinates": [[102.6, 17.9], [102, 18.0]]}},'
        '{"type": "Feature", "id": 3, "properties": {"title": "Field"},'
        ' "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]}}]}',
        "crafts.xml": "<root><item><name>silk</name><label>Silk ໄໝ</label><kind>n1</kind></item>"
        "<item><name>wood</name><label>Wood &amp; clay</label><kind>n2</kind></item></root>",
        "prices.csv": "thing,kip\nsilk,120\nwood,40\n",
    }
}

FORMS = {
    "outside": OUTSIDE,
    "household": HOUSEHOLD,
    "repeats": REPEATS,
    "groups": GROUPS,
    "expressions": expressions(),
}
