"""Conversations with the pure core: what a person does, what they see, what the bot is asked to do."""

from datetime import UTC, datetime

from bot.talk import Seat
from dialogs.book import Book
from dialogs.conversation import SOS_KEY, answer
from dialogs.turn import (
    AddWords,
    Hold,
    OpenCase,
    Person,
    Place,
    ReportContact,
    Say,
    SetConsent,
    SetLanguage,
    Start,
    Tap,
    Turn,
    Urgent,
)


def tap(seat: Seat, place: str) -> Turn:
    return seat.does(Tap(Place.parse(place)))


def text(seat: Seat) -> str:
    assert seat.shown is not None
    return seat.shown.text


def labels(seat: Seat) -> list[str]:
    assert seat.shown is not None
    return [button.label for row in seat.shown.rows for button in row]


def places(seat: Seat) -> list[str]:
    assert seat.shown is not None
    return [str(button.to) for row in seat.shown.rows for button in row]


def test_the_first_screen_offers_every_language_and_help(newcomer: Seat) -> None:
    newcomer.does(Start())
    assert labels(newcomer) == ["Қазақша", "Қарақалпақша", "Qaraqalpaqsha", "Русский", "🆘"]
    assert text(newcomer).split("\n") == ["Тілді таңдаңыз", "Тилди таңлаң", "Выберите язык"]


def test_choosing_a_language_leads_home(newcomer: Seat) -> None:
    newcomer.does(Start())
    turn = tap(newcomer, "language/kaa")
    assert turn.effects == (SetLanguage("kaa"),)
    assert text(newcomer) == "Сизге қандай жәрдем керек?"


def test_a_shared_page_is_shown_after_the_language(newcomer: Seat) -> None:
    newcomer.does(Start(Place("uk-documents")))
    assert "language/kk:uk-documents" in places(newcomer)
    tap(newcomer, "language/kk:uk-documents")
    assert "Паспорт өз қолыңызда болсын." in text(newcomer)


def test_an_article_shows_its_source_its_date_and_its_doubts(somebody: Seat) -> None:
    tap(somebody, "uk-documents")
    assert "Паспорт держите у себя." in text(somebody)
    assert 'href="https://www.gov.uk/guidance/x">gov.uk</a> (16.03.2026)' in text(somebody)
    assert "⚠ <a" in text(somebody)
    assert "22.11.2026" in text(somebody)


def test_more_goes_on_and_back_returns(somebody: Seat) -> None:
    tap(somebody, "uk-documents/2")
    assert "Копию оставьте дома." in text(somebody)
    assert "uk-documents" in places(somebody)
    tap(somebody, "uk-documents/99")
    assert "Копию оставьте дома." in text(somebody), "a screen that no longer exists is the last one"


def test_words_on_the_ask_page_are_held_until_the_person_agrees(somebody: Seat) -> None:
    tap(somebody, "talk/wages")
    turn = somebody.does(Say("Мне не заплатили"))
    assert turn.effects == (Hold("wages"),)
    assert "Помощь бесплатна." in text(somebody)
    turn = tap(somebody, "consent/full:talk/send")
    assert turn.effects == (SetConsent("full", "1"), OpenCase("wages", "talk", held=True))
    assert "№1" in text(somebody)


def test_sending_opens_a_case_once_and_goes_on_in_it(somebody: Seat) -> None:
    somebody.person = Person("ru", "Тырна-27", consent="full")
    tap(somebody, "talk")
    turn = somebody.does(Say("Мне не заплатили"))
    assert turn.effects == (OpenCase("other", "talk"),)
    assert turn.arrives
    assert "№1" in text(somebody)
    assert "Тырна-27" in text(somebody)
    assert somebody.does(Say("за август")).effects == (AddWords(),)


def test_who_only_reads_is_asked_again_before_anything_is_sent(somebody: Seat) -> None:
    tap(somebody, "talk")
    somebody.does(Say("Мне не заплатили"))
    turn = tap(somebody, "consent/read")
    assert turn.effects == (SetConsent("read_only", "1"),)
    tap(somebody, "talk")
    assert somebody.does(Say("и снова")).effects == (Hold("other"),)
    assert "Помощь бесплатна." in text(somebody)


def test_typed_words_are_never_an_error(somebody: Seat) -> None:
    turn = somebody.does(Say("виза калай алам"))
    assert turn.effects == (Hold(""),)
    assert "talk/send" in places(somebody)
    assert "home" in places(somebody)


def test_a_typed_label_is_its_button(somebody: Seat) -> None:
    somebody.does(Say("великобритания!"))
    assert "uk-documents" in places(somebody)


def test_urgent_help_needs_no_language(newcomer: Seat) -> None:
    turn = newcomer.does(Say(SOS_KEY))
    assert turn.effects == (Urgent("tap"),)
    assert turn.arrives
    for words in ("Қазір қоңырау шалыңыз.", "Ҳәзир қоңыраў етиң.", "Звоните сейчас.", "112", "999"):
        assert words in text(newcomer)


def test_urgent_help_works_while_a_page_waits_for_words(somebody: Seat) -> None:
    tap(somebody, "talk/wages")
    assert somebody.does(Say(SOS_KEY)).effects == (Urgent("tap"),)
    assert somebody.does(Say("помогите")).effects == (AddWords(),), "a case is open, though nobody agreed to anything"


def test_quiet_is_quiet(somebody: Seat) -> None:
    assert tap(somebody, "urgent/quiet").effects == (Urgent("quiet"),)
    assert text(somebody) == "Ok."
    assert labels(somebody) == []


def test_a_country_shows_its_numbers_alone(somebody: Seat) -> None:
    tap(somebody, "urgent/GB")
    assert "999" in text(somebody)
    assert "112" not in text(somebody)


def test_contacts_are_shown_as_sure_as_they_are(somebody: Seat) -> None:
    tap(somebody, "uk-contacts/sure-line")
    assert "116 16" in text(somebody)
    assert "⚠" not in text(somebody)
    tap(somebody, "uk-contacts/kz-london")
    assert "+44 20 0000 0000" in text(somebody)
    assert "⚠" in text(somebody)
    tap(somebody, "uk-contacts/old-mission")
    assert "+7 000" not in text(somebody)
    assert "Консульство" in text(somebody)
    tap(somebody, "uk-contacts")
    assert "🤝 Фонд" not in labels(somebody), "what is neither sure nor a mission is not shown at all"


def test_a_dead_number_can_be_reported(somebody: Seat) -> None:
    turn = tap(somebody, "uk-contacts/dead.kz-london")
    assert turn.effects == (ReportContact("kz-london"),)
    assert turn.toast


def test_renamed_pages_open_and_unknown_ones_lead_home(somebody: Seat) -> None:
    tap(somebody, "uk-papers")
    assert "Паспорт держите у себя." in text(somebody)
    turn = tap(somebody, "gone-for-ever/any")
    assert turn.toast
    assert text(somebody) == "Чем помочь?"


def test_a_contact_or_location_waits_for_a_yes(somebody: Seat) -> None:
    somebody.person = Person("ru", "Тырна-27", consent="full")
    tap(somebody, "talk/wages")
    turn = somebody.does(Say(personal=True))
    assert turn.effects == (Hold("wages"),)
    assert "talk/send" in places(somebody)
    assert tap(somebody, "talk/send").effects == (OpenCase("wages", "talk", held=True),)


def test_answering_changes_nothing_by_itself(book: Book) -> None:
    person = Person("ru", "Тырна-27", waiting=Place("talk"))
    here = book.here(Place("talk"), person, datetime(2026, 11, 22, tzinfo=UTC), {"held": None, "case": None})
    assert answer(book, person, here, Say("слова")) == answer(book, person, here, Say("слова"))
