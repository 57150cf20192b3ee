"""One step of an installation: its line of progress, and its programs, whose output is shown only when they fail.

Standard library only, for Python 3.9 and newer.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

_LAST_LINES = 15
_HINTS = (
    (
        ("UnknownIssuer", "CERTIFICATE_VERIFY_FAILED", "SELF_SIGNED", "unable to get local issuer"),
        "A proxy here seems to use a certificate of its own: set SSL_CERT_FILE to the file that holds it.",
    ),
    (("No space left", "ENOSPC", "Disk quota exceeded"), "The disk is full: make room, and try again."),
    (
        ("ensurepip is not available", "No module named venv"),
        "This Python cannot make virtual environments: add that part (on Debian and Ubuntu, python3-venv).",
    ),
    (
        ("Failed to download `", "python-build-standalone"),
        "No Python 3.12 or newer was found here, and none could be downloaded: install one"
        " (as python3, python3.12 or python3.13 on the PATH), and try again.",
    ),
    (
        (
            *("ailed to fetch", "error sending request", "dns error", "name resolution", "imed out"),
            *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "Connection refused"),
        ),
        "The package registry was not reached: check the network, and try again.",
    ),
    (
        ("Permission denied", "EACCES"),
        "A file here may not be written: mend its owner or its permissions, and try again.",
    ),
)


class Failed(Exception):
    """Its text is what a person is told."""


class Step:
    """`with Step("web client", ...) as run:` prints the line; `run([program, argument...])` runs a program."""

    def __init__(self, name: str, *, root: Path, programs: Path) -> None:
        self.name, self.root, self.programs = name, root, programs
        self.begun = time.monotonic()

    def __enter__(self) -> Step:
        print(f"  {self.name:<18}", end="", flush=True)
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        if kind is None:
            print(f"{time.monotonic() - self.begun:8.1f} s", flush=True)
        else:
            print(flush=True)

    def __call__(self, command: list[object], *, folder: Path | None = None, **more: str) -> None:
        """Raises Failed with the end of the program's output, and what may help."""
        words = [str(word) for word in command]
        with tempfile.TemporaryFile() as output:
            try:
                done = subprocess.run(
                    words,
                    cwd=folder or self.root,
                    env={**environment(self.programs), **more},
                    close_fds=False,  # it is to hold the lock too
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                )
            except FileNotFoundError:
                raise Failed(f"{words[0]} is missing: run `make clean`, and try again.") from None
            if done.returncode != 0:
                output.seek(0)
                raise Failed(self._told(output.read().decode(errors="replace")))

    def _told(self, text: str) -> str:
        end = "\n".join(f"    {line}" for line in text.strip().splitlines()[-_LAST_LINES:])
        hints = [hint for signs, hint in _HINTS if any(sign in text for sign in signs)]
        return f"The step `{self.name}` failed:\n{end}\n{hints[0] if hints else 'Mend that, and try again.'}"


def environment(programs: Path) -> dict[str, str]:
    """The caller's, made fit: our own programs come first, of them the wheel's Node."""
    unwanted = ("VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    env["PATH"] = f"{programs}{os.pathsep}{env.get('PATH', os.defpath)}"
    env.setdefault("UV_PYTHON_DOWNLOADS", "never")
    env.setdefault("UV_HTTP_TIMEOUT", "180")
    env.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    if env.get("SSL_CERT_FILE"):  # uv heeds it; pip and Node have names of their own for it
        env.setdefault("PIP_CERT", env["SSL_CERT_FILE"])
        env.setdefault("NODE_EXTRA_CA_CERTS", env["SSL_CERT_FILE"])
    return env
