"""Who may change whom: every pair of roles, judged by a table that says it another way."""

from datetime import UTC, datetime
from itertools import product

import pytest

from parley.actor import ROLES, Actor
from parley.errors import Forbidden, Invalid, LastOwner
from parley.ids import UserId, WorkspaceId, new_id
from parley.policies.invite import beyond, require_can_invite
from parley.policies.user import (
    check_role,
    require_can_describe,
    require_can_give_role,
    require_can_manage,
    require_owner_left,
)
from parley.queries.user import UserRow

AT = datetime(2026, 1, 1, tzinfo=UTC)
# (who, whom): the roles that who may give whom.
GIVES = {
    **{("owner", whom): set(ROLES) for whom in ROLES},
    **{("admin", whom): {"admin", "member", "guest"} for whom in ROLES if whom != "owner"},
}


def acting(role: str) -> Actor:
    return Actor(user_id=UserId(new_id()), workspace_id=WorkspaceId(new_id()), role=role)


def user(role: str, *, id: UserId | None = None, is_bot: bool = False, is_gone: bool = False) -> UserRow:
    return UserRow(
        id=id or UserId(new_id()),
        workspace_id=WorkspaceId(new_id()),
        account_id=None,
        handle="ada",
        name="Ada",
        title="",
        time_zone=None,
        role=check_role(role),
        is_bot=is_bot,
        deactivated_at=AT if is_gone else None,
        created_at=AT,
    )


@pytest.mark.parametrize(("who", "whom", "role"), [*product(ROLES, ROLES, ROLES)])
def test_who_gives_whom_which_role(who: str, whom: str, role: str) -> None:
    actor = acting(who)
    may = role in GIVES.get((who, whom), set())

    for each in (user(whom), user(who, id=actor.user_id)):  # of oneself as of anybody of one's role
        may = role in GIVES.get((who, each.role), set())
        if may:
            require_can_give_role(each, check_role(role), actor)
        else:
            with pytest.raises(Forbidden):
                require_can_give_role(each, check_role(role), actor)
    require_can_give_role(user(whom), check_role(role), None)


@pytest.mark.parametrize(("who", "whom"), [*product(ROLES, ROLES)])
def test_who_deactivates_whom(who: str, whom: str) -> None:
    if (who, whom) in GIVES:
        require_can_manage(user(whom), acting(who))
    else:
        with pytest.raises(Forbidden):
            require_can_manage(user(whom), acting(who))


@pytest.mark.parametrize("role", ROLES)
def test_what_one_says_of_oneself_is_ones_own(role: str) -> None:
    actor = acting(role)

    require_can_describe(user(role, id=actor.user_id), actor)
    with pytest.raises(Forbidden):
        require_can_describe(user("guest"), actor)


@pytest.mark.parametrize(
    ("before", "after", "owners", "is_refused"),
    [
        (user("owner"), user("admin"), 1, True),
        (user("owner"), user("owner", is_gone=True), 1, True),
        (user("owner"), user("admin"), 2, False),
        (user("owner", is_gone=True), user("admin", is_gone=True), 1, False),
        (user("owner", is_bot=True), user("admin", is_bot=True), 1, False),
        (user("admin"), user("guest"), 1, False),
        (user("owner"), user("owner"), 1, False),
    ],
)
def test_a_person_who_is_an_owner_stays(
    before: UserRow, after: UserRow, owners: int, is_refused: bool
) -> None:
    if is_refused:
        with pytest.raises(LastOwner):
            require_owner_left(before, after, owners=owners)
    else:
        require_owner_left(before, after, owners=owners)


def test_there_are_four_roles() -> None:
    with pytest.raises(Invalid):
        check_role("king")


@pytest.mark.parametrize(("who", "role"), [*product(ROLES, ROLES)])
def test_what_is_beyond_a_role_can_t_be_promised_by_it(who: str, role: str) -> None:
    if role in beyond(who):
        with pytest.raises(Forbidden):
            require_can_invite(acting(who), role)
    else:
        require_can_invite(acting(who), role)
