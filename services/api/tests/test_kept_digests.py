"""What is kept to know a repeat by gives nothing of the request away."""

import hashlib
import json

from parley import db
from parley.testing.world import PASSWORD, World

_DIGEST = db.statement("select digest from idempotency_key where key = %(key)s", db.value)


async def test_whoever_has_the_table_can_try_no_passwords_by_it(world: World, sign_in) -> None:
    here = await sign_in(world.owner)
    body = json.dumps({"current": PASSWORD, "password": "a rather different one"}).encode()

    answer = await here.ask("PUT", "/password", raw=body, Idempotency_Key="k")

    head = f"PUT\n/api/v1/password\n{world.workspace_id}\n".encode()
    kept = await db.reader.one(_DIGEST, key="k")
    assert answer.status == 204
    assert kept is not None
    assert bytes(kept) != hashlib.sha256(head + body).digest()
