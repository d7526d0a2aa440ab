"""Contacts of a country, for everybody or for the citizens of one."""

from dialogs.book import Book
from dialogs.turn import Place


def names(book: Book, place: str) -> set[str]:
    return {
        button.to.spot
        for row in book.screens["ru", place].rows
        for button in row
        if button.to and button.to.page == "contacts-ru" and button.to.spot in book.lists.contacts
    }


def test_citizens_of_one_country_see_their_missions_and_what_is_there_for_everybody(shipped: Book) -> None:
    everything, kazakh = names(shipped, "contacts-ru"), names(shipped, "contacts-ru/of.KZ")
    contacts = shipped.lists.contacts
    assert {contacts[name].of for name in everything} >= {"RU", "KZ", "UZ", "KG"}
    assert kazakh == {name for name in everything if contacts[name].of in ("KZ", "RU")}
    offered = [button.to for row in shipped.screens["ru", "contacts-ru"].rows for button in row]
    assert Place("contacts-ru", "of.UZ") in offered


def test_where_there_is_no_choice_nothing_is_asked(shipped: Book) -> None:
    assert not any("/of." in place and place.startswith("contacts-qa") for _, place in shipped.screens)
