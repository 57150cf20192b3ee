"""With 50 messages a second being sent and kill -9 hitting each process in turn, nothing is lost, doubled or turned."""

from pathlib import Path

from parley_loadtests.chaos.run import VICTIMS, run_on_a_stack_of_its_own


async def test_every_acknowledged_message_is_stored_once_and_read_once_in_order(tmp_path: Path) -> None:
    verdict = await run_on_a_stack_of_its_own(tmp_path / "var")

    assert verdict.faults == []
    assert verdict.acknowledged > 100
    assert verdict.killed == dict.fromkeys(VICTIMS, 1)
    assert verdict.connections > verdict.readers  # the gateway was killed, so they came back
