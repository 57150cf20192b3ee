"""Writes the web client's types: python -m parley_gateway.typescript path

The frames, and what events carry, as TypeScript; made from the same definitions as frames.json.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import inspect

from parley.events import KINDS
from parley_gateway import frames
from parley_gateway.contracts import payloads
from parley_gateway.frames import Said, Told

_HEAD = "/* Made by `python -m parley_gateway.typescript` from the Python definitions. Never edited. */"
_EVENTS = """\
export type EventKind = keyof EventData;

/** One event of a stream, by its kind. */
export type StreamEvent = {
  [K in EventKind]: { stream: string; seq: number; kind: K; data: EventData[K]; at: string };
}[EventKind];

export type EventFrame = { type: "event" } & StreamEvent;
"""


def render() -> str:
    """The file's text: the same for the same definitions."""
    objects = _closure(payloads())
    client = get_args(Said)
    server = [each for each in get_args(Told) if each is not frames.Event]
    parts = [
        _HEAD,
        *(_interface(each.__name__, each, may_omit=False) for each in objects),
        _event_data(),
        _EVENTS.rstrip(),
        *(_interface(_frame_name(each), each, may_omit=True) for each in client),
        _union("ClientFrame", "What a client may say.", [_frame_name(each) for each in client]),
        *(_interface(_frame_name(each), each, may_omit=False) for each in server),
        _union("ServerFrame", "What the server says.", ["EventFrame", *map(_frame_name, server)]),
    ]
    return "\n\n".join(parts) + "\n"


def _frame_name(frame: type) -> str:
    return frame.__name__ if frame.__name__.endswith("Frame") else f"{frame.__name__}Frame"


def _closure(roots: Iterable[type]) -> list[type]:
    """The structs and those that they hold, each once."""
    found: dict[type, None] = {}

    def visit(kind: inspect.Type) -> None:
        if isinstance(kind, inspect.StructType) and kind.cls not in found:
            found[kind.cls] = None
            for each in kind.fields:
                visit(each.type)
        elif isinstance(kind, inspect.ListType):
            visit(kind.item_type)
        elif isinstance(kind, inspect.UnionType):
            for each in kind.types:
                visit(each)

    for root in roots:
        visit(inspect.type_info(root))
    return list(found)


def _interface(name: str, struct: type, *, may_omit: bool) -> str:
    """`may_omit`: what has a default may be left out, for we read it; what we write is all there but what is unset."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    lines = []
    if info.tag is not None:
        lines.append(f'  type: "{info.tag}";')
    for each in info.fields:
        # What may be unset is neither required nor has it a default that could be shown.
        is_unset = not each.required and each.default is each.default_factory is msgspec.NODEFAULT
        mark = "?" if is_unset or (may_omit and not each.required) else ""
        lines.append(f"  {each.encode_name}{mark}: {_type(each.type)};")
    return "\n".join([*_comment(struct), f"export interface {name} {{", *lines, "}"])


def _comment(struct: type) -> list[str]:
    text = " ".join((struct.__dict__.get("__doc__") or "").split())
    return [f"/** {text} */"] if text else []


def _type(kind: inspect.Type) -> str:
    match kind:
        case inspect.StrType() | inspect.UUIDType():
            return "string"
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.NoneType():
            return "null"
        case inspect.AnyType():
            return "unknown"
        case inspect.StructType(cls=cls):
            return cls.__name__
        case inspect.LiteralType(values=values):
            return " | ".join(f'"{value}"' for value in values)
        case inspect.ListType(item_type=item):
            of = _type(item)
            return f"({of})[]" if " " in of else f"{of}[]"
        case inspect.DictType(value_type=value):
            return f"Record<string, {_type(value)}>"
        case inspect.UnionType(types=types):
            return " | ".join(_type(each) for each in types)
    raise TypeError(f"no TypeScript for {kind}")


def _event_data() -> str:
    lines = [
        f'  "{kind.name}": {" | ".join(dict.fromkeys(payload.__name__ for payload in kind.payloads.values()))};'
        for kind in KINDS.values()
    ]
    return "\n".join(["/** What events carry, by kind. */", "export interface EventData {", *lines, "}"])


def _union(name: str, comment: str, members: list[str]) -> str:
    return (
        "\n".join([f"/** {comment} */", f"export type {name} =", *(f"  | {each}" for each in members)]) + ";"
    )


def main(arguments: list[str]) -> None:
    if len(arguments) != 1:
        sys.exit("usage: python -m parley_gateway.typescript PATH")
    Path(arguments[0]).write_text(render())


if __name__ == "__main__":
    main(sys.argv[1:])
