"""The ORM writes a plan's SQL once; psycopg runs it with the values of each call."""

import pytest
from django.db.models import UUIDField

from parley import db
from parley.ids import new_id
from parley.models import Workspace
from parley.testing.world import World


async def test_a_plan_answers_as_the_orm_would(world: World) -> None:
    queryset = Workspace.objects.filter(id=db.param("workspace", UUIDField)).values_list("id", "name")
    plan = db.plan(queryset, lambda id, name: (id, name))

    row = await db.reader.one(plan, workspace=world.workspace_id)

    assert row == (world.workspace_id, "Tidewater")
    assert row == await queryset.model.objects.values_list("id", "name").aget(id=world.workspace_id)


async def test_fixed_values_stand_in_the_text(world: World) -> None:
    plan = db.plan(Workspace.objects.filter(name="100%").values_list("id"), db.value)

    assert await db.reader.all(plan) == []


def test_a_value_that_can_not_be_written_out_is_refused() -> None:
    queryset = Workspace.objects.filter(id=new_id()).values_list("name")

    with pytest.raises(TypeError):
        db.plan(queryset, db.value)
