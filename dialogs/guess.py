"""Which language a message is in, as far as letters and small words tell; a short message often tells nothing."""

import re
from collections import defaultdict
from dataclasses import dataclass

OURS = ("kk", "kaa", "ru")
NAMES = {"uz": "Oʻzbekcha", "ky": "Кыргызча", "tg": "Тоҷикӣ", "en": "English", "ar": "العربية"}
# Letters that no other of these languages has.
LETTERS = {"kaa": "ў", "kk": "ұһі", "tg": "ӣӯҷ", "ru": "щъ"}
SHARED = {"ә": ("kk", "kaa"), "ң": ("kk", "kaa", "ky"), "ө": ("kk", "kaa", "ky"), "ү": ("kk", "kaa", "ky")} | {
    "ҳ": ("kaa", "uz", "tg"), "қ": ("kk", "kaa", "uz", "tg"), "ғ": ("kk", "kaa", "uz", "tg"),
    "ы": ("kk", "kaa", "ky", "ru"),
}  # fmt: skip
WORDS = {
    "kaa": """
        менен ҳәм ушын атыр атырман атырсыз исле ҳәзир ҳәр керекпе болады бараман аламан керек пе жәрдем
        пуқара үйге айлық ҳеш шаңарақ қалай бермей menen hám ham ushın ushin atır atir atirman jumıs
        jumis qalay kerek bolama járdem jardem baraman alaman jerde
    """,
    "kk": """
        және үшін жатыр жатырмын істеймін аламын барамын болады керек қалай жұмыс емес екен маған менің
        сіз біз қазір бермей жоқ jane ushin zhatyr zhumys kalay kerek barma qazaqsha zhok
    """,
    "ru": """
        что как не я мне меня на по где если нужно можно работа работу помогите когда почему есть деньги
        паспорт и в с у за из или это вы для
    """,
    "uz": """
        учун билан бўлади керакми қилиш мен сиз ва қандай ишлаш бормоқчиман нима қаерда uchun bilan kerak
        qanday qayerda nima men siz va bo'ladi boladi ishlash pasportimni bormi qilish kerakmi yordam
        bering emas yoq olish mumkinmi
    """,
    "ky": """
        эмне кантип үчүн менен жатам жатат болот керекпи кайда барам иштегим келет жардам бериңиз сураныч
        кылам эле деген кантем болобу иш
    """,
    "tg": """
        ва барои чӣ чи хел кор дар аз ман шумо лозим аст кардан метавонам кучо кумак паспорти ман дорам
        мехоҳам нест
    """,
    "en": """
        the is are how what where can i my need help work visa please passport do you to for have get a
        in and want
    """,
}
ENDINGS = (
    ("kaa", re.compile(r"(?:[аеыи]ў|аман|емен|йман|ймен|пақшы|жақпан|атуғын|етуғын)$")),
    ("kk", re.compile(r"(?:амын|емін|ймын|ймін|атын|етін|дің|тің|мын|мін)$")),
    ("uz", re.compile(r"(?:япти|япман|имни|moqchiman|yapman|yapti|ning|lar|imni)$")),
    ("ky", re.compile(r"(?:оо|өө|уу|үү|ээ|аа|ып|боюнча|дон|тон)$")),
    ("ru", re.compile(r"(?:ться|ать|ить|ого|его|ами|ешь|ает|ают|ует|ть)$")),
)
KNOWN = {
    word: [code for code, words in WORDS.items() if word in words.split()]
    for words in WORDS.values()
    for word in words.split()
}
WORD = re.compile(r"[^\W\d_]+(?:['’ʻ‘][^\W\d_]+)*")
ENOUGH = 1.0  # less than this is too little to say anything


@dataclass(frozen=True, slots=True)
class Guess:
    """A language, and by how much it leads (0 to 1). `code` is empty where nothing can be said."""

    code: str = ""
    lead: float = 0.0

    @property
    def clear(self) -> bool:
        return self.lead >= 0.5


def guess(text: str) -> Guess:
    """The likeliest language of a message."""
    text = text.lower()
    letters = [letter for letter in text if letter.isalpha()]
    if sum("\u0600" <= letter <= "\u06ff" for letter in letters) > len(letters) / 2:
        return Guess("ar", 1.0)
    points: dict[str, float] = defaultdict(float)
    for letter in letters:
        for code, own in LETTERS.items():
            points[code] += 1.2 * (letter in own)
        for code in SHARED.get(letter, ()):
            points[code] += 0.3
    for word in WORD.findall(text):
        for code in KNOWN.get(word, ()):
            points[code] += 1.0 / len(KNOWN[word])
        for code, ending in ENDINGS:
            if len(word) > 3 and ending.search(word):
                points[code] += 0.6
    best = sorted(points.items(), key=lambda one: -one[1])[:2]
    if not best or best[0][1] < ENOUGH:
        return Guess()
    second = best[1][1] if len(best) > 1 else 0.0
    return Guess(best[0][0], (best[0][1] - second) / best[0][1])
