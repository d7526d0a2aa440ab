"""Questions one by one: what is asked, how an answer is taken, kept and sent. Played with the pure core."""

from datetime import UTC, datetime

import pytest

from bot.talk import Seat
from dialogs.book import Book
from dialogs.kinds.draft import Draft, DropDraft, KeepDraft, Submit, Tell
from dialogs.kinds.firms import Firm, Firms
from dialogs.kinds.form import Form
from dialogs.kinds.summary import summary
from dialogs.kinds.survey import Reply, TakeReplyBack
from dialogs.turn import Hold, OpenCase, Person, Place, Say, SetConsent, Tap, Turn, Urgent

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def somebody(shipped: Book) -> Seat:
    return Seat(shipped, Person("ru", "Тырна-27", consent="full"), now=NOW)


def taps(seat: Seat, place: str) -> Turn:
    return seat.does(Tap(Place.parse(place)))


def says(seat: Seat, words: str) -> Turn:
    return seat.does(Say(words))


def text(seat: Seat) -> str:
    assert seat.shown is not None
    return seat.shown.text.replace("\u00a0", " ")


def at(seat: Seat) -> str:
    assert seat.shown is not None
    return str(seat.shown.place)


def places(seat: Seat) -> list[str]:
    assert seat.shown is not None
    return [str(button.to) for row in seat.shown.rows for button in row]


def answers(seat: Seat, page: str = "wage-form") -> dict[str, object]:
    draft = seat.kept["drafts"].get(page)
    return dict(draft.answers) if draft else {}


def to_money(seat: Seat) -> None:
    """Up to the question how much was agreed."""
    taps(seat, "wage-form")
    taps(seat, "wage-form/safe=yes")
    taps(seat, "wage-form/country=KZ")
    says(seat, "Работал на стройке, не платят третий месяц")
    says(seat, "Стройка-Люкс, Алматы")
    says(seat, "август 2026")


def test_a_whole_complaint(somebody: Seat) -> None:
    to_money(somebody)
    assert at(somebody) == "wage-form/agreed"
    says(somebody, "1,2 млн тенге")
    assert "1 200 000 тенге" in text(somebody), "what was understood is shown back"
    says(somebody, "200 мың теңге")
    taps(somebody, "wage-form/contract=oral")
    taps(somebody, "wage-form/there=no")
    somebody.does(Say(media=True, kind="photo"))
    assert "Файлов: 1" in text(somebody)
    taps(somebody, "wage-form/proof!")
    taps(somebody, "wage-form/wish+advice")
    taps(somebody, "wage-form/wish+letter")
    taps(somebody, "wage-form/wish!")
    assert at(somebody) == "wage-form/.check"
    assert "Пока ничего не отправлено" in text(somebody)
    assert "08.2026" in text(somebody)
    turn = taps(somebody, "wage-form/.send")
    [sent, dropped] = turn.effects
    assert isinstance(sent, Submit)
    assert sent.topic == "wages"
    assert sent.answers["agreed"] == "1200000KZT"
    assert dropped == DropDraft("wage-form")
    assert "№1" in text(somebody)
    form = somebody.book.pages["wage-form"]
    assert isinstance(form, Form)
    told = summary(form.title, form.fields, form.submit, sent.answers, somebody.book.lists, "ru").replace("\u00a0", " ")
    assert "Не выплачено: 1 000 000 тенге" in told
    assert "Работал на стройке, не платят третий месяц" in told


@pytest.mark.parametrize(
    ("locale", "words"), [("ru", "Отправить"), ("kk", "иә"), ("kaa", "✅ Жибериў"), ("kaa_Latn", "awa")]
)
def test_it_may_be_written_that_the_answers_are_to_be_sent(shipped: Book, locale: str, words: str) -> None:
    seat = Seat(shipped, Person(locale, "Тырна-27", consent="full"), now=NOW)
    to_money(seat)
    taps(seat, "wage-form/.check")
    says(seat, "а сколько ждать ответа?")
    assert answers(seat) and seat.cases == 0, "other words send nothing"
    taps(seat, "wage-form/.check")
    says(seat, words)
    assert at(seat) == "wage-form/.sent" and not answers(seat)


def test_the_second_send_sends_nothing(somebody: Seat) -> None:
    to_money(somebody)
    taps(somebody, "wage-form/.send")
    again = taps(somebody, "wage-form/.send")
    assert again.effects == ()
    assert "нечего" in text(somebody)
    assert somebody.cases == 1


def test_country_and_words_are_enough(somebody: Seat) -> None:
    taps(somebody, "wage-form/safe=yes")
    taps(somebody, "wage-form/country=KZ")
    assert "wage-form/.check" not in places(somebody)
    says(somebody, "Не платят")
    assert "wage-form/.check" in places(somebody)
    assert any(isinstance(effect, Submit) for effect in taps(somebody, "wage-form/.send").effects)


def test_the_rest_of_a_list_does_not_look_like_the_next_question(somebody: Seat) -> None:
    taps(somebody, "wage-form/safe=yes")
    assert somebody.shown is not None
    labels = {str(button.to): button.label for row in somebody.shown.rows for button in row}
    assert labels["wage-form/country~2"] == "▸ Показать ещё"


def test_what_is_missing_is_asked_before_anything_is_sent(somebody: Seat) -> None:
    taps(somebody, "wage-form/safe=yes")
    assert taps(somebody, "wage-form/.send").effects == ()
    assert at(somebody) == "wage-form/country"


def test_who_is_not_safe_gets_numbers_and_a_person_and_the_answers_stay(somebody: Seat) -> None:
    taps(somebody, "wage-form")
    turn = taps(somebody, "wage-form/safe=no")
    assert Urgent("tap") in turn.effects
    assert "112" in text(somebody)
    taps(somebody, "wage-form")
    assert "wage-form/.go" in places(somebody)
    taps(somebody, "wage-form/.go")
    assert at(somebody) == "wage-form/country"


def test_consent_is_asked_at_sending(somebody: Seat) -> None:
    somebody.person = Person("ru", "Тырна-27")
    to_money(somebody)
    assert taps(somebody, "wage-form/.send").effects == ()
    assert "consent/full:wage-form/.send" in places(somebody)
    turn = taps(somebody, "consent/full:wage-form/.send")
    assert isinstance(turn.effects[0], SetConsent)
    assert any(isinstance(effect, Submit) for effect in turn.effects)
    assert [type(effect) for effect in taps(somebody, "consent/full:wage-form/.send").effects] == [SetConsent]


def test_three_steps_of_help(somebody: Seat) -> None:
    to_money(somebody)
    before = answers(somebody)
    turn = says(somebody, "көп")
    assert turn.effects == (Hold(answer=True),)
    assert "850 000" in text(somebody), "first an example"
    assert at(somebody) == "wage-form/agreed.1"
    says(somebody, "много")
    assert "wage-form/agreed=" in places(somebody), "then a button to pass over"
    says(somebody, "очень")
    assert "talk/send" in places(somebody), "then a person"
    assert answers(somebody) == before
    says(somebody, "300$")
    assert answers(somebody)["agreed"] == "300USD"


@pytest.mark.parametrize(
    "words", ["😀😀", "\u202e\u200f", "ا" * 50, "9" * 4000, "м" * 100_000, "-5", "две тыщи или три"]
)
def test_whatever_is_typed_nothing_breaks_and_nothing_is_lost(somebody: Seat, words: str) -> None:
    to_money(somebody)
    before = answers(somebody)
    says(somebody, words)
    assert at(somebody).startswith("wage-form/agreed")
    assert answers(somebody) == before


@pytest.mark.parametrize("kind", ["sticker", "voice", "video_note", "poll", "dice"])
def test_another_kind_of_message_can_go_to_a_person(somebody: Seat, kind: str) -> None:
    to_money(somebody)
    turn = somebody.does(Say(media=True, kind=kind))
    assert turn.effects == (Hold(answer=True),)
    assert "talk/send" in places(somebody)
    assert at(somebody).startswith("wage-form/agreed")


def test_money_that_may_be_two_things_is_asked_back(somebody: Seat) -> None:
    to_money(somebody)
    says(somebody, "850.000 тг")
    assert {"wage-form/agreed=850000KZT", "wage-form/agreed=850KZT"} <= set(places(somebody))
    says(somebody, "850000")
    assert "wage-form/agreed=850000RUB" in places(somebody), "and in which money"
    taps(somebody, "wage-form/agreed=850000RUB")
    assert answers(somebody)["agreed"] == "850000RUB"


def test_a_month_without_news_is_thirty_days_not_one(somebody: Seat) -> None:
    for typed, days in (("1 ay", "30"), ("еки ҳәпте", "14"), ("3 күн", "3"), ("10", "10")):
        taps(somebody, "relative-form/.new")
        taps(somebody, "relative-form/about=silent")
        says(somebody, typed)
        assert answers(somebody, "relative-form")["days"] == days, typed
    taps(somebody, "tools-form")
    says(somebody, "тигинши")
    says(somebody, "3 ай")
    assert "years" not in answers(somebody, "tools-form"), "three months are not three years"


def test_every_question_of_a_form_ends_like_every_other_screen(somebody: Seat) -> None:
    to_money(somebody)
    assert somebody.shown is not None
    stop, last = somebody.shown.rows[-2:]
    assert [str(button.to) for button in stop] == ["wage-form/.stop"]
    assert [str(button.to) for button in last] == ["wage-form/since", "home"]


def test_no_answer_is_cut_on_a_narrow_phone(somebody: Seat) -> None:
    for page in ("ban-form/why", "home-form/papers", "relative-form/about", "lost-form/how"):
        taps(somebody, page)
        assert somebody.shown is not None
        pairs = [row for row in somebody.shown.rows if len(row) == 2 and "=" in str(row[0].to)]
        assert all(len(button.label) <= 14 for row in pairs for button in row), pairs


def test_a_country_is_found_however_it_is_typed(somebody: Seat) -> None:
    for typed, code in (("корея", "KR"), ("қазахстан", "KZ"), ("Ангилия", None), ("германия", "DE"), ("polsha", "PL")):
        taps(somebody, "wage-form/.new")
        taps(somebody, "wage-form/safe=yes")
        says(somebody, typed)
        found = answers(somebody).get("country")
        assert found == code if code else found == f":{typed}", typed


def test_a_label_is_its_button_and_other_words_are_searched_for(somebody: Seat) -> None:
    to_money(somebody)
    taps(somebody, "wage-form/agreed=")
    assert at(somebody) == "wage-form/contract"
    says(somebody, "как получить визу")
    assert at(somebody).startswith("talk/said")
    assert "wage-form/contract" in places(somebody), "and the way back to the question"
    taps(somebody, "wage-form/contract")
    says(somebody, "Договорились на словах")
    assert answers(somebody)["contract"] == "oral"


def test_words_of_danger_come_first(somebody: Seat) -> None:
    to_money(somebody)
    taps(somebody, "wage-form/story")
    turn = says(somebody, "у меня забрали паспорт и не выпускают")
    assert any(isinstance(effect, Urgent) for effect in turn.effects)
    assert "wage-form/story" in places(somebody), "the questions can be gone on with"


def test_stopping_keeps_what_was_answered(somebody: Seat) -> None:
    to_money(somebody)
    taps(somebody, "wage-form/.stop")
    assert "24" in text(somebody)
    taps(somebody, "home")
    taps(somebody, "wage-form")
    assert "6" in text(somebody)
    taps(somebody, "wage-form/.go")
    assert at(somebody) == "wage-form/agreed"
    taps(somebody, "wage-form/.drop")
    assert somebody.kept["drafts"] == {}


def test_a_change_comes_back_to_the_check(somebody: Seat) -> None:
    to_money(somebody)
    for name in ("agreed", "contract", "there", "proof", "wish"):
        taps(somebody, f"wage-form/{name}!" if name in ("proof", "wish") else f"wage-form/{name}=")
    assert at(somebody) == "wage-form/.check"
    assert "wage-form/country" in places(somebody)
    taps(somebody, "wage-form/country")
    taps(somebody, "wage-form/country=RU")
    assert at(somebody) == "wage-form/.check"
    assert answers(somebody)["country"] == "RU"


def test_a_language_is_changed_in_the_middle(somebody: Seat) -> None:
    """A-18 (days and numbers: test_formats.py; the card: bot/test_urgent.py)."""
    to_money(somebody)
    taps(somebody, "language")
    assert "language/kaa:wage-form/agreed" in places(somebody)
    taps(somebody, "language/kaa:wage-form/agreed")
    assert "Усы ўақыт ушын" in text(somebody)
    assert answers(somebody)["country"] == "KZ"


def test_an_edit_beneath_drops_what_is_no_question_any_more(somebody: Seat) -> None:
    somebody.kept["drafts"] = {
        "wage-form": Draft({"safe": "yes", "colour": "red", "country": "KZ"}, ("safe", "colour", "country"))
    }
    taps(somebody, "wage-form/colour=blue")
    assert "обновилась" in text(somebody)
    assert at(somebody) == "wage-form/story"
    says(somebody, "Не платят")
    assert answers(somebody) == {"safe": "yes", "country": "KZ", "story": "Не платят"}


def test_a_question_added_behind_is_not_asked(somebody: Seat) -> None:
    known = tuple(name for name in ("safe", "country", "story", "employer", "agreed"))
    somebody.kept["drafts"] = {
        "wage-form": Draft({"safe": "yes", "country": "KZ", "story": "а", "employer": None, "agreed": "1KZT"}, known)
    }
    taps(somebody, "wage-form/.go")
    assert at(somebody) == "wage-form/paid", "`since` came after they had passed that point"
    says(somebody, "0 тенге")
    assert at(somebody) == "wage-form/contract", "nor is it asked later"


def test_an_album_is_answered_once(somebody: Seat) -> None:
    to_money(somebody)
    taps(somebody, "wage-form/proof")
    assert somebody.does(Say(media=True, kind="photo")).screen
    assert all(isinstance(effect, KeepDraft) for effect in somebody.does(Say(media=True, kind="photo")).effects)
    for _ in range(12):
        somebody.does(Say(media=True, kind="document"))
    assert len(answers(somebody)["proof"]) == 10  # type: ignore[arg-type]


def test_words_for_the_case_that_is_open_are_not_lost_at_a_button(somebody: Seat) -> None:
    to_money(somebody)
    taps(somebody, "wage-form/agreed=")
    somebody.kept["case"] = 1
    says(somebody, "это ответ консультанту")
    assert at(somebody) == "wage-form/contract"


def test_who_only_reads_is_asked_again(somebody: Seat) -> None:
    somebody.person = Person("ru", "Тырна-27", consent="read_only")
    to_money(somebody)
    assert not any(isinstance(effect, OpenCase | Submit) for effect in taps(somebody, "wage-form/.send").effects)
    assert "consent/full:wage-form/.send" in places(somebody)


def test_who_wants_home_reads_of_the_road_and_the_embassy_before_anything_is_sent(somebody: Seat) -> None:
    """A-02: papers yes, money no, debt yes."""
    taps(somebody, "go-home")
    assert "home-form" in places(somebody)
    taps(somebody, "home-form")
    for answer in ("safe=yes", "country=KZ", "citizen=UZ", "papers=have", "money=no", "debt=yes"):
        taps(somebody, f"home-form/{answer}")
    assert at(somebody) == "home-form/road"
    assert "Не переходите границу обходной дорогой" in text(somebody)
    assert "Посольство" in text(somebody)
    assert "home-form/.check" not in places(somebody), "first it is read"
    taps(somebody, "home-form/road=read")
    taps(somebody, "home-form/.check")
    turn = taps(somebody, "home-form/.send")
    [tell, sent, _] = turn.effects
    assert isinstance(tell, Tell)
    assert "Посольство" in tell.text
    assert isinstance(sent, Submit)
    assert (sent.topic, sent.priority) == ("home", None)
    form = somebody.book.pages["home-form"]
    assert isinstance(form, Form)
    assert "⚠️ Требуют долг" in summary(form.title, form.fields, form.submit, sent.answers, somebody.book.lists, "ru")


@pytest.mark.parametrize(
    ("typed", "sign"),
    [
        ("concordia", "✅"), ("Конкордия", "✅"), ("agri hr", "✅"), ("fruitfull jobs", "✅"), ("ethero", "⛔"),
        ("Осродек", "⛔"), ("Best Work Abroad", "❔"),
    ],
)  # fmt: skip
def test_a_firm_is_looked_up(somebody: Seat, typed: str, sign: str) -> None:
    taps(somebody, "firm-list")
    says(somebody, typed)
    assert text(somebody).startswith(sign)
    if sign == "❔":
        assert "не значит «безопасно»" in text(somebody)
    else:
        assert "Это точно они?" in text(somebody), "a name alone proves nothing"
    assert "firm-report" in places(somebody)
    says(somebody, "ab")
    assert "3" in text(somebody)


def to_the_last(seat: Seat) -> None:
    for answer in ("found=yes", "clear=n4", "wrote=no"):
        taps(seat, f"service-survey/{answer}")


@pytest.mark.parametrize("typed", ["concordia", "Hops Labour Solutions", "ag recruitment"])
def test_the_name_of_a_firm_typed_anywhere_leads_to_the_list(somebody: Seat, typed: str) -> None:
    taps(somebody, "home")
    says(somebody, typed)
    assert places(somebody)[0] == "firm-list"


def test_an_anonymous_survey_says_so_and_asks_for_no_consent(somebody: Seat) -> None:
    somebody.person = Person("ru", "Тырна-27")
    taps(somebody, "service-survey")
    assert "Никто не увидит, кто отвечал" in text(somebody)
    to_the_last(somebody)
    says(somebody, "Всё понятно")
    turn = taps(somebody, "service-survey/.send")
    assert turn.effects[0] == Reply(
        "service-survey", {"found": "yes", "clear": "n4", "wrote": "no", "better": "Всё понятно"}, anonymous=True
    )
    assert "Спасибо" in text(somebody)
    to_the_last(somebody)
    taps(somebody, "service-survey/better=")
    taps(somebody, "service-survey/.send")
    assert "уже отвечали" in text(somebody)


def test_words_of_danger_in_a_survey_are_answered_and_tell_nobody(somebody: Seat) -> None:
    taps(somebody, "service-survey")
    to_the_last(somebody)
    turn = says(somebody, "меня бьют и не выпускают")
    assert turn.effects == ()
    assert "112" in text(somebody)
    assert "urgent/yes" in places(somebody), "who wants people can have them"
    assert "service-survey/better" in places(somebody)


def test_a_list_that_is_joined_can_be_left(somebody: Seat) -> None:
    taps(somebody, "next-year-form")
    assert "Не государственная очередь" in text(somebody)
    says(somebody, "павлодар")
    says(somebody, "ветеринар")
    says(somebody, "пятеро")
    turn = taps(somebody, "next-year-form/.send")
    assert turn.effects[0] == Reply("next-year-form", {"region": "kz-pavlodar", "trade": "vet", "family": "5"}, False)
    assert TakeReplyBack("next-year-form") in taps(somebody, "next-year-form/.leave").effects


def test_nothing_of_these_stands_alone(somebody: Seat) -> None:
    for place, ticked in (
        ("+papers", ["papers"]),
        ("+none", ["none"]),
        ("+work", ["work"]),
        ("+school", ["work", "school"]),
    ):
        taps(somebody, f"settler-survey/problems{place}")
        assert answers(somebody, "settler-survey")["problems"] == ticked


def test_who_goes_on_without_an_answer_is_told_each_time(somebody: Seat) -> None:
    """The screen is the same the second time, so the button itself says why."""
    taps(somebody, "tools-form/need")
    for _ in range(2):
        turn = taps(somebody, "tools-form/need!")
        assert turn.toast == "Ответьте, пожалуйста, на этот вопрос." and turn.toast in text(somebody)
        assert at(somebody) == "tools-form/need"


def test_ten_things_are_enough(somebody: Seat) -> None:
    taps(somebody, "tools-form/trade=sewing")
    taps(somebody, "tools-form/need")
    says(somebody, "швейная машинка\nоверлок; ножницы")
    assert answers(somebody, "tools-form")["need"] == ["швейная машинка", "оверлок", "ножницы"]
    says(somebody, "\n".join(f"игла {at}" for at in range(9)))
    assert "самое нужное" in text(somebody)
    assert len(answers(somebody, "tools-form")["need"]) == 3  # type: ignore[arg-type]
    says(somebody, "я" * 81)
    assert "81" in text(somebody)


@pytest.mark.parametrize(
    "typed", ["8 701 555 44 33", "пишут с @Best_Work, зовут Fruitful Jobs", "best-work.example.com/uk"]
)
def test_a_firm_is_known_by_its_number_or_link_whatever_it_calls_itself(somebody: Seat, typed: str) -> None:
    page = somebody.book.pages["firm-list"]
    assert isinstance(page, Firms)
    known = {"name": "Best Work", "standing": "warning", "text": {"ru": "Собирает задатки."}, "source": ()}
    warned = Firm.model_validate({**known, "contacts": ("+7 701 555 44 33", "t.me/best_work", "best-work.example.com")})
    there = page.model_copy(update={"firms": {**page.firms, "best-work": warned}})
    turn = there.say(somebody.book.here(Place("firm-list"), Person("ru"), NOW), typed)
    assert turn is not None and turn.screen is not None
    assert turn.screen.text.startswith("⛔ <b>Best Work</b>")
