"""Installs all that Parley needs into this checkout: uv, Python packages, the web client. Run by every `make`.

Needs Python 3.9 or newer and its standard library. A step is skipped while what it depends on is unchanged, and
its stamp is written last, so an interrupted one is done again by the next run. With --tools it stops at uv and an
empty environment, which is enough to write the locks that the rest is installed from.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from find_python import WANTED, find_python, version_of
from step import Failed, Step

ROOT = Path(__file__).resolve().parents[2]
TOOLS, VENV, WEB = ROOT / ".tools", ROOT / ".venv", ROOT / "services" / "web"
UV, PYTHON = TOOLS / "bin" / "uv", VENV / "bin" / "python"
STAMPS, WEB_STAMPS = VENV / "stamps", WEB / "node_modules" / ".stamps"
MEMBERS = ("shared", "services/api", "services/gateway", "services/worker", "deploy/local", "loadtests")
NOT_WEB_SOURCE = {"node_modules", "dist", "e2e", "coverage", "test-results", "__pycache__"}
NEEDED_BYTES = 2_000_000_000


def main() -> int:
    try:
        with open(__file__) as own_file:
            wait_for_lock(own_file.fileno())
            require_machine()
            install_uv()
            make_environment()
            if sys.argv[1:] == ["--tools"]:
                return 0
            install_packages()
            install_members()
            if (WEB / "package.json").exists():
                install_web_packages()
                build_web_client()
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nParley cannot be installed here: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted: the next run takes it up again.", file=sys.stderr)
        return 130
    return 0


def wait_for_lock(descriptor: int) -> None:
    """Hold the lock for as long as this process and the programs that it runs live."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("  another make is installing here; waiting for it", flush=True)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    # Inherited, so that what a killed run left running holds the next one up too.
    os.set_inheritable(descriptor, True)


def require_machine() -> None:
    machine, system = platform.machine().lower(), platform.system()
    is_known = system == "Darwin" or (system == "Linux" and platform.libc_ver()[0] == "glibc")
    if not is_known or machine not in ("x86_64", "amd64", "aarch64", "arm64"):
        raise Failed(
            f"There are no ready-made PostgreSQL, Valkey and Node for this machine ({system} {machine}): Parley"
            " installs itself on Linux with glibc and on macOS, on x86_64 and arm64."
        )


def install_uv() -> None:
    lock = ROOT / "requirements" / "tools.lock"
    wanted = lock.read_text().split()[0].replace("==", " ")
    if UV.exists() and says(UV, "--version").startswith(wanted):
        return
    with step("uv") as run:
        make = ["-m", "venv", "--clear", TOOLS]
        try:
            run([sys.executable, *make])
        except Failed:
            other = find_python()  # Debian's own may lack that part where another one has it
            if other is None:
                raise
            run([other, *make])
        run([TOOLS / "bin" / "python", "-m", "pip", "install", "--require-hashes", "-r", lock])


def make_environment() -> None:
    """A virtual environment that works and that no killed run left half filled."""
    if version_of(PYTHON) in WANTED and not (STAMPS / "packages.begun").exists():
        return
    if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
        needed = f"{NEEDED_BYTES // 1_000_000} MB"
        raise Failed(f"The disk of {ROOT} has less than {needed} free: make room, and try again.")
    with step("python") as run:
        # Only where the machine has none that fits may uv bring one, which needs the open internet.
        python = find_python()
        downloads = "never" if python else "automatic"
        command = [UV, "venv", "--clear", "--no-project", "--python", python or WANTED[0], VENV]
        run(command, UV_PYTHON_DOWNLOADS=downloads)


def install_packages() -> None:
    lock = ROOT / "requirements" / "dev.lock"
    inputs = digest([lock], platform.machine(), version_of(PYTHON))
    if is_stamped(STAMPS, "packages", inputs):
        return
    with step("python packages") as run:
        (STAMPS / "members").unlink(missing_ok=True)  # a sync takes away what the lock does not name
        STAMPS.mkdir(exist_ok=True)
        (STAMPS / "packages.begun").touch()
        run([UV, "pip", "sync", "--python", PYTHON, "--require-hashes", lock])
        (STAMPS / "packages.begun").unlink()
    stamp(STAMPS, "packages", inputs)


def install_members() -> None:
    members = [each for each in MEMBERS if (ROOT / each / "pyproject.toml").exists()]
    inputs = digest([ROOT / each / "pyproject.toml" for each in members], str(ROOT))
    if not members or is_stamped(STAMPS, "members", inputs):
        return
    with step("parley itself") as run:
        editables = [word for each in members for word in ("--editable", ROOT / each)]
        options = ["--no-deps", "--no-build-isolation", "--offline"]
        run([UV, "pip", "install", "--python", PYTHON, *options, *editables])
    stamp(STAMPS, "members", inputs)


def install_web_packages() -> None:
    names = ("package.json", "package-lock.json", ".npmrc")
    inputs = digest([WEB / name for name in names if (WEB / name).exists()])
    # The stamp lies in the folder it is about: whoever removes the one removes the other.
    if is_stamped(WEB_STAMPS, "packages", inputs):
        return
    with step("web packages") as run:
        run(["npm", "ci", "--no-audit", "--no-fund"], folder=WEB)
    stamp(WEB_STAMPS, "packages", inputs)


def build_web_client() -> None:
    inputs = digest(web_sources())
    if (WEB / "dist" / "index.html").exists() and is_stamped(WEB_STAMPS, "client", inputs):
        return
    with step("web client") as run:
        (WEB_STAMPS / "client").unlink(missing_ok=True)
        run(["npm", "run", "build"], folder=WEB)
    stamp(WEB_STAMPS, "client", inputs)


def web_sources() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(set(folders) - NOT_WEB_SOURCE)
        found += [Path(folder, name) for name in sorted(names) if ".test." not in name]
    return found


def digest(files: list[Path], *words: str | None) -> str:
    total = hashlib.sha256(repr(words).encode())
    for file in files:
        total.update(str(file.relative_to(ROOT)).encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_stamped(folder: Path, name: str, inputs: str) -> bool:
    try:
        return (folder / name).read_text() == inputs
    except OSError:
        return False


def stamp(folder: Path, name: str, inputs: str) -> None:
    folder.mkdir(exist_ok=True)
    fresh = folder / f".{name}"
    fresh.write_text(inputs)
    fresh.replace(folder / name)


def step(name: str) -> Step:
    return Step(name, root=ROOT, programs=VENV / "bin")


def says(*command: object) -> str:
    try:
        return subprocess.run(
            [str(word) for word in command], capture_output=True, text=True, timeout=30
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


if __name__ == "__main__":
    sys.exit(main())
