"""What the services' Dockerfile says, read."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
type Instructions = list[tuple[str, str]]


def read_dockerfile() -> Instructions:
    """Each instruction, its lines joined, in order: ("FROM", "x AS y")."""
    text = (ROOT / "deploy" / "docker" / "Dockerfile").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def stages(instructions: Instructions) -> dict[str, dict[str, str]]:
    """Of each stage, by name, the last of each instruction, its own or inherited; ENV are all together."""
    found: dict[str, dict[str, str]] = {}
    stage: dict[str, str] = {}
    for word, rest in instructions:
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found[name] = stage = dict(found.get(base, {}))
        elif word == "ENV":
            stage[word] = f"{stage.get(word, '')} {rest}".strip()
        elif word != "ARG":
            stage[word] = rest
    return found


def command(instructions: Instructions, target: str) -> list[str]:
    """What a target runs."""
    return json.loads(stages(instructions)[target]["CMD"])


def environment(instructions: Instructions, target: str) -> dict[str, str]:
    return dict(each.split("=", 1) for each in stages(instructions)[target]["ENV"].split())
