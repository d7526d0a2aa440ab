"""What somebody is recognised by beside their name: telephones, cards, sites, accounts, however they are typed."""

import re
from collections.abc import Iterator

MAIL = re.compile(r"[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,12}", re.I)
ACCOUNT = re.compile(r"(?<![\w@./])@([a-z0-9_.]{3,40})", re.I)
LINK = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,12})(?:/([^\s,;?#]*))?", re.I)
DIGITS = re.compile(r"\+?\d[\d .()\u00a0-]{6,40}")
TELEGRAM = ("t.me", "telegram.me")
CALLED = ("wa.me",)  # what stands behind it is a telephone
SHARED = ("instagram.com", "vk.com", "facebook.com", "tiktok.com", "ok.ru")  # the site alone says nothing
CARD = 16  # digits
SHORTEST, LONGEST = 9, 15  # digits of a telephone


def recognised(typed: str) -> list[str]:
    """+77011234567, a card's digits, @account, mail@host, site.com or instagram.com/name, each once."""
    return list(dict.fromkeys(_found(typed)))


def _found(typed: str) -> Iterator[str]:
    for mail in MAIL.findall(typed):
        yield mail.lower()
    rest = MAIL.sub(" ", typed)
    for host, path in LINK.findall(rest):
        yield from _link(host.lower(), path.strip("/@. ").lower())
    rest = LINK.sub(" ", rest)
    for name in ACCOUNT.findall(rest):
        yield "@" + name.lower().rstrip(".")
    for run in DIGITS.findall(ACCOUNT.sub(" ", rest)):
        yield from _numbers(run)


def _link(host: str, path: str) -> Iterator[str]:
    name = path.split("/")[0]
    if host in CALLED:
        yield from _numbers(name)
    elif host in TELEGRAM:
        if name and not name.startswith("+"):
            yield "@" + name
    elif host in SHARED:
        if name:
            yield f"{host}/{name}"
    else:
        yield host


def _numbers(run: str) -> Iterator[str]:
    """One number; or several that were written one after another."""
    digits = re.sub(r"\D", "", run)
    if len(digits) == CARD:
        yield digits
    elif SHORTEST <= len(digits) <= LONGEST:
        yield "+" + (digits if run.lstrip().startswith("+") else _whole(digits))
    elif len(digits) > CARD:
        for part in run.split():
            if SHORTEST <= len(re.sub(r"\D", "", part)) <= CARD:
                yield from _numbers(part)


def _whole(digits: str) -> str:
    """With the code of the country, as people at home leave it out: 8 701 …, 701 … and 90 123 45 67 of Uzbekistan."""
    if digits.startswith("00"):
        return digits[2:]
    if len(digits) == 11 and digits.startswith("8"):
        return "7" + digits[1:]
    if len(digits) == 10 and digits.startswith(("7", "9")):
        return "7" + digits
    return "998" + digits if len(digits) == 9 else digits
