"""What follows words that were typed where nothing waits for them: pages that may answer, and always a person."""

from dialogs.kinds.menu import packed
from dialogs.turn import HOME, Button, Here, Place, Screen

# For who writes in a language that is not ours: that somebody will read it.
OTHERS = {
    "uz": "Oʻz tilingizda yozishingiz mumkin: xabaringizni odam oʻqiydi.",
    "ky": "Өз тилиңизде жаза берсеңиз болот: аны адам окуйт.",
    "tg": "Шумо метавонед бо забони худ нависед: онро одам мехонад.",
    "en": "You may write in your own language: a person will read it.",
    "ar": "يمكنك الكتابة بلغتك: سيقرؤها إنسان.",
}


def heard(here: Here) -> Screen:
    """`said:uk,korea` shows the pages that may answer, `said-none:uk,korea` sections of the menu, `said.kaa`
    offers that language too; `foreign.uz` is for who writes in a language that is not ours."""
    head, _, listed = here.place.spot.partition(":")
    kind, _, language = head.partition(".")
    pages = [here.button(page) for page in listed.split(",") if page]
    shown = [(button,) for button in pages] if kind == "said" else packed(pages)
    send = (here.spot("send", "✉️ " + here.words("Send this to a specialist")),)
    named = {code: one.name for code, one in here.lists.languages.items() if kind == "foreign" or code == language}
    languages = packed([Button(name, Place("language", code)) for code, name in named.items()])
    last = (*here.go_on(), (Button("🏠 " + here.words("Main menu"), HOME),), (Button("🆘", Place("urgent")),))
    return Screen(here.place, _text(here, kind, language, bool(pages)), (*shown, send, *languages, *last))


def _text(here: Here, kind: str, language: str, found: bool) -> str:
    if kind == "foreign":
        lines = [here.words("You may write in your own language: a person will read it.")]
        if language in OTHERS:
            lines.insert(0, OTHERS[language])
        if phone := here.lists.organisation.phone:
            lines.append("☎ " + phone)
        return "\n\n".join(lines)
    if kind == "said" and found:
        return here.words("This may answer. If it does not, a specialist can read your words.")
    return here.words("I have no answer to these words. A specialist can read them, or choose from the menu.")
