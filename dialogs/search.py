"""Which pages answer typed words: folded words against titles, aliases and bodies of all languages at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import log, sqrt

from dialogs.fold import fold
from dialogs.kinds import Page
from dialogs.lists import Lists
from dialogs.texts import plain, say

NAMED, COUNTRY, TOLD = 1.0, 0.85, 0.3  # a word of title or alias, of the page's country, of the body
ENOUGH = 0.22  # below this a page is a guess, and the menu is better
NEAR = 0.8  # a page this close to the best one is a candidate beside it
ELSEWHERE = 0.45  # what is left of a page about another country than the one that was named
UNASKED = 0.9  # what is left of a country's page where no country was named
LEADING_ON = {"menu": 0.93, "quiz": 0.88}  # what is left of pages that only lead to answers, or ask for them
SMALL = 0.15  # the weight of a word that asks but names nothing
UNKNOWN = 0.35  # the weight of a word that stands nowhere in the book
STEM = 4  # letters by which forms of a word are counted together
EVERYWHERE = 400  # pages from which on a word that names nothing is not looked up
LOOKED_AT, CANDIDATES = 80, 14  # pages that are weighed by their country, and that are looked at closely
COVERED = 0.55  # how much of the score is what a page has of the words; the rest is likeness to its best alias
LONGEST = 40  # words read of a long message
SAME = 0.75  # how surely another word for the same thing was meant
SLIP = 0.62  # how alike two words must be, by pieces of three letters, to be the same one misspelt
MOST = 3
UNSEARCHED = ("consent",)  # a question of the program, not an answer to anybody's

ASKING = frozenset(  # words that ask, greet and join, and name nothing
    fold(
        """
        мен сен ол біз сіз олар маған мені менің бізге бізді біздің бул усы сол не немене қалай қандай қай
        қайсы қайда қашан қанша неше неге кім ме ма ба бе па пе бар жоқ керек болады болама бола екен еді
        едім деп дейді деген да де және менен пенен бенен үшін үшин туралы туўралы бойынша қалды қалдым алды
        алдым алып беріп барып істеймін ислеймен істейін болса болсам боламын боламан аламын аламан аламыз
        алам алсам етіп етип атыр жатыр жатырмын атырман отыр тур турман тұрмын еле ғой шы мағлыўмат мәлімет
        айтың айтыңыз беріңіз бериң жазып қайтем істеу жерде емес еткен еттім бір биз сизлер как что где
        когда куда кто чем какой какая какие каком какую сколько можно ли нужно нужен нужна надо я мне меня
        мой моя мои мы нам нас вы вас он она они и в во на по за из от до для с со у к о об а но или если то
        это эта этот есть нет быть был была было чтобы делать сделать хочу могу скажите подскажите
        пожалуйста там тут здесь уже еще при без через свой свое все the a to of for is how what where
        can i my рахмет рақмет спасибо привет салам сәлем сәлеметсіз ассалаума ассалаўма әлейкум
        здравствуйте добрый день иә аўа ия ок жақсы хорошо жарайды түсінбедім түсинбедим понял поняла
        большое көп үлкен бот адамсыз атым есімім исмим зовут
        """
    ).split()
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that may answer, how surely (0 to 1), and which of its words met which typed ones."""

    page: str
    score: float
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Reach:
    """What one typed word may mean, the pages it leads to and how strongly, and how much it tells."""

    meant: Mapping[str, float]
    pages: Mapping[str, float]
    weight: float


class Index:
    """All words of a book, by page. Built once for a book; a search reads it and changes nothing."""

    def __init__(self, pages: Mapping[str, Page], lists: Lists) -> None:
        self._places: dict[str, dict[str, float]] = defaultdict(dict)
        self._phrases: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._country: dict[str, str] = {}
        self._leading = {name: LEADING_ON[page.kind] for name, page in pages.items() if page.kind in LEADING_ON}
        self._named_countries: dict[str, set[str]] = defaultdict(set)
        named: dict[str, set[str]] = {}
        for name, page in pages.items():
            if page.kind not in UNSEARCHED and not page.hidden:
                self._add(name, page, pages, lists, named)
        self._weights = _weights(self._places, len(pages))
        self._inside = {name: self._weigh(said) for name, said in self._phrases.items()}
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._by_piece: dict[str, list[str]] = defaultdict(list)
        for word, where in self._places.items():
            self._by_start[word[:3]].append(word)
            if len(word) >= 5 and max(where.values()) >= COUNTRY:
                for piece in _pieces(word):
                    self._by_piece[piece].append(word)
        self._same: dict[str, frozenset[str]] = {}
        for group in lists.same_words:
            stems = [fold(word) for word in group]
            members = {word for stem in stems for word in self._by_start.get(stem[:3], ()) if word.startswith(stem)}
            for stem in stems:
                self._same[stem] = self._same.get(stem, frozenset()) | members
        self._reach = lru_cache(maxsize=10_000)(self._reaching)

    def search(self, text: str, most: int = MOST) -> list[Hit]:
        """The pages that answer best, surest first; none where nothing is sure enough."""
        typed = list(dict.fromkeys(fold(text).split()))[:LONGEST]
        reached = {word: self._reach(word) for word in typed}
        total = sum(reach.weight for reach in reached.values())
        if all(word in ASKING for word in typed):
            return []
        covered: dict[str, float] = defaultdict(float)
        for word, reach in reached.items():
            if word in ASKING and len(reach.pages) > EVERYWHERE:
                continue
            for page, value in reach.pages.items():
                covered[page] += value * reach.weight
        countries = {
            country
            for reach in reached.values()
            for word, sure in reach.meant.items()
            if sure >= 0.8
            for country in self._named_countries.get(word, ())
        }
        there = {page: self._there(page, countries) for page in nlargest(LOOKED_AT, covered, key=covered.__getitem__)}
        hits = []
        for page in nlargest(CANDIDATES, there, key=lambda page: covered[page] * there[page]):
            score = COVERED * covered[page] / total + (1 - COVERED) * self._alike(page, reached, total)
            hits.append((score * there[page], page))
        hits.sort(key=lambda hit: (-hit[0], hit[1]))
        return [Hit(page, round(score, 3), self._why(page, reached)) for score, page in hits[:most] if score >= ENOUGH]

    def _there(self, page: str, countries: set[str]) -> float:
        """What a page is worth after the countries that were named; without any, the pages of all come first."""
        own = self._country.get(page)
        kind = self._leading.get(page, 1.0)
        if not own or own in countries:
            return kind
        return kind * (ELSEWHERE if countries else UNASKED)

    def _add(self, name: str, page: Page, pages: Mapping[str, Page], lists: Lists, named: dict[str, set[str]]) -> None:
        """One page. `named`: how people call the countries that came before."""
        said = [say(page.title, code) for code in lists.written]
        said += [alias for aliases in page.aliases.values() for alias in aliases]
        said += page.named()
        for text in said:
            words = fold(plain(text), typed=False).split()
            self._phrases[name].add(tuple(words))
            self._put(name, words, NAMED)
        if page.country:
            self._country[name] = page.country
            if page.country not in named:
                named[page.country] = _country_words(page.country, pages, lists)
            for word in named[page.country]:
                self._put(name, [word], COUNTRY)
                self._named_countries[word].add(page.country)
        for text in _told(page, lists):
            self._put(name, fold(plain(text), typed=False).split(), TOLD)

    def _put(self, page: str, words: Iterable[str], weight: float) -> None:
        for word in words:
            where = self._places[word]
            if where.get(page, 0) < weight:
                where[page] = weight

    def _reaching(self, typed: str) -> _Reach:
        meant = self._meaning(typed)
        pages: dict[str, float] = {}
        for word, sure in meant.items():
            for page, weight in self._places[word].items():
                if pages.get(page, 0) < sure * weight:
                    pages[page] = sure * weight
        return _Reach(meant, pages, self._weight(typed) if meant else SMALL if typed in ASKING else UNKNOWN)

    def _weight(self, word: str) -> float:
        return SMALL if word in ASKING else self._weights.get(word[:STEM], 1.0)

    def _weigh(self, said: Iterable[tuple[str, ...]]) -> tuple[dict[str, list[tuple[int, float]]], list[float]]:
        """Where each word stands in the names of a page, with what it tells; and what each whole name tells."""
        inside: dict[str, list[tuple[int, float]]] = defaultdict(list)
        sizes = []
        for at, words in enumerate(sorted(said)):
            weights = [self._weight(word) for word in words]
            sizes.append(sum(weights))
            for word, weight in zip(words, weights, strict=True):
                inside[word].append((at, weight))
        return dict(inside), sizes

    def _meaning(self, typed: str) -> dict[str, float]:
        """The words of the book that a typed one may be: the same, another form of it, or it with a slip."""
        found: dict[str, float] = {typed: 1.0} if typed in self._places else {}
        if typed in ASKING or len(typed) < 3:
            return found
        for word in self._by_start.get(typed[:3], ()):
            if word != typed and word not in ASKING and (sure := _same_stem(typed, word)):
                found[word] = sure
        if len(typed) >= 5 and max(found.values(), default=0) < 0.85:
            mine, common = _pieces(typed), defaultdict[str, int](int)
            for piece in mine:
                for word in self._by_piece.get(piece, ()):
                    common[word] += 1
            for word, pieces in common.items():
                alike = 2 * pieces / (len(mine) + len(word))
                if alike >= SLIP:
                    found[word] = max(found.get(word, 0), alike * 0.9)
        for size in range(3, len(typed) + 1):
            for word in self._same.get(typed[:size], ()):
                found[word] = max(found.get(word, 0), SAME)
        return found

    def _alike(self, page: str, reached: Mapping[str, _Reach], total: float) -> float:
        """How like the best title or alias of a page the typed words are, both ways."""
        sure: dict[str, tuple[float, str]] = {}
        for typed, reach in reached.items():
            for word, value in reach.meant.items():
                if word not in sure or sure[word][0] < value:
                    sure[word] = value, typed
        there: dict[int, float] = defaultdict(float)
        hit: dict[int, dict[str, float]] = defaultdict(dict)
        inside, sizes = self._inside[page]
        for word in sure.keys() & inside.keys():
            value, typed = sure[word]
            for at, weight in inside[word]:
                there[at] += value * weight
                hit[at][typed] = max(hit[at].get(typed, 0), value)
        best = 0.0
        for at, value in there.items():
            mine = sum(reached[typed].weight * surely for typed, surely in hit[at].items())
            precise, complete = value / sizes[at], mine / total
            best = max(best, 2 * precise * complete / (precise + complete))
        return best

    def _why(self, page: str, reached: Mapping[str, _Reach]) -> tuple[tuple[str, str], ...]:
        why = []
        for typed, reach in reached.items():
            here = [
                (sure * self._places[word][page], word)
                for word, sure in reach.meant.items()
                if page in self._places[word]
            ]
            if here:
                why.append((typed, max(here)[1]))
        return tuple(why)


def _told(page: Page, lists: Lists) -> Iterator[str]:
    """The body of a page, and what it says of its contacts."""
    for text in page.told():
        yield from text.values()
    for name in getattr(page, "contacts", ()):
        if contact := lists.contacts.get(name):
            yield from contact.name.values()
            yield from (contact.what or {}).values()
            yield from lists.lists.get("cities", {}).get(contact.city, {}).values()


@lru_cache(maxsize=200_000)
def _pieces(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _country_words(country: str, pages: Mapping[str, Page], lists: Lists) -> set[str]:
    """How people call a country: its names, and the aliases of its menu that stand alone."""
    said = list(lists.countries.get(country, {}).values())
    for page in pages.values():
        if page.country == country and page.kind == "menu":
            said += page.title.values()
            said += [alias for aliases in page.aliases.values() for alias in aliases if " " not in alias]
    return {word for text in said for word in fold(text, typed=False).split() if len(word) > 1}


def _weights(places: Mapping[str, Mapping[str, float]], count: int) -> dict[str, float]:
    """How much a stem tells: one that stands on few pages much; between 0.1 and 1."""
    stems: dict[str, dict[str, float]] = defaultdict(dict)
    for word, where in places.items():
        pages = stems[word[:STEM]]
        for page, weight in where.items():
            if pages.get(page, 0) < weight:
                pages[page] = weight
    most = log(1 + count)
    return {stem: min(max(log(1 + count / sum(pages.values())) / most, 0.1), 1) for stem, pages in stems.items()}


def _same_stem(one: str, other: str) -> float:
    """How surely two words that begin alike are forms of one word; endings are long in our languages."""
    short, long = sorted((one, other), key=len)
    common = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if common == len(short):
        return 0.75 + 0.25 * common / len(long) if common > 3 else 0.7 if len(long) <= 7 else 0
    if common >= 4 and common >= len(short) - 2:
        return (0.6 + 0.3 * common / len(long)) * sqrt(common / len(short))
    if common >= 5:
        return 0.5 + 0.3 * common / len(long)
    return 0
