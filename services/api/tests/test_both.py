"""Every operation, asked rightly and with a body that is none, gets the same answer under uvicorn and daphne."""

import json
from typing import Any

import pytest
from api_lab import DESCRIBED, start_session_of
from jsonschema import Draft202012Validator
from operations_lab import DESCRIBED_OPERATIONS, OPERATIONS, Place
from process_lab import Api
from wire_lab import Heard, request, say

from parley.testing.world import World, empty

# The server's own: they say nothing of the answer.
SERVERS = {"date", "server", "connection", "transfer-encoding"}
EVERY_ANSWER = {"x-request-id", "x-content-type-options", "cache-control"}
OWNERS = {"DELETE /users/{user}"}


def described(operation: str) -> dict[str, Any]:
    method, _, path = operation.partition(" ")
    return DESCRIBED["paths"][f"/api/v1{path}"][method.lower()]


def seen(answer: Heard, operation: str) -> tuple[Any, ...]:
    """What is to be alike: status, media type, headers by name, and whether the body is as described."""
    names = frozenset(answer.headers.keys() - SERVERS)
    content = described(operation)["responses"][str(answer.status)].get("content", {})
    media_type = answer.headers.get("content-type")
    if not content:
        return answer.status, media_type, names, answer.body == b""
    schema = {**content[media_type]["schema"], "components": DESCRIBED["components"]}
    assert answer.headers["content-length"] == str(len(answer.body))
    faults = [each.message for each in Draft202012Validator(schema).iter_errors(json.loads(answer.body))]
    return answer.status, media_type, names, faults or True


def promised(operation: str) -> tuple[Any, ...]:
    """The same for an answer that is right; where there are two, the one to what is asked first."""
    responses = described(operation)["responses"]
    status = max(int(each) for each in responses if each < "300")
    answer = responses[str(status)]
    names = set(EVERY_ANSWER)
    media_type = next(iter(answer.get("content", {})), None)
    if media_type is not None:
        names |= {"content-type", "content-length"}
    if status == 201 and "Set-Cookie" in answer.get(
        "headers", {}
    ):  # at 204 it is for who ends their own session
        names.add("set-cookie")
    return status, media_type, frozenset(names), True


async def ask(api: Api, place: Place, operation: str, body: bytes | None = None) -> Heard:
    """By its own session: some operations end all others."""
    method = operation.partition(" ")[0]
    path, given = OPERATIONS[operation](place)
    headers = {"Origin": api.url, "X_Request_ID": "both"}
    if operation == "POST /setup" and body is None:
        await empty()  # nobody is there yet
    else:
        who = place.world.owner if operation in OWNERS else place.member
        headers["Cookie"] = f"parley_session={(await start_session_of(who)).key}"
    if body is None:
        body = json.dumps(given).encode() if given is not None else b""
    answer = await say(api, request(method, f"/api/v1{path}", body, **headers))
    assert (answer.headers["x-request-id"], answer.headers["x-content-type-options"]) == ("both", "nosniff")
    assert answer.headers["cache-control"] == "no-store"
    return answer


@pytest.fixture
async def world_of_three(cheap_hashes: None, world: World, fresh_limits: None) -> dict[str, Any]:
    return {
        "member": await world.member(),
        "guest": await world.member(role="guest"),
        "removed": await world.member(),
    }


async def test_what_is_asked_rightly_is_answered_alike(
    api: Api, world: World, world_of_three: dict[str, Any]
) -> None:
    # Last what takes the guest away, and what needs an empty house.
    last = ["DELETE /users/{user}", "POST /setup"]
    operations = [each for each in DESCRIBED_OPERATIONS if each not in last] + last

    got = {}
    for operation in operations:
        if operation != "POST /setup":  # it can do with what is there: the guest is gone
            place = await Place.make(world, **world_of_three)
        got[operation] = seen(await ask(api, place, operation), operation)

    assert got == {operation: promised(operation) for operation in operations}
    assert "Traceback" not in api.log.read_text()


async def test_a_body_that_is_none_is_refused_alike(
    api: Api, world: World, world_of_three: dict[str, Any]
) -> None:
    operations = [each for each in DESCRIBED_OPERATIONS if "requestBody" in described(each)]
    place = await Place.make(world, **world_of_three)

    answers = {operation: await ask(api, place, operation, b'{"') for operation in operations}

    got = {operation: (answer.code, *seen(answer, operation)) for operation, answer in answers.items()}
    names = frozenset(EVERY_ANSWER | {"content-type", "content-length"})
    expected = ("malformed_json", 400, "application/problem+json", names, True)
    assert len(operations) > 10
    assert got == dict.fromkeys(operations, expected)
