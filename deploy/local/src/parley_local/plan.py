"""What the supervisor is told to run: programs in stages, each stage begun when the one before is ready."""

import json
import signal
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Ready:
    """How a program shows that it can be used.

    http: a GET of `target` answers 200. postgres, valkey: it accepts connections; `target` is the data folder,
    or the port. alive: it has lived for a second, and until the rest of its stage was ready.
    done: it has ended with status 0, and stays ended.
    """

    kind: Literal["http", "postgres", "valkey", "alive", "done"]
    target: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """One process: `stop` is sent to end it, SIGKILL after `grace_seconds`; `death` is sent where we die first."""

    name: str
    command: list[str]
    ready: Ready
    port: int | None = None
    label: str = ""
    stop: str = signal.SIGTERM.name
    death: str = signal.SIGKILL.name
    grace_seconds: float = 15
    unprivileged: list[str] = field(default_factory=list)
    environment: dict[str, str] | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Program":
        return cls(**{**data, "ready": Ready(**data["ready"])})


type Stage = list[Program]


@dataclass(frozen=True, slots=True)
class Plan:
    """`settings` are shown in run.json; `environment` is all that a program gets, unless it has one of its own."""

    root: Path
    var: Path
    settings: dict[str, str]
    environment: dict[str, str]
    stages: list[Stage]

    def to_json(self) -> str:
        return json.dumps({**asdict(self), "root": str(self.root), "var": str(self.var)})

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        data = json.loads(text)
        stages = [[Program.of(each) for each in stage] for stage in data["stages"]]
        return cls(**{**data, "root": Path(data["root"]), "var": Path(data["var"]), "stages": stages})
