"""What a request holds is taken strictly: nothing twice, nothing unknown, nothing that only looks right."""

import json

from api_lab import Client, message

from parley.ids import new_id
from parley.testing.world import World


def fields(answer) -> set[str]:
    return {each["field"] for each in answer.body.get("errors", [])}


async def test_what_a_body_can_t_hold_is_named(owner: Client) -> None:
    for raw, field in [
        (b'{"kind": "public", "name": "one", "name": "two"}', "name"),
        (b'{"kind": "public", "name": "one", "n\\u0061me": "one"}', "name"),
        (b'{"kind": "public", "name": "one", "nme": "two"}', "nme"),
        (b'{"kind": "public", "name": 1}', "name"),
        (b'{"kind": "public", "name": null}', "name"),
        (b'{"kind": "public", "name": ["a"]}', "name"),
        (b'{"kind": "public", "name": "a\\u0000b"}', "name"),
        (b'{"kind": "public", "name": " "}', "name"),
        (b'{"kind": "public", "name": "%s"}' % (b"x" * 10_000), "name"),
        (b'{"kind": "public"}', "name"),
        (b'{"kind": "king", "name": "one"}', "kind"),
        (b'{"kind": "public", "name": "one", "members": "me"}', "members"),
        (b'{"kind": "public", "name": "one", "members": ["me"]}', "members[0]"),
        (b'{"kind": "public", "name": "one", "members": {"a": 1}}', "members"),
        (b'{"kind": "public", "name": "one", "id": "1"}', "id"),
    ]:
        answer = await owner.ask("POST", "/channels", raw=raw)

        assert (answer.status, answer.code, fields(answer)) == (400, "invalid", {field})
        assert len((await owner.ask("GET", "/channels")).body["channels"]) == 1


async def test_what_is_no_json_is_said_to_be_none(owner: Client) -> None:
    for raw in [
        b"{" * 100_000,
        b'{"kind": "public", "name": "x"',
        b'{"kind": "public", "name": "x",}',
        b"{'kind': 'public'}",
        b'{"kind": "public", "name": "x"} x',
        b'{"kind": "public", "name": "\xff"}',
        b'{"kind": "public", "name": "\xed\xa0\x80"}',
        b'{"kind": "public", "name": "\\ud800"}',
        b'{"kind": "public", "name": "a\nb"}',
        b'\xef\xbb\xbf{"kind": "public", "name": "x"}',
        '{"kind": "public", "name": "x"}'.encode("utf-16"),
        b"\x1f\x8b\x08\x00",
        b"\x00",
        b"-",
        b"\\",
    ]:
        answer = await owner.ask("POST", "/channels", raw=raw)

        assert (answer.status, answer.code) == (400, "malformed_json")
        assert answer.body["detail"] == "Send one JSON object, encoded as UTF-8."


async def test_a_number_that_nothing_can_be_is_refused(owner: Client) -> None:
    for number in [
        "0",
        "-1",
        "true",
        "1.5",
        "1e400",
        '"1"',
        "9" * 5000,
        "9223372036854775808",
        "-9223372036854775809",
        "[1]",
    ]:
        for field in ("max_uses", "expires_in_hours"):
            answer = await owner.ask("POST", "/invites", raw=f'{{"{field}": {number}}}'.encode())
            assert (answer.status, answer.code, fields(answer)) == (400, "invalid", {field})


async def test_what_an_address_can_t_ask_is_refused(world: World, owner: Client) -> None:
    for query in [
        "limit=1&limit=1",
        "limit=1&limit=x",
        "limit",
        "limit=",
        "limit=-1",
        "limit=0",
        "limit=201",
        "limit=" + "1" * 5000,
        "limit=%D9%A3",
        "limit=1_0",
        "limit=%00",
        "limit=%ff",
        "cursor=",
        "cursor=%00",
        "cursor=!!!!",
        "cursor=!!AAAAAAAAAAAAAAAAAAAAAA",
        "cursor=AAAAAAAAAAAAAAAAAAAAAB",
        "cursor=AAAAAAAAAAAAAAAAAAAAAA==",
        "cursor=%C3%A4AAAAAAAAAAAAAAAAAAAAA",
        "cursor=" + "A" * 8000,
        "Limit=1",
        "limit[]=1",
        "&".join(f"x{number}=1" for number in range(1001)),
    ]:
        for path in (
            "/channels",
            "/users",
            "/sessions",
            "/tokens",
            "/invites",
            f"/channels/{world.general}/members",
        ):
            answer = await owner.ask("GET", f"{path}?{query}")
            assert (answer.status, answer.code) == (400, "invalid"), path


async def test_a_cursor_of_another_list_shows_nothing_that_is_not_there(world: World, owner: Client) -> None:
    for _ in range(3):
        await world.member()
    cursor = (await owner.ask("GET", "/users?limit=1")).body["cursor"]

    for path in ("/channels", "/sessions", "/tokens", "/invites"):
        assert (await owner.ask("GET", f"{path}?cursor={cursor}")).status == 200


async def test_a_place_that_no_history_has_is_refused(world: World, owner: Client) -> None:
    for query in [
        "after=9223372036854775807",
        "before=9223372036854775808",
        "after=1&after=2",
        "around=",
        "around=99999999999999999999",
        "around=2026-13-01T00:00:00Z",
        "around=" + "0" * 41,
        "around=%00",
    ]:
        answer = await owner.ask("GET", f"/channels/{world.general}/messages?{query}")

        assert (answer.status, answer.code) == (400, "invalid")


async def test_a_place_beyond_the_ends_is_an_end(world: World, owner: Client) -> None:
    for query in ["after=9007199254740991", "around=99999999999999999", "around=0001-01-01T00:00:00%2B23:59"]:
        await owner.ask("POST", f"/channels/{world.general}/messages", message())

        assert (await owner.ask("GET", f"/channels/{world.general}/messages?{query}")).status == 200


def other_forms(an_id: str) -> list[str]:
    return [
        f"{{{an_id}}}",
        f"urn:uuid:{an_id}",
        an_id.replace("-", ""),
        "-".join(an_id.replace("-", "")),
        an_id[:-1],
        an_id + "0",
        "１" * 32,
        "",
        "\0",
    ]


async def test_an_id_has_one_form(world: World, owner: Client) -> None:
    from urllib.parse import quote

    ada = await world.member()
    session = (await owner.ask("GET", "/sessions")).body["sessions"][0]["id"]

    for form in other_forms(str(ada.user_id)):
        path = f"/channels/{world.general}/members/{quote(form)}"
        assert (await owner.ask("PUT", path)).status == 404, form
    for form in other_forms(session):
        assert (await owner.ask("DELETE", f"/sessions/{quote(form)}")).status in (404, 405), form
    for form in other_forms(str(world.workspace_id)):
        if form.isascii() and form.isprintable() and form:
            assert (await owner.ask("GET", "/boot", Parley_Workspace=form)).code == "invalid", form
    assert (await owner.ask("GET", f"/channels/{str(world.general).upper()}")).status == 200


async def test_a_key_that_can_be_none_is_refused(owner: Client) -> None:
    for key in ["k" * 256, "schl\xfcssel", "a\tb", "\x7f"]:
        answer = await owner.ask("POST", "/invites", {}, Idempotency_Key=key)

        assert (answer.status, answer.code, fields(answer)) == (400, "invalid", {"Idempotency-Key"})


async def test_a_version_that_can_be_none_is_refused(world: World, owner: Client) -> None:
    for version in ['"abc"', '"1", "2"', '"""5""', "W/W/5", "W/5", '"5', "-1", "1.0", "\xb2", "9" * 19, " "]:
        answer = await owner.ask(
            "PATCH", f"/channels/{world.general}", {"description": "x"}, If_Match=version
        )

        assert (answer.status, answer.code, fields(answer)) == (400, "invalid", {"If-Match"})


async def test_a_version_has_the_forms_of_an_entity_tag(world: World, owner: Client) -> None:
    path = f"/channels/{world.general}"
    version = (await owner.ask("GET", path)).body["version"]

    for number, form in enumerate(("{}", '"{}"', 'W/"{}"', "*")):
        given = {"description": f"number {number}"}
        answer = await owner.ask("PATCH", path, given, If_Match=form.format(version))
        assert answer.status == 200, form
        version = answer.body["version"]


async def test_ids_of_another_workspace_are_not_there(world: World, owner: Client) -> None:
    elsewhere = new_id()
    posted = (await owner.ask("POST", f"/channels/{world.general}/messages", message())).body

    assert (await owner.ask("GET", f"/channels/{posted['id']}")).code == "not_found"
    assert (await owner.ask("GET", f"/messages/{world.general}")).code == "not_found"
    assert (await owner.ask("GET", f"/users/{world.general}")).code == "not_found"
    assert (await owner.ask("PUT", f"/channels/{world.general}/members/{elsewhere}")).code == "not_found"
    refused = await owner.ask(
        "POST", "/channels", {"kind": "public", "name": "x", "members": [str(elsewhere)]}
    )
    assert refused.code == "not_found"


async def test_another_representation_is_not_to_be_had(owner: Client) -> None:
    for accept in ["text/html", "application/xml", ";;;q=zz", "json", "\xff/\xff"]:
        answer = await owner.ask("GET", "/boot", Accept=accept)

        assert (answer.status, answer.code) == (406, "not_acceptable")


async def test_nothing_of_a_wrong_body_is_repeated_in_the_answer(owner: Client) -> None:
    given = {"email": "ada@tidewater.example", "password": ["a secret"]}

    answer = await owner.ask("POST", "/sessions", given)

    assert answer.code == "invalid"
    assert "secret" not in json.dumps(answer.body)
