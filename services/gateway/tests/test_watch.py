"""watch: look into a public channel without joining it."""

from gateway_lab import Gateway, greeted, make_private

from parley.actions.channel.update import Changes, update_channel
from parley.ids import new_id, stream_name
from parley.testing.world import World


async def test_events_after_the_head_follow_until_unwatch(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel()
    before = await world.message(channel=channel)

    async with greeted(gateway, ada) as client:
        ack = await client.ask("watch", stream=channel.stream)
        seen = await world.message(channel=channel)
        await client.hear_up_to(channel.stream, seen.seq)
        done = await client.ask("unwatch", stream=channel.stream)
        await world.message(channel=channel)
        general = await world.message()
        await client.hear_up_to(stream_name("channel", world.general), general.seq)

    ack.pop("ref")
    assert ack == {"type": "ack", "stream": channel.stream, "head": before.seq}
    assert (done["type"], done["stream"]) == ("ack", channel.stream)
    assert client.seqs(channel.stream) == [seen.seq]


async def test_a_stream_i_have_is_only_answered(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)

    async with greeted(gateway, world.owner) as client:
        head = client.welcome["heads"][general]
        ack = await client.ask("watch", stream=general)
        me = await client.ask("watch", stream=stream_name("user", world.owner.user_id))
        await client.ask("unwatch", stream=general)
        message = await world.message()
        seqs = await client.hear_up_to(general, message.seq)

    assert (ack["head"], me["type"]) == (head, "ack")
    assert seqs == [message.seq]


async def test_what_i_may_not_read_is_not_found(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    private = await world.channel(kind="private")
    names = [private.stream, stream_name("user", world.owner.user_id), f"channel:{new_id()}", "nonsense"]

    async with greeted(gateway, ada) as client:
        answers = [await client.ask("watch", stream=name) for name in names]

    assert {(answer["type"], answer["code"]) for answer in answers} == {("error", "not_found")}


async def test_watching_twice_and_joining_meanwhile_repeats_nothing(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel()

    async with greeted(gateway, ada) as client:
        head = (await client.ask("watch", stream=channel.stream))["head"]
        await client.ask("watch", stream=channel.stream)
        await world.message(channel=channel)
        await world.join(ada, channel)
        last = await world.message(channel=channel)
        await client.hear_up_to(channel.stream, last.seq)
        await client.ask("unwatch", stream=channel.stream)
        mine = await world.message(channel=channel)
        seqs = await client.hear_up_to(channel.stream, mine.seq)

    assert seqs == list(range(head + 1, mine.seq + 1))


async def test_a_channel_that_turns_private_drops_who_only_watches(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    channel = await world.channel(members=(bob,))

    async with greeted(gateway, ada) as watcher, greeted(gateway, bob) as member:
        await watcher.ask("watch", stream=channel.stream)
        seen = await world.message(channel=channel)
        await watcher.hear_up_to(channel.stream, seen.seq)
        await make_private(channel)
        secret = await world.message(channel=channel)
        await member.hear_up_to(channel.stream, secret.seq)
        general = await world.message()
        await watcher.hear_up_to(stream_name("channel", world.general), general.seq)
        again = await watcher.ask("watch", stream=channel.stream)

    assert watcher.seqs(channel.stream) == [seen.seq]
    assert again["code"] == "not_found"


async def test_500_are_watched_at_most(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channels = [await world.channel() for _ in range(501)]

    async with greeted(gateway, ada) as client:
        for channel in channels[:500]:
            await client.say("watch", stream=channel.stream)
        acks = [await client.answer("ack", "error") for _ in range(500)]
        one_more = await client.ask("watch", stream=channels[500].stream)

    assert {ack["type"] for ack in acks} == {"ack"}
    assert one_more["code"] == "invalid"


async def test_a_channel_that_is_archived_and_turns_private_at_once_drops_who_watches(
    gateway: Gateway, world: World
) -> None:
    ada = await world.member()
    channel = await world.channel()

    async with greeted(gateway, ada) as client:
        await client.ask("watch", stream=channel.stream)
        changes = Changes(kind="private", archived=True, name="secret")
        await update_channel(actor=world.owner, channel_id=channel.id, changes=changes)
        last = await world.message()
        await client.hear_up_to(stream_name("channel", world.general), last.seq)

    assert client.seqs(channel.stream) == []
    assert all(event["data"].get("name") != "secret" for event in client.events)
