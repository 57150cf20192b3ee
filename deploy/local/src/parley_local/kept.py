"""var/secrets.json: what is made up once and kept from one start to the next."""

import json
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from parley_local import ports
from parley_local.errors import CannotStart
from parley_local.runfile import replace


def is_saved(var: Path) -> bool:
    return (var / "secrets.json").exists()


@dataclass(slots=True)
class Kept:
    secret_key: str
    setup_key: str
    postgres_password: str
    valkey_password: str
    postgres_port: int
    valkey_port: int
    worker_port: int

    @classmethod
    def load(cls, var: Path, *, taken: Collection[int] = ()) -> Self:
        """What is kept, with the gaps filled; a port that somebody else took meanwhile is another one now.

        Nothing is written before `save`. Raises CannotStart where the file makes no sense.
        """
        file = var / "secrets.json"
        try:
            found: Any = json.loads(file.read_text()) if is_saved(var) else {}
            ours = {each.name: found[each.name] for each in fields(cls) if each.name in found}
        except (ValueError, TypeError):
            raise CannotStart(f"{file} is damaged: put back a good copy of it, or remove it.") from None
        used = set(taken)
        for name in ("postgres_port", "valkey_port", "worker_port"):
            port = ours.get(name)
            if not isinstance(port, int) or port in used or not ports.is_free(port):
                ours[name] = port = ports.find_free(taken=used)
            used.add(port)
        for name in ("secret_key", "setup_key", "postgres_password", "valkey_password"):
            ours.setdefault(name, secrets.token_urlsafe(48 if name == "secret_key" else 24))
        return cls(**ours)

    def save(self, var: Path) -> None:
        replace(var / "secrets.json", json.dumps(asdict(self), indent=2) + "\n")
