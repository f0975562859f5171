"""Words by which somebody may be telling that they are not safe, in the six languages.

Such a list is only a help: it misses a lot and is sometimes wrong, and a false alarm is fine (method file of
the course, section 2.5). Four of the scripts have no spaces, so each is looked for anywhere in the text.
"""

from __future__ import annotations

import re
import unicodedata

#: English and Vietnamese are looked for as whole words.
SPACED = (
    *("not safe", "unsafe", "in danger", "dangerous for me", "threat", "threats", "threaten", "threatened"),
    *("threatens", "threatening", "violence", "violent", "police", "harass", "harassed", "harassment"),
    *(
        "không an toàn",
        "gặp nguy hiểm",
        "đang nguy hiểm",
        "đe dọa",
        "bạo lực",
        "công an",
        "cảnh sát",
        "quấy rối",
    ),
)

#: Thai, Khmer, Lao and Burmese.
UNSPACED = (
    *("ไม่ปลอดภัย", "อันตราย", "ข่มขู่", "ถูกขู่", "ทำร้าย", "ความรุนแรง", "ตำรวจ", "คุกคาม"),
    *("មិនមានសុវត្ថិភាព", "គ្មានសុវត្ថិភាព", "គ្រោះថ្នាក់", "គំរាម", "ហិង្សា", "ប៉ូលិស", "នគរបាល", "បៀតបៀន"),
    *("ບໍ່ປອດໄພ", "ອັນຕະລາຍ", "ຂົ່ມຂູ່", "ຄວາມຮຸນແຮງ", "ຕຳຫຼວດ", "ຕໍາຫຼວດ", "ລ່ວງລະເມີດ"),
    *("မလုံခြုံ", "မဘေးကင်း", "အန္တရာယ်", "ခြိမ်းခြောက်", "အကြမ်းဖက်", "ရဲစခန်း", "ရဲတွေ", "နှောင့်ယှက်"),
)

_WORDS = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, SPACED)) + r")(?!\w)")


def tells_of_danger(text: str) -> bool:
    """Whether a text holds one of the words."""
    plain = unicodedata.normalize("NFC", text).casefold()
    plain = " ".join(plain.split())
    return _WORDS.search(plain) is not None or any(word in plain for word in UNSPACED)
