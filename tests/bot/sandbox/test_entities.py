import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import found, parse_html, trimmed, units
from bot.sandbox.refused import Refused


def test_tags_become_entities_in_utf16_units():
    text, entities = parse_html("🆘 <b>көмек <i>қазір</i></b> &lt;112&gt;")
    assert text == "🆘 көмек қазір <112>"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 11},
        {"type": "italic", "offset": 9, "length": 5},
    ]


def test_a_face_counts_twice():
    assert units("a🆘é") == 4


@pytest.mark.parametrize(
    ("html", "entity"),
    [
        ('<a href="https://gov.uk">x</a>', {"type": "text_link", "url": "https://gov.uk"}),
        (
            '<a href="https://gov.uk/?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://gov.uk/?a=1&b=2"},
        ),
        ("<code>x</code>", {"type": "code"}),
        ('<pre><code class="language-py">x</code></pre>', {"type": "pre", "language": "py"}),
        ("<s>x</s>", {"type": "strikethrough"}),
        ("<tg-spoiler>x</tg-spoiler>", {"type": "spoiler"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ("<B>x</B>", {"type": "bold"}),
    ],
)
def test_each_tag(html, entity):
    assert parse_html(html) == ("x", [entity | {"offset": 0, "length": 1}])


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("ақ <br>", 'Unsupported start tag "br" at byte offset 5'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_what_cannot_be_parsed_is_refused_in_telegrams_words(html, why):
    with pytest.raises(Refused) as refused:
        parse_html(html)
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


@pytest.mark.parametrize("text", ["R&D", "a & b", "&nbsp;", "&#0;", "1 > 0"])
def test_a_lone_ampersand_and_an_unknown_reference_stay(text):
    assert parse_html(text) == (text, [])


def test_a_link_to_nowhere_leaves_no_entity():
    assert parse_html('<a href="#top">x</a>') == ("x", [])


def test_white_space_is_trimmed_and_entities_with_it():
    assert trimmed(*parse_html("\n  a <b>b </b>\n ")) == ("a b", [{"type": "bold", "offset": 2, "length": 1}])


def test_telegram_finds_commands_and_addresses_by_itself():
    kinds = [entity["type"] for entity in found("/start see https://gov.uk, write a@b.kz or @sapar_bot")]
    assert kinds == ["bot_command", "url", "email", "mention"]
    assert found("50/50 and/or") == []


@given(
    st.lists(
        st.sampled_from(
            ["<b>", "</b>", "<i>", "</i>", '<a href="', '">', "</a>", "<", ">", "&", "&lt;", "🆘", "ж", " "]
        )
    )
)
def test_whatever_comes_is_parsed_or_refused(parts):
    try:
        text, entities = trimmed(*parse_html("".join(parts)))
    except Refused as refused:
        assert refused.description.startswith("Bad Request: can't parse entities: ")
        return
    assert all(0 <= one["offset"] < one["offset"] + one["length"] <= units(text) for one in entities)
