"""A Chromium for the journeys: the machine's own, or the one that npm packs, unpacked once under var/."""

import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

_WEB = Path(__file__).parents[1]
_PACK = _WEB / "node_modules" / "@sparticuz" / "chromium" / "bin"
_CACHE = _WEB.parents[1] / "var" / "browser"
_ARGUMENTS = [
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
]
# Brotli is Node's: Python's standard library has none.
_UNPACK = (
    "const{brotliDecompressSync:b}=require('zlib'),f=require('fs');"
    "f.writeFileSync(process.argv[2],b(f.readFileSync(process.argv[1])))"
)
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{packed}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """What Playwright needs to launch it."""

    path: str
    environment: dict[str, str]

    @property
    def arguments(self) -> list[str]:
        return [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def find_chromium() -> Chromium:
    """The system's chromium or chrome, else the packed one."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return Chromium(path, dict(os.environ))
    folder = _unpack(_PACK, _CACHE)
    libraries = str(folder / "al2023" / "lib")
    environment = {**os.environ, "LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    return Chromium(str(folder / "chromium"), environment)


def _unpack(pack: Path, cache: Path) -> Path:
    """Into a folder named by the pack's version, which appears whole or not at all."""
    version = str(int((pack / "chromium.br").stat().st_mtime))
    target = cache / f"chromium-{version}"
    if target.exists():
        return target
    staging = cache / f"chromium-{version}.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    node = Path(sys.executable).with_name("node")
    for packed in sorted(pack.glob("*.br")):
        plain = staging / packed.name.removesuffix(".br")
        subprocess.run([node, "-e", _UNPACK, str(packed), str(plain)], check=True)
        if plain.suffix == ".tar":
            with tarfile.open(plain) as archive:
                archive.extractall(staging / plain.stem, filter="data")
            plain.unlink()
    (staging / "chromium").chmod(0o755)
    fonts = _FONTS.format(packed=target / "fonts", cache=target / "font-cache")
    (staging / "fonts.conf").write_text(fonts)
    try:
        staging.rename(target)
    except OSError:  # another run was a moment earlier
        shutil.rmtree(staging)
    return target
