"""What the people of a rehearsed cohort say: short sentences about small firms in the Mekong region.

They stand in for real answers in rehearsals, exports and pictures, in the scripts that those must survive.
"""

from __future__ import annotations

from random import Random

#: Kinds of sentences, and words of a question (English) that call for them; the first that fits counts.
TOPICS: dict[str, tuple[str, ...]] = {
    "cluster": ("which cluster", "name of your cluster"),
    "product": ("main product", "which product"),
    "word": ("one word", "one or two words", "in one word"),
    "place": ("district", "town", "where is the heart", "which village"),
    "who": ("which group or office", "group or office", "which name", "who gives", "which team", "with whom"),
    "why": ("why", "problem", "because", "what happens", "what stands in the way", "hard", "stopped"),
    "wisdom": ("saying", "custom", "in your place", "old people", "story", "tradition"),
    "idea": (
        "idea",
        "could the firms",
        "do together",
        "step",
        "small thing",
        "try",
        "plan",
        "research question",
    ),
}

#: Answers by kind and language. Every kind has English; ``reflection`` is said to anything else.
SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "cluster": {
        "en": (
            "silk weavers of Takeo",
            "rattan makers of Cirebon",
            "rice mills of Battambang",
            "tea growers of Phongsaly",
            "mango farms of Cao Lanh",
            "lotus weavers of Inle",
            "paper makers of Sa village",
        ),
        "km": ("អ្នកត្បាញសូត្រតាកែវ", "រោងម៉ាស៊ីនកិនស្រូវបាត់ដំបង"),
        "lo": ("ກຸ່ມຕ່ຳຫູກບ້ານໜອງໃສ", "ຊາວສວນຊາຜົ້ງສາລີ"),
        "my": ("အင်းလေး ကြာချည်ရက်ကန်း", "ကြိမ်လုပ်ငန်းစု ရန်ကုန်"),
        "th": ("กลุ่มผ้าไหมบ้านเขว้า", "กลุ่มกระดาษสา"),
        "vi": ("Hợp tác xã xoài Cao Lãnh", "Làng nghề mây tre"),
    },
    "product": {
        "en": ("silk", "rattan chairs", "rice", "green tea", "mango", "lotus cloth", "dried mango"),
        "km": ("សូត្រ", "អង្ករ"),
        "lo": ("ຜ້າໄໝ", "ຊາ"),
        "my": ("ကြိမ်ကုလားထိုင်", "ပိုးထည်"),
        "th": ("ผ้าไหม", "ข้าวหอมมะลิ"),
        "vi": ("xoài", "trà xanh"),
    },
    "word": {
        "en": ("trust", "price", "together", "water", "market", "thread"),
        "km": ("ទំនុកចិត្ត", "ទីផ្សារ"),
        "lo": ("ຄວາມເຊື່ອໃຈ", "ນ້ຳ"),
        "my": ("ယုံကြည်မှု", "ဈေးကွက်"),
        "th": ("ความไว้ใจ", "ตลาด"),
        "vi": ("niềm tin", "thị trường"),
    },
    "place": {
        "en": (
            "Samraong district, Takeo",
            "Nyaungshwe",
            "Phongsaly town",
            "Cao Lanh district",
            "San Kamphaeng",
        ),
        "km": ("ស្រុកសំរោង ខេត្តតាកែវ",),
        "lo": ("ເມືອງຜົ້ງສາລີ",),
        "my": ("ညောင်ရွှေမြို့",),
        "th": ("อำเภอสันกำแพง",),
        "vi": ("huyện Cao Lãnh",),
    },
    "who": {
        "en": (
            "the weavers' group",
            "district office of industry",
            "the thread traders",
            "women's union",
            "the bank in town",
        ),
        "km": ("សមាគមអ្នកត្បាញ",),
        "lo": ("ສະຫະພັນແມ່ຍິງ",),
        "my": ("ရက်ကန်းသမားများအသင်း",),
        "th": ("กลุ่มแม่บ้าน",),
        "vi": ("hội phụ nữ",),
    },
    "why": {
        "en": (
            "Each family buys thread alone, so the price is high.",
            "The buyers come late and pay less every year.",
            "Nobody wants to be the first to lend the boiler.",
            "The road is under water from August to October.",
            "Young people go to the factories in the city.",
            "We do not know what the last buyer pays.",
        ),
        "km": ("គ្រួសារនីមួយៗទិញអំបោះដោយខ្លួនឯង ដូច្នេះតម្លៃថ្លៃ។", "ក្មេងៗទៅធ្វើការនៅរោងចក្រក្នុងទីក្រុង។"),
        "lo": ("ແຕ່ລະຄອບຄົວຊື້ເສັ້ນໄໝເອງ ລາຄາຈຶ່ງແພງ.", "ພໍ່ຄ້າມາຊ້າ ແລະ ໃຫ້ລາຄາຕ່ຳ."),
        "my": ("အိမ်တိုင်း ချည်ကို သီးခြားဝယ်ကြတဲ့အတွက် ဈေးကြီးပါတယ်။", "လူငယ်တွေ မြို့က စက်ရုံတွေကို သွားကြတယ်။"),
        "th": ("แต่ละบ้านซื้อเส้นไหมเอง ราคาจึงแพง", "พ่อค้ามาช้าและให้ราคาต่ำลงทุกปี"),
        "vi": ("Mỗi hộ tự mua sợi nên giá cao.", "Thương lái đến muộn và ép giá."),
    },
    "wisdom": {
        "en": (
            "One chopstick breaks, a bundle does not.",
            "When we build a house, every family brings one bamboo.",
            "The old women listen to the rice when it falls on the mat.",
            "A good weaver leaves one mistake for the spirits.",
            "Boats that leave together come home together.",
        ),
        "km": ("ចង្កឹះមួយបាច់កាច់មិនបាក់។", "សាមគ្គីជាកម្លាំង។"),
        "lo": ("ໄມ້ລຳດຽວລ້ອມຮົ້ວບໍ່ໄດ້.", "ກິນເຂົ້າຢ່າລືມເສື້ອນາ."),
        "my": ("စည်းလုံးခြင်းသည် အင်အား။", "လက်တစ်ဖက်တည်းနဲ့ လက်ခုပ်တီးလို့ မမြည်ဘူး။"),
        "th": ("น้ำพึ่งเรือ เสือพึ่งป่า", "หลายหัวดีกว่าหัวเดียว"),
        "vi": ("Một cây làm chẳng nên non, ba cây chụm lại nên hòn núi cao.", "Buôn có bạn, bán có phường."),
    },
    "idea": {
        "en": (
            "Buy thread together once a month.",
            "Five firms share one stall at the river market.",
            "Dry the mangoes in one dryer and share the wood.",
            "One price list for all of us.",
            "Ask three buyers what they look at first.",
            "Meet every second Sunday after the temple.",
        ),
        "km": ("ទិញអំបោះរួមគ្នាម្តងក្នុងមួយខែ។", "បើកតូបរួមគ្នានៅផ្សារ។"),
        "lo": ("ຊື້ເສັ້ນໄໝນຳກັນເດືອນລະເທື່ອ.", "ເປີດຮ້ານນຳກັນຢູ່ຕະຫຼາດ."),
        "my": ("တစ်လတစ်ခါ ချည်အတူတူဝယ်မယ်။", "ပွဲတော်မှာ ဆိုင်ခန်းတစ်ခု အတူငှားမယ်။"),
        "th": ("ซื้อเส้นไหมรวมกันเดือนละครั้ง", "เปิดร้านร่วมกันที่ตลาด"),
        "vi": ("Mua sợi chung mỗi tháng một lần.", "Thuê chung một gian hàng ở chợ nổi."),
    },
    "reflection": {
        "en": (
            "I learned to listen first and to write later.",
            "My aunt has a dye house, I will ask her this week.",
            "I saw that the women do most of the work but do not set the price.",
            "It was good to draw it with stones on the ground.",
            "I am not sure yet, I want to ask my team.",
            "We can begin small, with the three firms that trust each other.",
        ),
        "km": ("ខ្ញុំបានរៀនស្តាប់មុនពេលសរសេរ។", "ខ្ញុំនឹងសួរក្រុមរបស់ខ្ញុំនៅសប្តាហ៍នេះ។"),
        "lo": ("ຂ້ອຍໄດ້ຮຽນຟັງກ່ອນແລ້ວຈຶ່ງຂຽນ.", "ອາທິດນີ້ຂ້ອຍຈະຖາມໝູ່ໃນກຸ່ມ."),
        "my": ("အရင်နားထောင်ပြီးမှ ရေးရမယ်ဆိုတာ သိလာတယ်။", "ဒီအပတ် ကျွန်မအဖွဲ့ကို မေးကြည့်မယ်။"),
        "th": ("ได้เรียนรู้ว่าต้องฟังก่อนแล้วค่อยเขียน", "สัปดาห์นี้จะไปถามกลุ่มของเรา"),
        "vi": ("Tôi học được cách lắng nghe trước rồi mới viết.", "Tuần này tôi sẽ hỏi các chị trong tổ."),
    },
}

#: Call names by country, for phones that the player makes.
NAMES: dict[str, tuple[str, ...]] = {
    "LA": ("Noy", "Bounmy", "Khamla", "Vilay"),
    "KH": ("Sophea", "Dara", "Chanthy", "Rithy"),
    "MM": ("Thandar", "Ko Aung", "Hnin", "Zaw"),
    "TH": ("Somchai", "Malee", "Nok", "Anan"),
    "VN": ("Linh", "Tuấn", "Hương", "Minh"),
}

#: The language that people of a country write in when they write in their own.
OWN_LANGUAGE = {"LA": "lo", "KH": "km", "MM": "my", "TH": "th", "VN": "vi"}


def topic_of(question: str) -> str:
    """What kind of sentence a question calls for."""
    asked = question.casefold()
    found = (topic for topic, words in TOPICS.items() if any(word in asked for word in words))
    return next(found, "reflection")


def sentence(rng: Random, question: str, language: str, longest: int = 4000) -> str:
    """Something plausible to say to ``question``, of at most ``longest`` characters."""
    by_language = SAID[topic_of(question)]
    known = by_language.get(language) or by_language["en"]
    fitting = [words for words in known if len(words) <= longest]
    return rng.choice(fitting or SAID["word"]["en"])[:longest]
