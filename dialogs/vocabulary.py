"""Which words of a vocabulary a typed one is: itself, its beginning, a form of a verb, or one of them with a slip."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from dialogs.fold import fold

ANY = "*"
LONG, STEM = 7, 5  # letters from which one slip is forgiven: in a word, in the stem of a verb
HALF = 4  # letters that half of a joined word has at least, but for the Russian "not"
SOFT = 5  # letters of a beginning whose last k may soften
NOT = "ne"
VOWELS = frozenset("aeiou")


class Vocabulary:
    """Folded words by number. A word ends in `*` (any ending), in the sign of a set of endings, or as it is."""

    def __init__(self, endings: Mapping[str, Iterable[str]]) -> None:
        self._endings = {sign: frozenset(fold(one) for one in those) for sign, those in endings.items()}
        self._numbers: dict[tuple[str, str], int] = {}
        self._whole: dict[str, set[int]] = defaultdict(set)
        self._starts: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
        self._slips: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
        self._longest = 0

    def number(self, word: str) -> int:
        """The number of a word as an editor writes it, the same for every spelling of it."""
        sign = word[-1] if word[-1] == ANY or word[-1] in self._endings else ""
        stem = fold(word.removesuffix(sign))
        if (stem, sign) not in self._numbers:
            number = self._numbers[stem, sign] = len(self._numbers)
            if sign:
                self._starts[stem].append((sign, number, stem))
                if sign == ANY and len(stem) >= SOFT and stem.endswith("k"):  # бастық, but бастығы
                    self._starts[stem[:-1] + "g"].append((sign, number, stem))
                self._longest = max(self._longest, len(stem))
            else:
                self._whole[stem].add(number)
            if sign and len(stem) >= (LONG if sign == ANY else STEM):
                for slip in _without_one(stem):
                    self._slips[slip].append((sign, number, stem))
        return self._numbers[stem, sign]

    def hear(self, typed: str) -> list[frozenset[int]]:
        """The words that a typed one is; two sets where it is two words written as one, none where it is unknown."""
        found = self._plain(typed) or self._slipped(typed)
        if found or len(typed) < 2 * HALF:
            return [found]
        begins = 2 if typed.startswith(NOT) else HALF
        for at in range(begins, len(typed) - HALF + 1):
            first, second = self._plain(typed[:at]), self._plain(typed[at:])
            if first and second:
                return [first, second]
        return [found]

    def _plain(self, typed: str) -> frozenset[int]:
        found = set(self._whole.get(typed, ()))
        for size in range(1, min(len(typed), self._longest) + 1):
            for sign, number, _ in self._starts.get(typed[:size], ()):
                if self._ends(sign, typed[size:], typed[size - 1]):
                    found.add(number)
        return frozenset(found)

    def _slipped(self, typed: str) -> frozenset[int]:
        """One letter lost, added, taken for another or changed places in a long beginning."""
        found: set[int] = set()
        for size in range(STEM - 1, min(len(typed), self._longest + 1) + 1):
            begun, rest = typed[:size], typed[size:]
            near = [(begun, 1)] + [(slip, move) for slip in _without_one(begun) for move in (-1, 0)]
            for slip, longer in near:
                places = self._starts if longer < 0 else self._slips
                for sign, number, stem in places.get(slip, ()):
                    alike = longer or (size > STEM and _one_apart(begun, stem))
                    if alike and len(stem) >= (LONG if sign == ANY else STEM) and self._ends(sign, rest, begun[-1]):
                        found.add(number)
        return frozenset(found)

    def _ends(self, sign: str, rest: str, last: str) -> bool:
        """Whether the rest is an ending; a lone letter is one after a vowel, and кет+ті is folded to keti."""
        if sign == ANY:
            return True
        known = self._endings[sign]
        return last + rest in known or (rest in known and (len(rest) > 1 or last in VOWELS))


def _without_one(word: str) -> set[str]:
    """The word with one letter lost, its first two and its last kept."""
    return {word[:at] + word[at + 1 :] for at in range(2, len(word) - 1)}


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter of two equally long words differs, or two neighbours have changed places."""
    differ = [at for at, (here, there) in enumerate(zip(one, other, strict=True)) if here != there]
    if len(differ) == 2:
        first, second = differ
        return second == first + 1 and one[first] == other[second] and one[second] == other[first]
    return len(differ) == 1
