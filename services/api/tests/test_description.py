"""What openapi.json allows, and much that it does not, asked of a real process: it describes every answer."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import requests
import schemathesis
from api_lab import DESCRIBED
from hypothesis import HealthCheck, given, settings
from operations_lab import DESCRIBED_OPERATIONS, Place
from process_lab import Api
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from parley.actions.token.create import create_token
from parley.testing.world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# 40 operations with 2 x 6 requests: 44 s of CPU with all processes. The seed is fixed: a failure repeats.
BOUNDED = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
# Without a body or a parameter that could be wrong.
NOTHING_WRONG = {
    "POST /email-confirmations/{code}/accept",
    "GET /invites/{invite}",
    "GET /password-resets/{code}",
    "GET /setup",
}


def _quick() -> dict[str, Any]:
    """The description, with shorter messages: to make up strings of 40,000 characters took a third of all the time."""
    schemas = (described := deepcopy(DESCRIBED))["components"]["schemas"]
    for name in ("NewMessage", "MessageChanges"):
        schemas[name]["properties"]["body"]["maxLength"] = 200
    return described


SCHEMA: Any = schemathesis.openapi.from_dict(_quick())


@pytest.fixture
async def place(cheap_hashes: None, world: World, fresh_limits: None) -> Place:
    member, guest, removed = (await world.member(), await world.member(role="guest"), await world.member())
    return await Place.make(world, member=member, guest=guest, removed=removed)


@pytest.fixture
async def token(place: Place) -> str:
    return (await create_token(actor=place.member, name="a program")).value


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """A connection that is kept."""
    with requests.Session() as kept:
        yield kept


@pytest.mark.parametrize("api", ["uvicorn"], indirect=True)
@pytest.mark.parametrize("operation", DESCRIBED_OPERATIONS)
def test_every_answer_is_described(
    api: Api, place: Place, token: str, session: requests.Session, operation: str
) -> None:
    method, _, path = operation.partition(" ")
    described = SCHEMA[f"/api/v1{path}"][method]
    headers = {"Authorization": f"Bearer {token}"}
    real = {
        "channel": str(place.room.id),
        "message": str(place.posted.id),
        "user": str(place.guest.user_id),
        "stream": f"channel:{place.room.id}",
        "code": {"password-resets": place.reset, "email-confirmations": place.confirmation}.get(
            path.split("/")[1], place.invite.code
        ),
        "invite": place.invite.code,
    }

    def ask(case: Any, *, really: bool) -> None:
        if really:  # else almost everything would be a 404
            case.path_parameters.update({k: v for k, v in real.items() if k in case.path_parameters})
            case.headers.pop("Parley-Workspace", None)
        answer = case.call(base_url=api.url, session=session, headers=headers, timeout=60)
        case.validate_response(answer, checks=CHECKS)

    @BOUNDED
    @given(case=described.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask_rightly(case: Any) -> None:
        ask(case, really=True)

    @BOUNDED
    @given(case=described.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask_wrongly(case: Any) -> None:
        ask(case, really=False)

    ask_rightly()
    if operation not in NOTHING_WRONG:
        ask_wrongly()
