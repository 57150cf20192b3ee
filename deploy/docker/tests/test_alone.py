"""Each service runs from its lock alone, as in its image: no root, nothing writable but one folder, secrets in files.

What the Dockerfile says is done in folders: what is installed, the environment, the command and the health check.
"""

import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from images import ROOT, Instructions, command, environment

from parley.testing.servers import Ports
from parley_local import ports
from parley_local.server import shim

_DOCKER = ROOT / "deploy" / "docker"
_LOCKS = {"api": "api", "migrate": "api", "gateway": "gateway", "worker": "worker", "beat": "worker"}
_START_SECONDS = 60
_DRAIN_SECONDS = 30


@dataclass(frozen=True)
class Image:
    """A service's virtual environment, and what of its image is not files."""

    name: str
    venv: Path
    run: Path
    command: list[str]
    environment: dict[str, str]
    health: str

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        words = [str(self.venv / "bin" / self.command[0]), *self.command[1:]]
        with log.open("ab") as out:
            return subprocess.Popen(
                [*shim(parent=os.getpid(), death=signal.SIGKILL, unprivileged=[self.run]), *words],
                env=self.environment,
                cwd=self.run,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    def is_healthy(self) -> bool:
        check = [str(self.venv / "bin" / "python"), "-I", str(_DOCKER / "healthy.py"), self.health]
        return subprocess.run(check, timeout=30).returncode == 0


def install(venv: Path, name: str) -> None:
    """What the lock names, out of this checkout's environment, which has the same versions; and what is ours, built.

    Links, for they are there in a second, compiled: to sync four environments took minutes on a busy machine.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(venv), "platbase": str(venv)}))
    for line in (ROOT / "requirements" / f"{name}.lock").read_text().splitlines():
        if found := re.match(r"([\w.-]+)(?:\[.*\])?==", line):
            with suppress(PackageNotFoundError):  # of another platform
                link(distribution(found[1]), packages, venv)
    tools = {"TOOLS": str(ROOT / ".tools" / "bin"), "BUILDER": str(Path(sys.executable).parent)}
    places = {"VENV": str(venv), "WHEELS": str(venv.with_suffix(".wheels"))}
    done = subprocess.run(
        ["sh", _DOCKER / "install.sh", "ours", "shared", f"services/{name}"],
        cwd=ROOT,
        env={**os.environ, **tools, **places},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def link(found: Distribution, packages: Path, venv: Path) -> None:
    """Its folders and modules into `packages`, and its programs, which start the new environment's Python."""
    for file in found.files or []:
        if file.parts[:3] == ("..", "..", ".."):
            if file.parts[3] == "bin":
                program = venv / "bin" / file.name
                _, _, text = Path(str(found.locate_file(file))).read_text().partition("\n")
                program.write_text(f"#!{venv}/bin/python\n{text}")
                program.chmod(0o755)
        elif file.parts[0] != "__pycache__" and not (packages / file.parts[0]).exists():
            (packages / file.parts[0]).symlink_to(Path(str(found.locate_file(file.parts[0]))).resolve())


@pytest.fixture(scope="module")
def venvs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("venvs")
    for name in set(_LOCKS.values()):
        install(folder / name, name)
    return {name: folder / lock for name, lock in _LOCKS.items()}


def image(
    name: str, venv: Path, folder: Path, instructions: Instructions, servers: Ports, port: int
) -> Image:
    run, secrets = folder / "run", folder / "secrets"
    run.mkdir()
    secrets.mkdir()
    for variable, value in servers.environment().items():
        if variable in ("DATABASE_URL", "REDIS_URL", "PARLEY_SECRET_KEY"):
            (secrets / variable).write_text(f"{value}\n")

    def moved(text: str) -> str:
        text = text.replace("/run/parley", str(run)).replace("0.0.0.0", "127.0.0.1")
        return str(port) if text in ("8000", "8001", "8002") else text

    told = {word: moved(value) for word, value in environment(instructions, name).items()}
    told["PATH"] = f"{venv}/bin:{os.defpath}"
    told |= {f"{each.name}_FILE": str(each) for each in secrets.iterdir()}
    health = f"http://127.0.0.1:{port}/readyz" if name != "beat" else f"{run}/beat-schedule"
    return Image(name, venv, run, [moved(word) for word in command(instructions, name)], told, health)


@pytest.mark.parametrize("name", _LOCKS)
def test_a_service_needs_its_lock_and_nothing_else(
    name: str,
    venvs: dict[str, Path],
    dockerfile: Instructions,
    servers: Ports,
    database: None,
    tmp_path: Path,
) -> None:
    made = image(name, venvs[name], tmp_path, dockerfile, servers, ports.find_free())
    log = tmp_path / "log"

    process = made.start(log)
    try:
        if name == "migrate":
            assert process.wait(_START_SECONDS) == 0, log.read_text()
            assert "The database is up to date" in log.read_text()
            return
        deadline = time.monotonic() + _START_SECONDS
        while not made.is_healthy():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
        process.send_signal(signal.SIGTERM)
        status = process.wait(_DRAIN_SECONDS)
    finally:
        process.kill()
        process.wait()

    # uvicorn ends by the signal that it was sent, once it has drained.
    assert status in (0, -signal.SIGTERM), log.read_text()
    assert "Traceback" not in log.read_text()
    assert {each.name.partition(".")[0].partition("-")[0] for each in made.run.iterdir()} <= {"beat"}
