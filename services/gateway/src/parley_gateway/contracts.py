"""Writes shared/contracts/frames.json: python -m parley_gateway.contracts [path]

JSON Schema of what sockets say and of every event's payload, made from the definitions themselves.
"""

import json
import sys
from pathlib import Path
from typing import Any, get_args

import msgspec

import parley
from parley.events import KINDS, Wire
from parley_gateway.frames import Said, Told

PATH = Path(parley.__path__[0]).parents[1] / "contracts" / "frames.json"


def payloads() -> list[type[Wire]]:
    """What events carry, each once, in the order of the kinds."""
    return list(dict.fromkeys(payload for kind in KINDS.values() for payload in kind.payloads.values()))


def render() -> str:
    """The file's text: the same for the same definitions."""
    client, server, carried = get_args(Said), get_args(Told), payloads()
    _, definitions = msgspec.json.schema_components(
        [*client, *server, *carried], ref_template="#/$defs/{name}"
    )
    contract = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "parley.v1",
        "description": "The frames of the socket, and what events carry by kind and by the stream they stand in.",
        "client": _one_of(client),
        "server": _one_of(server),
        "events": {
            kind.name: {stream: _ref(payload) for stream, payload in kind.payloads.items()}
            for kind in KINDS.values()
        },
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(contract, indent=2, ensure_ascii=False) + "\n"


def _ref(type_: type) -> dict[str, str]:
    return {"$ref": f"#/$defs/{type_.__name__}"}


def _one_of(types: tuple[type, ...]) -> dict[str, Any]:
    return {"oneOf": [_ref(each) for each in types], "discriminator": {"propertyName": "type"}}


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render())


if __name__ == "__main__":
    main()
