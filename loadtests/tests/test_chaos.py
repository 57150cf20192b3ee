"""The short choice of the faults: under load each process dies once or stops, and nothing is lost, doubled or turned.

`make chaos` does all of them, each under a load of its own.
"""

from pathlib import Path

from parley_loadtests.chaos.catalogue import find_all
from parley_loadtests.chaos.run import run

SHORT = ("kill-api", "kill-worker", "kill-gateway", "kill-valkey", "postgres-restart")


async def test_every_acknowledged_message_is_stored_once_and_read_once_in_order(tmp_path: Path) -> None:
    faults = find_all()

    (verdict,) = await run(tmp_path / "var", [faults[name] for name in SHORT], is_short=True)

    assert verdict.faults == []
    assert (verdict.lost, verdict.repeated, verdict.out_of_order) == (0, 0, 0)
    assert verdict.acknowledged > 100
    assert verdict.connections > 4  # the gateway was killed, so its readers came back
