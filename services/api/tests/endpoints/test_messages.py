"""Messages over HTTP: posting, paging, editing, deleting, reading on."""

import asyncio

import pytest
from api_lab import Client, id_of, message

from parley import db
from parley.ids import new_id
from parley.testing.world import World


@pytest.fixture
def general(world: World) -> str:
    return f"/channels/{world.general}/messages"


async def test_a_message_is_posted_once_and_answered_the_same(owner: Client, general: str) -> None:
    given = message("hello")

    first = await owner.ask("POST", general, given)
    second = await owner.ask("POST", general, given)
    other = await owner.ask("POST", general, {**given, "body": "other"})

    assert (first.status, second.status) == (201, 200)
    assert first.body == second.body
    assert (first.body["id"], first.body["body"], first.body["replies"]) == (given["id"], "hello", None)
    assert (other.status, other.code) == (409, "id_taken")
    assert (await owner.ask("GET", f"/messages/{given['id']}")).body == first.body


async def test_the_same_message_many_times_at_once_is_one(owner: Client, general: str) -> None:
    given = message()

    answers = await asyncio.gather(*(owner.ask("POST", general, given) for _ in range(10)))

    assert sorted(answer.status for answer in answers) == [200] * 9 + [201]
    assert len((await owner.ask("GET", general)).body["messages"]) == 1


async def test_a_history_is_paged_both_ways(owner: Client, general: str) -> None:
    seqs = [(await owner.ask("POST", general, message())).body["seq"] for _ in range(7)]

    async def page(query: str) -> tuple[list[int], bool, bool]:
        body = (await owner.ask("GET", f"{general}?{query}")).body
        return [each["seq"] for each in body["messages"]], body["has_more_before"], body["has_more_after"]

    assert await page("limit=3") == (seqs[4:], True, False)
    assert await page(f"limit=3&before={seqs[4]}") == (seqs[1:4], True, True)
    assert await page(f"limit=3&before={seqs[1]}") == (seqs[:1], False, True)
    assert await page(f"limit=3&after={seqs[0]}") == (seqs[1:4], True, True)
    assert await page(f"limit=3&after={seqs[6]}") == ([], True, False)
    assert await page("limit=3&after=0") == (seqs[:3], False, True)
    assert await page(f"limit=4&around={seqs[3]}") == (seqs[1:5], True, True)
    assert await page("around=2000-01-01T00:00:00Z&limit=4") == (seqs[:2], False, True)
    assert await page("around=2999-01-01T00:00:00%2B02:00&limit=4") == (seqs[5:], True, False)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "before=1&after=1",
        "before=-1",
        "around=yesterday",
        "around=2026-01-01T00:00:00",
        "around=-1",
        "unknown=1",
        f"before={1 << 63}",
    ],
)
async def test_what_no_page_can_be_is_refused(owner: Client, general: str, query: str) -> None:
    answer = await owner.ask("GET", f"{general}?{query}")

    assert (answer.status, answer.code) == (400, "invalid")


async def test_a_reply_is_in_its_thread_and_summed_up_at_the_root(
    world: World, owner: Client, general: str
) -> None:
    root = (await owner.ask("POST", general, message("root"))).body
    reply = await owner.ask("POST", general, message("reply", thread=root["id"]))

    assert (reply.status, reply.body["thread"], reply.body["also_to_channel"]) == (201, root["id"], False)
    (shown,) = (await owner.ask("GET", general)).body["messages"]
    assert shown["replies"] == {"count": 1, "last_at": reply.body["at"], "users": [id_of(world.owner)]}
    lost = await owner.ask("POST", general, message("reply", thread=str(new_id())))
    assert (lost.status, lost.code) == (404, "thread_not_found")


async def test_an_edit_is_made_from_the_version_that_was_seen(owner: Client, general: str) -> None:
    posted = (await owner.ask("POST", general, message("frist"))).body
    path = f"/messages/{posted['id']}"

    edited = await owner.ask("PATCH", path, {"body": "first"}, If_Match=str(posted["version"]))
    late = await owner.ask("PATCH", path, {"body": "last"}, If_Match=str(posted["version"]))

    assert (edited.status, edited.body["body"], edited.body["seq"]) == (200, "first", posted["seq"])
    assert edited.body["edited_at"] is not None
    assert (late.status, late.code) == (412, "changed")


async def test_a_deleted_message_keeps_its_place_and_nothing_else(owner: Client, general: str) -> None:
    posted = (await owner.ask("POST", general, message("secret"))).body
    path = f"/messages/{posted['id']}"

    for _ in range(2):
        assert (await owner.ask("DELETE", path)).status == 204

    (shown,) = (await owner.ask("GET", general)).body["messages"]
    assert (shown["id"], shown["seq"], shown["body"]) == (posted["id"], posted["seq"], None)
    assert shown["deleted_at"] is not None
    assert (await owner.ask("PATCH", path, {"body": "x"})).code == "message_deleted"


async def test_refusals_say_why(world: World, owner: Client, general: str, sign_in) -> None:
    ada = await sign_in(await world.member())
    channel, hidden = await world.channel(), await world.channel(kind="private")
    posted = (await owner.ask("POST", general, message())).body
    path = f"/messages/{posted['id']}"

    assert (await ada.ask("PATCH", path, {"body": "x"})).code == "not_author"
    assert (await ada.ask("DELETE", path)).code == "not_author"
    assert (await ada.ask("POST", f"/channels/{channel.id}/messages", message())).code == "not_a_member"
    assert (await ada.ask("POST", f"/channels/{hidden.id}/messages", message())).code == "not_found"
    assert (await ada.ask("GET", f"/channels/{hidden.id}/messages")).code == "not_found"
    for unknown in (new_id(), "nonsense"):
        for method, body in (("GET", None), ("PATCH", {"body": "x"}), ("DELETE", None)):
            assert (await owner.ask(method, f"/messages/{unknown}", body)).code == "not_found"
    stray = (await owner.ask("POST", f"/channels/{channel.id}/messages", message())).body
    await owner.ask("DELETE", f"/channels/{channel.id}")
    archived = f"/channels/{channel.id}/messages"
    assert (await owner.ask("POST", archived, message())).code == "channel_archived"
    assert (await owner.ask("PATCH", f"/messages/{stray['id']}", {"body": "x"})).code == "channel_archived"
    assert (await owner.ask("DELETE", f"/messages/{stray['id']}")).code == "channel_archived"
    assert len((await ada.ask("GET", archived)).body["messages"]) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"body": ""},
        {"body": " \n"},
        {"body": "x" * 40_001},
        {"body": "a\0b"},
        {"body": None},
        {"id": "x"},
        {"thread": "x"},
    ],
)
async def test_what_no_message_can_be_is_refused(owner: Client, general: str, given: dict) -> None:
    answer = await owner.ask("POST", general, {**message(), **given})

    assert (answer.status, answer.code) == (400, "invalid")
    assert answer.body["errors"][0]["field"] in given


async def test_the_longest_message_there_is_comes_back_whole(owner: Client, general: str) -> None:
    body = "𝄞" * 40_000

    posted = await owner.ask("POST", general, message(body))

    assert (posted.status, posted.body["body"] == body) == (201, True)
    assert (await owner.ask("GET", f"/messages/{posted.body['id']}")).body["body"] == body


async def test_sends_are_limited_as_the_settings_say(
    world: World, owner: Client, general, monkeypatch
) -> None:
    from dataclasses import replace

    from parley import config

    monkeypatch.setattr(config, "_loaded", replace(config.current(), send_rate=1, send_burst=2))

    answers = [await owner.ask("POST", general, message()) for _ in range(3)]

    assert [answer.status for answer in answers] == [201, 201, 429]
    assert answers[2].headers["Retry-After"] == "1"


async def test_reading_on_only_grows(world: World, sign_in, general: str) -> None:
    ada, owner = await sign_in(await world.member()), await sign_in(world.owner)
    seqs = [(await owner.ask("POST", general, message())).body["seq"] for _ in range(3)]
    path = f"/channels/{world.general}/read"

    async def standing() -> tuple[int, int]:
        (channel,) = (await ada.ask("GET", "/boot")).body["channels"]
        return channel["read"], channel["unread"]

    for seq in (seqs[1], seqs[0], seqs[1]):
        assert (await ada.ask("PUT", path, {"seq": seq})).status == 204
    assert await standing() == (seqs[1], 1)
    assert (await ada.ask("PUT", path, {"seq": seqs[2] + 1000})).status == 204
    assert await standing() == (seqs[2], 0)
    assert (await ada.ask("PUT", path, {"seq": -1})).code == "invalid"
    assert (await ada.ask("PUT", f"/channels/{new_id()}/read", {"seq": 1})).code == "not_found"
    assert (
        await ada.ask("PUT", f"/channels/{(await world.channel()).id}/read", {"seq": 1})
    ).code == "not_a_member"


async def test_what_is_deleted_is_not_kept_for_repeats_either(world: World, owner: Client) -> None:
    given = message("a secret")
    where, it = f"/channels/{world.general}/messages", f"/messages/{given['id']}"
    reply = message("a reply", thread=given["id"])
    await owner.ask("POST", where, given, Idempotency_Key="post")
    await owner.ask("PATCH", it, {"body": "another secret"}, Idempotency_Key="edit")
    await owner.ask("POST", where, reply, Idempotency_Key="reply")

    await owner.ask("DELETE", it)

    again = await owner.ask("PATCH", it, {"body": "another secret"}, Idempotency_Key="edit")
    assert (again.body["id"], again.body["body"]) == (given["id"], None)
    kept = await db.reader.all(db.statement("select answer from idempotency_key", db.value))
    assert len(kept) == 1  # a message's id is its key: nothing is kept for posts
    assert "secret" not in kept[0]
