import pytest
from aiogram import Bot
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.sandbox.world import STAFF_GROUP
from tests.bot.sandbox.conftest import refusal, result


def key(data):
    return {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}


async def test_a_text_arrives_with_its_entities_and_buttons(bot: Bot, berdakh):
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Русский", callback_data="ru")]])
    sent = await bot.send_message(11, "<b>Салем</b>", parse_mode="HTML", reply_markup=markup)
    assert sent.text == "Салем"
    assert sent.entities[0].type == "bold"
    assert (await berdakh.sees("Салем")).id == sent.message_id
    assert berdakh.buttons == ["Русский"]


async def test_who_is_mentioned_comes_as_a_whole_user(bot: Bot, berdakh):
    called = [f'<a href="tg://user?id={id}">x</a>' for id in (901, 4242)]
    sent = await bot.send_message(11, " ".join(called), parse_mode="HTML")
    [entity] = sent.entities  # who is unknown here is plain text
    assert (entity.type, entity.user.id) == ("text_mention", 901)


async def test_nobody_is_written_to_first(sandbox):
    assert await refusal(sandbox, "sendMessage", chat_id=12, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    assert await refusal(sandbox, "sendMessage", chat_id=4242, text="x") == "Bad Request: chat not found"


async def test_who_blocks_the_bot_or_is_gone(sandbox, berdakh):
    await berdakh.blocks()
    assert await refusal(sandbox, "sendMessage", chat_id=11, text="x") == "Forbidden: bot was blocked by the user"
    await berdakh.says("/start")
    await result(sandbox, "sendMessage", chat_id=11, text="x")
    await sandbox.ask("person", {"as": 11, "deactivated": True})
    assert await refusal(sandbox, "sendMessage", chat_id=11, text="x") == "Forbidden: user is deactivated"


def under(*rows):
    return {"text": "x", "reply_markup": {"inline_keyboard": list(rows)}}


KEY = {"text": "x", "callback_data": "x"}


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"text": "ж" * 4097}, "message is too long"),
        ({"text": "🆘" * 2049}, "message is too long"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({}, "message text is empty"),
        ({"text": "</b>", "parse_mode": "HTML"}, "can't parse entities: Unexpected end tag at byte offset 0"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (under([KEY | {"callback_data": "ж" * 33}]), "BUTTON_DATA_INVALID"),
        (
            under([{"text": "x"}]),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (under([{"text": "x", "url": "nowhere"}]), "BUTTON_URL_INVALID"),
        (under(*[[KEY]] * 101), "reply markup is too long"),
        ({"text": "x", "reply_parameters": {"message_id": 9999}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
    ],
)
async def test_what_a_text_is_refused_for(sandbox, berdakh, params, why):
    assert await refusal(sandbox, "sendMessage", chat_id=11, **params) == f"Bad Request: {why}"


async def test_limits_hold_after_parsing_and_are_met_exactly(sandbox, berdakh):
    text = "<b>" + "&amp;" * 4096 + "</b>"
    sent = await result(sandbox, "sendMessage", chat_id=11, text=text, parse_mode="HTML", reply_markup=key("я" * 32))
    assert sent["text"] == "&" * 4096


async def test_unknown_parameters_are_passed_over_as_telegram_does(sandbox, berdakh):
    await result(sandbox, "sendMessage", chat_id=11, text="x", no_such_thing=1)


async def test_forms_and_queries_are_understood_like_json(sandbox, berdakh):
    form = {
        "chat_id": "11",
        "text": "[1]",
        "disable_notification": "true",
        "reply_markup": '{"inline_keyboard":[]}',
    }
    url = f"{sandbox.url}/bot{sandbox.token}"
    async with sandbox.http.post(f"{url}/SENDMESSAGE", data=form) as response:
        assert (await response.json())["result"]["text"] == "[1]"
    async with sandbox.http.get(f"{url}/sendMessage", params={"chat_id": "11", "text": "hi"}) as response:
        assert (await response.json())["ok"]
    assert (await berdakh.sees("[1]")).raw["silent"]


async def test_wrong_token_and_unknown_method(sandbox):
    for path, code in (("bot1000001:WRONG/getMe", 401), (f"bot{sandbox.token}/makeTea", 404)):
        async with sandbox.http.get(f"{sandbox.url}/{path}") as response:
            assert (response.status, (await response.json())["error_code"]) == (code, code)


async def test_a_photo_goes_up_and_comes_down(bot: Bot, sandbox, berdakh):
    sent = await bot.send_photo(11, BufferedInputFile(b"picture", "map.png"), caption="<i>карта</i>", parse_mode="HTML")
    assert sent.caption == "карта"
    again = await bot.send_photo(11, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    file = await bot.get_file(sent.photo[-1].file_id)
    assert (await bot.download_file(file.file_path)).read() == b"picture"
    why = await refusal(sandbox, "sendVoice", chat_id=11, voice=sent.photo[-1].file_id)
    assert why == "Bad Request: can't use file of type Photo as Voice"


async def test_captions_have_their_own_limit(bot: Bot, sandbox, berdakh):
    photo = (await berdakh.sends("photo")).raw["file"].rpartition("/")[2]
    why = await refusal(sandbox, "sendPhoto", chat_id=11, photo=photo, caption="x" * 1025)
    assert why == "Bad Request: message caption is too long"


async def test_files_that_are_too_big_are_not_given(sandbox, berdakh):
    sent = await berdakh.sends("video", media={"size": 21 * 1024 * 1024})
    why = await refusal(sandbox, "getFile", file_id=sent.raw["file"].rpartition("/")[2])
    assert why == "Bad Request: file is too big"


async def test_who_forbids_voice_messages_gets_none(sandbox, berdakh):
    sent = await berdakh.sends("voice")
    await sandbox.ask("person", {"as": 11, "forbids_voice": True})
    why = await refusal(sandbox, "sendVoice", chat_id=11, voice=sent.raw["file"].rpartition("/")[2])
    assert why == "Bad Request: VOICE_MESSAGES_FORBIDDEN"
    why = await refusal(sandbox, "copyMessage", chat_id=11, from_chat_id=11, message_id=sent.id)
    assert why == "Bad Request: VOICE_MESSAGES_FORBIDDEN"


async def test_an_album_is_sent_as_one(bot: Bot, berdakh):
    photos = [InputMediaPhoto(media=BufferedInputFile(b"p", "p.png"), caption=f"{n}") for n in range(3)]
    sent = await bot.send_media_group(11, photos)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["0", "1", "2"]


async def test_everything_else_that_can_be_sent(bot: Bot, berdakh):
    for kind in ("video", "animation", "voice", "audio", "document", "sticker", "video_note"):
        send = getattr(bot, f"send_{kind}")
        assert getattr(await send(11, BufferedInputFile(b"x", "x.bin")), kind)
    assert (await bot.send_location(11, 42.5, 59.6)).location.latitude == 42.5
    assert (await bot.send_contact(11, "+44", "Help")).contact.first_name == "Help"
    assert await bot.send_chat_action(11, "typing")


async def test_the_keyboard_stands_until_it_is_taken_away(bot: Bot, sandbox, berdakh):
    rows = [[KeyboardButton(text="🆘 Көмек"), KeyboardButton(text="Жасыру")]]
    sent = await bot.send_message(11, "x", reply_markup=ReplyKeyboardMarkup(keyboard=rows))
    await berdakh.taps("Көмек")
    assert berdakh.keyboard == ["🆘 Көмек", "Жасыру"]
    assert berdakh.messages[-1].text == "🆘 Көмек"
    why = await refusal(sandbox, "editMessageText", chat_id=11, message_id=sent.message_id, text="y")
    assert why == "Bad Request: message can't be edited"
    await result(sandbox, "sendMessage", chat_id=11, text="z", reply_markup={"remove_keyboard": True})
    await sandbox.refresh()
    assert berdakh.keyboard == []


async def test_real_limits_can_be_switched_on(sandbox, clock, berdakh):
    await sandbox.ask("limits", {"on": True})
    for _ in range(20):
        await result(sandbox, "sendMessage", chat_id=STAFF_GROUP, text="x")
    answer = await sandbox.call("createForumTopic", chat_id=STAFF_GROUP, name="x")
    assert answer["error_code"] == 429
    assert answer["description"] == "Too Many Requests: retry after 60"
    assert answer["parameters"] == {"retry_after": 60}
    clock.advance(60)
    await result(sandbox, "createForumTopic", chat_id=STAFF_GROUP, name="x")
    for _ in range(5):
        await result(sandbox, "sendMessage", chat_id=11, text="x")
    assert (await sandbox.call("sendMessage", chat_id=11, text="x"))["parameters"] == {"retry_after": 1}
