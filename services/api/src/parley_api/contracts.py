"""Write what the API promises into shared/contracts: `python -m parley_api.contracts`, which `make contracts` calls."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

from parley import config
from parley.errors import ParleyError

FOLDER = Path(__file__).parents[4] / "shared" / "contracts"


def contracts() -> dict[str, bytes]:
    """Each file's name and content: the same bytes from the same code."""
    from parley_api.openapi import document  # needs Django to be set up

    return {"openapi.json": document(), "problems.json": problems()}


def problems() -> bytes:
    """Every error that an answer may carry, by its code."""
    rows = [
        {
            "code": error.code,
            "status": error.status,
            "title": error.title,
            "detail": error.detail,
            "retryable": error.retryable,
        }
        for error in sorted(_tree(ParleyError), key=lambda error: error.code)
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False).encode() + b"\n"


def _tree(root: type[ParleyError]) -> Iterator[type[ParleyError]]:
    for error in root.__subclasses__():
        # Other services have errors of their own; those that a test defines are nobody's.
        if error.__module__ in ("parley.errors", "parley_api.errors"):
            yield error
        yield from _tree(error)


def main() -> None:
    # Nothing is connected to: any settings will do.
    config.use(
        config.load(
            {
                "DATABASE_URL": "postgresql://nobody@localhost/none",
                "REDIS_URL": "redis://localhost/0",
                "PARLEY_SECRET_KEY": "no secret at all, only a description",
            }
        )
    )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings")
    django.setup()
    FOLDER.mkdir(exist_ok=True)
    for name, content in contracts().items():
        (FOLDER / name).write_bytes(content)
        sys.stdout.write(f"{FOLDER.name}/{name}\n")


if __name__ == "__main__":
    main()
