import asyncio

from aiogram import Bot
from aiohttp import web

from tests.bot.sandbox.conftest import refusal, result, updates


async def test_an_update_stays_until_it_is_confirmed(sandbox):
    person = sandbox.person(11)
    await person.says("1")
    await person.says("2")
    first, second = await updates(sandbox)
    assert second["update_id"] == first["update_id"] + 1
    assert [one["message"]["text"] for one in await updates(sandbox)] == ["1", "2"]
    assert await updates(sandbox, limit=1) == [first]
    assert await updates(sandbox, first["update_id"] + 1) == [second]
    assert await updates(sandbox) == [second]
    assert await updates(sandbox, second["update_id"] + 1) == []


async def test_a_negative_offset_counts_from_the_end(sandbox):
    for text in "123":
        await sandbox.person(11).says(text)
    assert [one["message"]["text"] for one in await updates(sandbox, -1)] == ["3"]
    assert len(await updates(sandbox)) == 1


async def test_a_long_poll_ends_at_once_when_something_comes(sandbox, clock):
    waiting = asyncio.create_task(updates(sandbox, timeout=50))
    await clock.asleep.wait()
    await sandbox.person(11).says("hello")
    assert (await waiting)[0]["message"]["text"] == "hello"


async def test_a_long_poll_ends_empty_when_its_time_is_over(sandbox, clock):
    waiting = asyncio.create_task(updates(sandbox, timeout=30))
    await clock.asleep.wait()
    clock.advance(30)
    assert await waiting == []


async def test_a_second_poller_ends_the_first(sandbox, clock):
    first = asyncio.create_task(sandbox.call("getUpdates", timeout=30))
    await clock.asleep.wait()
    await sandbox.call("getUpdates", timeout=0)
    answer = await first
    assert answer["error_code"] == 409
    assert answer["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_only_allowed_kinds_are_kept(sandbox, berdakh):
    message = berdakh.messages[0]
    await berdakh.reacts(message, "👍")
    await updates(sandbox, 10**9, allowed_updates=["message_reaction"])
    await berdakh.says("not wanted")
    await berdakh.reacts(message, "🙏")
    (update,) = await updates(sandbox)
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "🙏"}]
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]


async def test_after_a_day_an_update_is_forgotten(sandbox, clock):
    await sandbox.person(11).says("old")
    clock.advance(24 * 3600 + 1)
    assert await updates(sandbox) == []


async def test_aiogram_reads_every_update(bot: Bot, sandbox, berdakh):
    consultant = sandbox.consultant()
    sent = await berdakh.says("see https://gov.uk")
    await berdakh.edits(sent, "edited")
    for kind in (
        "photo",
        "video",
        "voice",
        "audio",
        "document",
        "sticker",
        "video_note",
        "contact",
        "location",
    ):
        await berdakh.sends(kind)
    await berdakh.says("x", forwarded_from="Somebody", reply_to=sent.id)
    await consultant.says(None, "x", anonymous=True)
    await consultant.changes_topic(0, "create", name="t")
    await sandbox.ask("rights", {"chat": consultant.chat, "rights": None})
    await berdakh.blocks()
    read = await bot.get_updates()
    assert [update.event_type for update in read[:3]] == ["message", "message", "edited_message"]
    assert read[2].edited_message.edit_date
    assert read[3].message.photo[-1].file_id
    assert read[10].message.contact.user_id == 11
    assert read[12].message.forward_origin.sender_user_name == "Somebody"
    assert read[12].message.reply_to_message.text == "edited"
    assert read[13].message.sender_chat.id == consultant.chat
    assert read[13].message.from_user.id == 1087968824
    assert read[14].message.forum_topic_created.name == "t"
    assert read[15].my_chat_member.new_chat_member.status == "member"
    assert read[16].my_chat_member.new_chat_member.status == "kicked"


async def test_an_album_comes_as_separate_updates_of_one_group(sandbox):
    person = sandbox.person(11)
    for caption in ("a", None, None):
        await person.sends("photo", caption=caption, media_group_id="77")
    got = [update["message"] for update in await updates(sandbox)]
    assert [message["media_group_id"] for message in got] == ["77"] * 3
    assert [message.get("caption") for message in got] == ["a", None, None]


async def test_a_webhook_gets_one_update_at_a_time_until_it_takes_it(sandbox, clock):
    got, answers = [], iter([500, 200, 200])
    taken = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        got.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], (await request.json())["message"]["text"]))
        if len(got) == 3:
            taken.set()
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        await result(sandbox, "setWebhook", url=url, secret_token="s3cret")
        assert "can't use getUpdates method while webhook is active" in await refusal(sandbox, "getUpdates")
        await sandbox.person(11).says("1")
        await sandbox.person(11).says("2")
        async with asyncio.timeout(10):
            await clock.asleep.wait()
            assert (await result(sandbox, "getWebhookInfo"))["last_error_message"].endswith("Internal Server Error")
            clock.advance(1)
            await taken.wait()
    finally:
        await runner.cleanup()
    assert got == [("s3cret", "1"), ("s3cret", "1"), ("s3cret", "2")]


async def test_webhooks_stay_on_this_machine(sandbox):
    why = await refusal(sandbox, "setWebhook", url="https://example.org/hook")
    assert why == "Bad Request: bad webhook: the sandbox calls this machine only"
    why = await refusal(sandbox, "setWebhook", url="http://127.0.0.1/", secret_token="ж")
    assert why == "Bad Request: secret token contains unallowed characters"
