import asyncio

import pytest
from aiogram import Bot

from tests.bot.actors import Refusal
from tests.bot.sandbox.conftest import pressed, refusal, result, updates

KEYBOARD = {"inline_keyboard": [[{"text": "Келесі", "callback_data": "next"}]]}
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


@pytest.fixture
async def sent(sandbox, berdakh):
    answer = await result(sandbox, "sendMessage", chat_id=11, text="<b>a</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    return {"chat_id": 11, "message_id": answer["message_id"]}


async def test_the_same_again_is_refused(sandbox, sent):
    same = {"text": "<strong>a</strong>", "parse_mode": "HTML", "reply_markup": KEYBOARD}
    assert await refusal(sandbox, "editMessageText", **sent, **same) == SAME
    assert await refusal(sandbox, "editMessageReplyMarkup", **sent, reply_markup=KEYBOARD) == SAME
    await result(sandbox, "editMessageText", **sent, text="a", reply_markup=KEYBOARD)


async def test_an_edit_without_markup_takes_the_buttons_away(sandbox, sent, berdakh):
    edited = await result(sandbox, "editMessageText", **sent, text="b")
    assert edited["edit_date"]
    assert (await berdakh.sees("b")).buttons == []


async def test_what_cannot_be_edited(sandbox, sent, berdakh):
    own = await berdakh.says("x")
    there = {"chat_id": 11, "text": "y"}
    assert (
        await refusal(sandbox, "editMessageText", **there, message_id=own.id) == "Bad Request: message can't be edited"
    )
    assert (
        await refusal(sandbox, "editMessageText", **there, message_id=777) == "Bad Request: message to edit not found"
    )
    why = await refusal(sandbox, "editMessageText", **there)
    assert why == "Bad Request: message identifier is not specified"
    why = await refusal(sandbox, "editMessageCaption", **sent, caption="x")
    assert why == "Bad Request: there is no caption in the message to edit"
    photo = (await berdakh.sends("photo")).raw["file"].rpartition("/")[2]
    picture = await result(sandbox, "sendPhoto", chat_id=11, photo=photo)
    why = await refusal(sandbox, "editMessageText", **there, message_id=picture["message_id"])
    assert why == "Bad Request: there is no text in the message to edit"
    await result(sandbox, "editMessageCaption", chat_id=11, message_id=picture["message_id"], caption="x")
    await berdakh.deletes(await berdakh.sees("x"))
    why = await refusal(sandbox, "editMessageCaption", chat_id=11, message_id=picture["message_id"], caption="y")
    assert why == "Bad Request: message to edit not found"


async def test_media_can_be_exchanged(bot: Bot, sandbox, sent, berdakh):
    photo = (await berdakh.sends("photo")).raw["file"].rpartition("/")[2]
    media = {"type": "photo", "media": photo, "caption": "map"}
    assert (await result(sandbox, "editMessageMedia", **sent, media=media))["caption"] == "map"
    assert await refusal(sandbox, "editMessageMedia", **sent, media=media) == SAME


async def test_messages_are_deleted_within_two_days(sandbox, clock, sent, berdakh):
    own = await berdakh.says("x")
    await result(sandbox, "deleteMessage", chat_id=11, message_id=own.id)
    await berdakh.sees_gone(own)
    why = await refusal(sandbox, "deleteMessage", chat_id=11, message_id=own.id)
    assert why == "Bad Request: message to delete not found"
    await result(sandbox, "deleteMessages", chat_id=11, message_ids=[own.id, own.id + 100])
    clock.advance(48 * 3600 + 1)
    why = await refusal(sandbox, "deleteMessage", **sent)
    assert why == "Bad Request: message can't be deleted for everyone"


async def test_a_press_is_answered(sandbox, sent, berdakh):
    pressing = asyncio.create_task(berdakh.taps("Келесі"))
    query = await pressed(sandbox)
    assert (query["data"], query["from"]["id"]) == ("next", 11)
    assert query["message"]["message_id"] == sent["message_id"]
    await result(sandbox, "answerCallbackQuery", callback_query_id=query["id"], text="Дайын", show_alert=True)
    toast = await pressing
    assert (toast.text, toast.alert) == ("Дайын", True)


async def test_queries_grow_old(sandbox, clock, sent, berdakh):
    pressing = asyncio.create_task(berdakh.taps("Келесі"))
    id = (await pressed(sandbox))["id"]
    clock.advance(16)
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await refusal(sandbox, "answerCallbackQuery", callback_query_id=id) == old
    assert await refusal(sandbox, "answerCallbackQuery", callback_query_id="1") == old
    pressing.cancel()


async def test_only_what_is_on_the_message_can_be_pressed_but_by_force(sandbox, sent, berdakh):
    seen = await berdakh.sees("a")
    with pytest.raises(Refusal, match="no such button"):
        await berdakh.presses(seen, "admin")
    await berdakh.deletes(seen)
    forced = asyncio.create_task(berdakh.presses(seen, "admin", force=True))
    query = await pressed(sandbox)
    assert query["message"]["date"] == 0
    await result(sandbox, "answerCallbackQuery", callback_query_id=query["id"])
    await forced


async def test_one_reaction_of_a_fixed_list(sandbox, sent, berdakh):
    for emoji in ("👍", "✍", "👀", "👎"):
        await result(sandbox, "setMessageReaction", **sent, reaction=[{"type": "emoji", "emoji": emoji}])
    assert (await berdakh.sees("a")).reactions == ["👎"]
    why = await refusal(sandbox, "setMessageReaction", **sent, reaction=[{"type": "emoji", "emoji": "✅"}])
    assert why == "Bad Request: REACTION_INVALID"
    await result(sandbox, "setMessageReaction", **sent, reaction=[])
    assert (await berdakh.sees("a")).reactions == []


async def test_a_deletion_by_a_person_is_not_told(sandbox, berdakh):
    said = await berdakh.says("x")
    before = await updates(sandbox)
    await berdakh.deletes(said)
    assert await updates(sandbox) == before


async def test_what_the_bot_says_of_itself(bot: Bot, sandbox):
    await result(sandbox, "setMyCommands", commands=[{"command": "menu", "description": "x"}], language_code="kk")
    assert (await bot.get_my_commands(language_code="kk"))[0].command == "menu"
    assert await bot.get_my_commands() == []
    bad = [{"command": "Меню", "description": "x"}]
    assert await refusal(sandbox, "setMyCommands", commands=bad) == "Bad Request: BOT_COMMAND_INVALID"
    assert (await bot.get_me()).username == "sapar_sandbox_bot"
