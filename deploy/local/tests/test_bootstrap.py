"""Installing into a checkout: found interpreters, stamps, faults, interruptions."""

import importlib.util
import platform
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from parley_local.settings import ROOT
from parley_local.testing import finish, until

PROGRAMS = ROOT / "deploy" / "local"


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(PROGRAMS))
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", PROGRAMS / "bootstrap.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_shim_that_refuses_is_passed_over(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _script(tmp_path / "shims" / "python3.13", "exit 127")
    real = tmp_path / "pyenv" / "versions" / "3.13.9" / "bin" / "python3.13"
    _script(real, f"echo 3.13 {real}")
    monkeypatch.setenv("PATH", str(tmp_path / "shims"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(sys, "executable", "/nonexistent")

    assert bootstrap.find_python() == str(real)


def test_a_machine_without_ready_made_programs_is_told(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")

    with pytest.raises(bootstrap.Failed, match=r"no ready-made PostgreSQL, Valkey and Node .* riscv64"):
        bootstrap.require_machine()


def test_a_disk_without_room_is_told(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "none")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**9))

    with pytest.raises(bootstrap.Failed, match="less than 2000 MB free: make room"):
        bootstrap.make_environment()


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("invalid peer certificate: UnknownIssuer", "SSL_CERT_FILE"),
        ("OSError: [Errno 28] No space left on device", "make room"),
        ("error: Failed to fetch: `x`", "check the network"),
        ("something else", "Mend that, and try again."),
    ],
)
def test_a_step_that_fails_shows_the_end_of_its_output_and_a_hint(
    bootstrap: ModuleType, said: str, hint: str
) -> None:
    script = f"seq 100; echo '{said}' >&2; exit 3"

    with pytest.raises(bootstrap.Failed) as failure, bootstrap.step("trial") as run:
        run(["/bin/sh", "-c", script])

    text = str(failure.value)
    assert text.startswith("The step `trial` failed:\n    87\n")
    assert f"    {said}\n" in text
    assert hint in text


def test_a_step_is_stamped_only_for_its_inputs(bootstrap: ModuleType, tmp_path: Path) -> None:
    bootstrap.stamp(tmp_path, "packages", "one")

    assert bootstrap.is_stamped(tmp_path, "packages", "one")
    assert not bootstrap.is_stamped(tmp_path, "packages", "two")
    assert not bootstrap.is_stamped(tmp_path, "members", "one")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that wants one small package, with this one's uv."""
    programs = tmp_path / "deploy" / "local"
    programs.mkdir(parents=True)
    for name in ("bootstrap.py", "find_python.py", "step.py"):
        shutil.copy(PROGRAMS / name, programs)
    (tmp_path / "requirements").mkdir()
    shutil.copy(ROOT / "requirements" / "tools.lock", tmp_path / "requirements")
    blocks = (ROOT / "requirements" / "dev.lock").read_text().replace("\\\n", "\\").splitlines()
    small = next(block for block in blocks if block.startswith("editables=="))
    (tmp_path / "requirements" / "dev.lock").write_text(small.replace("\\", "\\\n") + "\n")
    (tmp_path / ".tools").symlink_to(ROOT / ".tools")
    return tmp_path


def _begin(checkout: Path) -> subprocess.Popen[str]:
    command = [sys.executable, checkout / "deploy" / "local" / "bootstrap.py"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_the_second_run_does_nothing(checkout: Path) -> None:
    first = finish(_begin(checkout))
    second = finish(_begin(checkout))

    assert first[0] == 0, first[1]
    assert "python packages" in first[1]
    assert second == (0, "")


def test_an_interrupted_install_is_mended(checkout: Path) -> None:
    finish(_begin(checkout))
    package = next((checkout / ".venv" / "lib").glob("*/site-packages/editables/__init__.py"))
    package.unlink()  # it may be one file with the copy in uv's cache
    package.write_text("half a file (")
    (checkout / ".venv" / "stamps" / "packages").unlink()
    (checkout / ".venv" / "stamps" / "packages.begun").touch()

    status, output = finish(_begin(checkout))

    assert status == 0, output
    assert "half a file" not in package.read_text()


def test_a_killed_install_holds_the_next_one_up_until_its_programs_end(checkout: Path) -> None:
    gate = checkout / "gate"
    (checkout / ".tools").unlink()
    _script(
        checkout / ".tools" / "bin" / "uv",
        f'[ "$1" = --version ] || touch {gate}.shut\n'
        f"while [ -e {gate}.shut ] && [ ! -e {gate} ]; do sleep 0.1; done\n"
        f'exec {ROOT / ".tools" / "bin" / "uv"} "$@"',
    )
    first = _begin(checkout)
    until((checkout / "gate.shut").exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = _begin(checkout)
    assert second.stdout
    waiting = second.stdout.readline()

    gate.touch()

    status, output = finish(second)
    assert "another make is installing here" in waiting
    assert status == 0, output


def test_a_broken_environment_is_made_anew(checkout: Path) -> None:
    finish(_begin(checkout))
    (checkout / ".venv" / "bin" / "python").unlink()
    (checkout / ".venv" / "bin" / "python").symlink_to("/nonexistent")

    status, output = finish(_begin(checkout))

    assert status == 0, output
    assert (checkout / ".venv" / "bin" / "python").exists()
