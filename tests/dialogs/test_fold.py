"""One skeleton for all spellings of a word."""

import pytest

from dialogs.fold import fold, unslipped

SAME = [
    ("жұмыс", "жумыс", "jumıs", "jumis", "zhumys", "ЖҰМЫС"),
    ("хозяин", "хожайын", "қожайын", "hozyain", "хозяйн"),
    ("қалай", "калай", "qalay", "kalay", "kalai"),
    ("Өзбекстан", "Ózbekstan", "O'zbekstan", "Ozbekstan", "озбекстан"),
    ("Нөкис", "Nókis", "No'kis", "нокис"),
    ("жоғалды", "жогалды", "joǵaldı", "jog'aldi", "zhogaldy"),
    ("шаңарақ", "shańaraq", "shan'araq", "шанарак"),
    ("аўыл", "ауыл", "awıl", "auyl"),
    ("қыйын", "қиын", "qıyın", "qiyin"),
    ("паспорт", "пасспорт", "pasport", "passport", "паcпорт"),
    ("виза", "viza", "visa"),
    ("привет", "ghbdtn", "privet"),
    ("документы", "ljrevtyns", "dokumenty"),
    ("иә", "ия", "иа"),
    ("Казахстан", "Қазақстан", "qazaqstan", "kazakstan"),
    ("помогите!!!", "помогииите", "pomogite"),
    ("әйел", "əйел", "aiel"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_word_fold_alike(spellings: tuple[str, ...]) -> None:
    assert {fold(word) for word in spellings} == {fold(spellings[0])}


@pytest.mark.parametrize(
    "word", ["turmys", "zhumys", "kyzmet", "whatsapp", "jumis kerek", "London", "P85", "жұмыс", "спорт"]
)
def test_what_is_a_word_already_is_no_slip_of_the_keyboard(word: str) -> None:
    assert unslipped(word) == word


@pytest.mark.parametrize("text", ["", "!!!", "🆘", "\u200d", "١٢٣", "a" * 5000, "'", "ь"])
def test_anything_can_be_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)
