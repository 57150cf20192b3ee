"""Every action that announces something has a test in which snapshot and events are replayed."""

import ast
from pathlib import Path

import pytest

import parley

_SOURCE = Path(parley.__path__[0])
_TESTS = Path(__file__).parent


def _module_of(path: Path) -> str:
    return ".".join(("parley", *path.relative_to(_SOURCE).with_suffix("").parts))


def _imports(tree: ast.Module) -> set[str]:
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name for name in found if name.startswith("parley.writes.")}


def _announcing() -> dict[str, str]:
    """The actions that append an event by themselves or through `writes`: module to verb."""
    files = [*_SOURCE.glob("writes/*.py"), *_SOURCE.glob("actions/*/*.py")]
    trees = {_module_of(path): ast.parse(path.read_text()) for path in files}
    texts = {_module_of(path): path.read_text() for path in files}
    found = {name for name, text in texts.items() if "eventlog.append" in text or "eventlog.announce" in text}
    while more := {name for name, tree in trees.items() if name not in found and _imports(tree) & found}:
        found |= more
    actions = {name for name in found if name.startswith("parley.actions.")}
    # The action is what its file has in public; a file that only reads a constant from `writes` has none of it.
    return {name: verb for name in actions if (verb := _verb(trees[name])) is not None}


def _verb(tree: ast.Module) -> str | None:
    public = [
        node.name
        for node in tree.body
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]
    return public[0] if public else None


def _replayed(folder: Path) -> set[str]:
    """The names that are used within `replayed` blocks, or in tests that replay a whole log."""
    names: set[str] = set()
    for path in folder.glob("test_*.py"):
        tree = ast.parse(path.read_text())
        wholes = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)]
        blocks = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncWith) and _replays(node)]
        for node in [*blocks, *(each for each in wholes if "replay_whole_log" in _names(each))]:
            names |= _names(node)
        # What a helper of the file calls counts for a block that calls the helper.
        for each in wholes:
            if each.name in names and not each.name.startswith("test_"):
                names |= _names(each)
    return names


def _replays(node: ast.AsyncWith) -> bool:
    calls = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
    return any(isinstance(call.func, ast.Attribute) and call.func.attr == "replayed" for call in calls)


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


ACTIONS = _announcing()


@pytest.mark.parametrize("module", sorted(ACTIONS))
def test_an_action_that_announces_something_is_replayed(module: str) -> None:
    noun = module.split(".")[2]

    assert ACTIONS[module] in _replayed(_TESTS / noun), (
        f"no test calls {ACTIONS[module]} within world.replayed"
    )


def test_the_scan_finds_direct_and_indirect_writers() -> None:
    assert {"parley.actions.message.post", "parley.actions.invite.accept", "parley.actions.read.move"} <= set(
        ACTIONS
    )
    assert "parley.actions.token.create" not in ACTIONS
