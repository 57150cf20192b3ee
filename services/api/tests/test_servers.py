"""The same answers under uvicorn and daphne, over a real connection."""

import asyncio
import json

from api_lab import message
from process_lab import Api, body_of
from wire_lab import say

from parley.testing.world import PASSWORD, World


async def test_from_signing_in_to_reading(world: World, api: Api, fresh_limits: None) -> None:
    async with await api.browser() as browser:
        signed_in = await browser.post(
            "/api/v1/sessions", json={"email": "person1@tidewater.example", "password": PASSWORD}
        )
        boot = await body_of(await browser.get("/api/v1/boot"))
        path = f"/api/v1/channels/{boot['channels'][0]['id']}/messages"
        posted = await browser.post(path, json=message("hello"))
        history = await body_of(await browser.get(path))

    assert (signed_in.status, posted.status) == (201, 201)
    assert "HttpOnly" in signed_in.headers["Set-Cookie"]
    assert history["messages"] == [await body_of(posted)]


async def test_head_options_and_no_content_have_no_body(world: World, api: Api) -> None:
    async with await api.browser(world.owner) as browser:
        get = await browser.get("/api/v1/channels")
        head = await browser.head("/api/v1/channels")
        options = await browser.options("/api/v1/channels")
        read = await browser.put(f"/api/v1/channels/{world.general}/read", json={"seq": 1})

        assert (head.status, await head.read()) == (200, b"")
        assert head.headers["Content-Length"] == str(len(await get.read()))
        assert (options.status, await options.read()) == (204, b"")
        assert options.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
        assert (read.status, await read.read()) == (204, b"")
        # The connection is still of use after each of them.
        assert (await browser.get("/healthz")).status == 200


async def test_problems_are_problems(world: World, api: Api) -> None:
    async with await api.browser(world.owner) as browser:
        for method, path, status in (
            ("GET", "/api/v1/nothing", 404),
            ("PUT", "/api/v1/boot", 405),
            ("GET", "/api/v1/channels?limit=0", 400),
        ):
            answer = await browser.request(method, path)
            assert answer.status == status
            assert answer.content_type == "application/problem+json"
            assert (await body_of(answer))["request_id"] == answer.headers["X-Request-ID"]


async def test_a_body_that_is_too_large_is_refused(world: World, api: Api) -> None:
    async with await api.browser(world.owner) as browser:
        for size in ((1 << 20) + 1, 1 << 21):
            answer = await browser.post(
                "/api/v1/channels", data=b" " * size, headers={"Content-Type": "application/json"}
            )
            assert answer.status == 413


async def test_who_goes_while_sending_does_no_harm(world: World, api: Api) -> None:
    for _ in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", api.port)
        writer.write(b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await api.browser() as browser:
        assert (await browser.get("/healthz")).status == 200
    assert "Traceback" not in api.log.read_text()


async def test_the_admin_is_for_the_servers_operators(world: World, api: Api) -> None:
    from parley import db

    ada = await world.member()
    async with db.transaction() as tx:
        await tx.execute("update account set is_staff = true where id = %(id)s", id=ada.account_id)
    async with await api.browser(world.owner) as browser:
        refused = await browser.get("/admin/", allow_redirects=False)
    async with await api.browser(ada) as browser:
        index = await browser.get("/admin/")
        style = await browser.get("/static/admin/css/base.css")
        page = await index.text()
        pages = {
            name: await browser.get(f"/admin/parley/{name}/")
            for name in ("account", "workspace", "user", "session", "channel", "invite", "job")
        }

    assert (refused.status, index.status, style.status) == (302, 200, 200)
    assert "Messages" not in page
    assert {name: answer.status for name, answer in pages.items()} == dict.fromkeys(pages, 200)


async def test_the_admin_s_buttons_call_actions(world: World, api: Api) -> None:
    import re

    from parley import db
    from parley.ids import stream_name

    ada = await world.member()
    async with db.transaction() as tx:
        await tx.execute("update account set is_staff = true where id = %(id)s", id=ada.account_id)
    async with await api.browser(world.owner) as owner, await api.browser(ada) as operator:
        session = (await body_of(await owner.get("/api/v1/boot")))["session"]
        page = await (await operator.get("/admin/parley/session/")).text()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "action": "end", "_selected_action": session}
        done = await (await operator.post("/admin/parley/session/", data=form)).text()
        ended = await owner.get("/api/v1/boot")

    assert "1 sessions ended" in done
    assert ended.status == 401
    events = await world.events(stream_name("user", world.owner.user_id))
    assert (events[-1].kind, events[-1].data) == ("session.ended", {"session": session})


async def test_the_log_is_json_lines_without_secrets(world: World, api: Api) -> None:
    async with await api.browser(world.owner) as browser:
        await browser.post(
            f"/api/v1/channels/{world.general}/messages",
            json=message("a very secret text"),
            headers={"X-Request-ID": "find-me"},
        )
    await say(api, b"no request at all\r\n\r\n")  # uvicorn warns of it

    async with asyncio.timeout(10):  # the line comes when the answer has gone
        while "find-me" not in (text := api.log.read_text()) or not text.endswith("\n"):
            await asyncio.sleep(0.01)
    lines = [json.loads(line) for line in text.splitlines()]
    (line,) = [line for line in lines if line.get("request_id") == "find-me"]
    assert (line["event"], line["status"], line["service"]) == ("request", 201, "api")
    assert "secret" not in text


async def test_the_admin_s_sign_in_is_limited_like_every_other(
    world: World, api: Api, fresh_limits: None
) -> None:
    from parley import db

    async with db.transaction() as tx:
        await tx.execute("update account set is_staff = true where id = %(id)s", id=world.owner.account_id)
    async with await api.browser() as browser:
        page = await (await browser.get("/admin/login/")).text()
        given = {
            "csrfmiddlewaretoken": page.split('csrfmiddlewaretoken" value="')[1].split('"')[0],
            "username": "person1@tidewater.example",
        }
        for n in range(60):  # on a busy machine the bucket refills while the guesses are hashed
            answer = await browser.post("/admin/login/", data={**given, "password": f"guess {n}"})
            text = await answer.text()
            if "Too many at once" in text:
                break

    assert answer.status == 200  # the form again, and no session
    assert "Too many at once" in text
