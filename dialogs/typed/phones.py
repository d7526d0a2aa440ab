"""Telephone numbers as people type them, as +, country code and national number (E.164)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dialogs.typed.tokens import Unclear, cleaned

MOST = 100  # characters


@dataclass(frozen=True, slots=True)
class Plan:
    """How a country numbers its telephones. `national`: what follows its code; `trunk`: what is dialled inside it."""

    code: str
    national: str
    trunk: str = ""

    def local(self, digits: str) -> str | None:
        """The number, if these digits are how it is dialled inside the country."""
        own = digits.removeprefix(self.trunk) if self.trunk and digits.startswith(self.trunk) else digits
        return f"+{self.code}{own}" if re.fullmatch(self.national, own) else None


# Lengths and first digits as the countries' numbering plans give them (ITU-T E.129); only to tell apart, not to prove.
PLANS = {
    "KZ": Plan("7", r"[67]\d{9}", "8"), "RU": Plan("7", r"[3489]\d{9}", "8"), "UZ": Plan("998", r"[2-9]\d{8}"),
    "KG": Plan("996", r"[2-9]\d{8}", "0"), "TJ": Plan("992", r"\d{9}"), "TM": Plan("993", r"[1-7]\d{7}", "8"),
    "GB": Plan("44", r"[1-9]\d{8,9}", "0"), "KR": Plan("82", r"[1-9]\d{7,9}", "0"), "QA": Plan("974", r"[2-7]\d{7}"),
    "TR": Plan("90", r"[2-5]\d{9}", "0"), "AE": Plan("971", r"[2-9]\d{7,8}", "0"),
    "SA": Plan("966", r"[1-9]\d{7,8}", "0"), "PL": Plan("48", r"[1-9]\d{8}"), "DE": Plan("49", r"[1-9]\d{6,10}", "0"),
    "CZ": Plan("420", r"[2-9]\d{8}"), "SK": Plan("421", r"[1-9]\d{8}", "0"), "CN": Plan("86", r"1\d{10}", "0"),
    "US": Plan("1", r"[2-9]\d{9}", "1"), "BY": Plan("375", r"[1-4]\d{8}", "80"), "MN": Plan("976", r"[1-9]\d{7}", "0"),
    "JP": Plan("81", r"[1-9]\d{8,9}", "0"), "AM": Plan("374", r"[1-9]\d{7}", "0"),
}  # fmt: skip
FIRST = ("KZ", "UZ", "RU", "KG")  # where a number without a code most likely belongs
ABROAD = ("00", "810")  # what is dialled before a country code
EXAMPLES = {"KZ": "+7 701 000 00 00", "UZ": "+998 90 000 00 00", "RU": "+7 900 000 00 00", "KG": "+996 700 000 000"}
NUMBER = re.compile(r"\+?[\d(][\d ()\-–.]*\d")


def example(countries: Iterable[str]) -> str:
    """How a number is written, for the first of these countries that we have one of."""
    return next((EXAMPLES[one] for one in countries if one in EXAMPLES), EXAMPLES["KZ"])


def read_phone(text: str, countries: Iterable[str] = ()) -> str | Unclear:
    """The number with its country code. `countries`: where the person is from or stays; elsewhere it is asked back."""
    text = cleaned(text[: MOST + 1])
    runs = NUMBER.findall(text)
    if len(text) > MOST or len(runs) != 1 or re.search(r"\d", text.replace(runs[0], "", 1)):
        return Unclear(digits=len(re.findall(r"\d", text)))
    run = runs[0].replace("(0)", "")
    digits = re.sub(r"\D", "", run)
    if not 7 <= len(digits) <= 15:
        return Unclear(digits=len(digits))
    for prefix in ABROAD:
        if digits.startswith(prefix) and not run.startswith("+"):
            return _with_code(digits.removeprefix(prefix)) or Unclear(digits=len(digits))
    if run.startswith("+"):
        return _with_code(digits) or Unclear(_local(digits, FIRST), len(digits))
    return _bare(digits, tuple(countries))


def _with_code(digits: str) -> str | None:
    """A number that begins with its country code; a trunk prefix left in (+82 010) is taken out."""
    for plan in PLANS.values():
        if digits.startswith(plan.code):
            own = digits.removeprefix(plan.code)
            if re.fullmatch(plan.national, own):
                return f"+{digits}"
            if plan.trunk == "0" and own.startswith("0") and (found := plan.local(own)):
                return found
    return None if _planned(digits) or digits.startswith(("0", "8")) or len(digits) < 9 else f"+{digits}"


def _planned(digits: str) -> bool:
    """Whether they begin with the code of a country whose plan is known."""
    return any(digits.startswith(plan.code) for plan in PLANS.values())


def _local(digits: str, countries: Iterable[str]) -> tuple[str, ...]:
    found = (PLANS[country].local(digits) for country in countries if country in PLANS)
    return tuple(dict.fromkeys(one for one in found if one))[:3]


def _bare(digits: str, countries: tuple[str, ...]) -> str | Unclear:
    """Without a plus: as dialled at home, or with the code and the plus left out."""
    own = _local(digits, countries)
    if len(own) == 1:
        return own[0]
    russian = re.fullmatch(r"[78]([679]\d{9})", digits)
    if russian and not own:
        return f"+7{russian[1]}"
    full = _with_code(digits) if len(digits) >= 11 and _planned(digits) else None  # one digit too many is no India
    if full and not own and not digits.startswith("8"):
        return full
    return Unclear(own or _local(digits, FIRST), len(digits))


def shown_phone(number: str) -> str:
    """+7 701 000 00 01: in groups that can be read out."""
    digits = number.removeprefix("+")
    plan = next((one for one in PLANS.values() if digits.startswith(one.code) and len(digits) > 9), None)
    own = digits.removeprefix(plan.code) if plan else digits
    groups = [own[:-7], own[-7:-4], own[-4:-2], own[-2:]]
    return f"+{plan.code if plan else ''} {' '.join(filter(None, groups))}".replace("+ ", "+")
