"""What is looked at before anything starts, so that a stack that cannot run says why and leaves nothing behind."""

import os
import pwd
import shutil
from collections.abc import Mapping
from pathlib import Path

from parley.config import ConfigError, load
from parley_local import ports
from parley_local.errors import CannotStart
from parley_local.settings import Settings

MIN_FREE_BYTES = 500_000_000


def require_folder(var: Path) -> None:
    """Make `var` and `var/log` where they are missing. Raises CannotStart where they are not fully ours."""
    for folder, mode in ((var, 0o755), (var / "log", 0o700)):
        try:
            folder.mkdir(mode=mode, parents=True, exist_ok=True)
            owner = folder.stat().st_uid
        except FileExistsError:
            raise CannotStart(
                f"{folder} is not a folder: move it away, or set PARLEY_VAR to another one."
            ) from None
        except OSError as error:
            raise CannotStart(
                f"{folder} cannot be made or read ({error.strerror}): mend its permissions, or set PARLEY_VAR to a"
                " folder of yours."
            ) from error
        if owner != os.geteuid():
            raise CannotStart(
                f"{folder} belongs to {_user(owner)}, and you are {_user(os.geteuid())}: run this as {_user(owner)},"
                " or set PARLEY_VAR to a folder of yours."
            )
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise CannotStart(
                f"{folder} may not be read and written: give yourself the right (chmod u+rwx {folder})."
            )


def require_space(var: Path) -> None:
    """Raises CannotStart where PostgreSQL would soon run out of disk."""
    free = shutil.disk_usage(var).free
    if free < MIN_FREE_BYTES:
        raise CannotStart(
            f"The disk of {var} has {free // 1_000_000} MB free, and Parley wants {MIN_FREE_BYTES // 1_000_000}:"
            " make room, or set PARLEY_VAR to a folder on another disk."
        )


def require_ports(settings: Settings) -> None:
    """Raises CannotStart for a port that somebody listens on already, or that two of ours would share."""
    seen: dict[int, str] = {}
    for name, setting, port in settings.listeners():
        if port in seen:
            raise CannotStart(f"{seen[port]} and {setting} are both {port}: give each a port of its own.")
        seen[port] = setting
        if not ports.is_free(port, settings.host):
            raise CannotStart(
                f"Port {port} on {settings.host}, which the {name} listens on, is taken or not allowed:"
                f" end the program that has it, or set {setting} to another port."
            )


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def require_settings(shown: Mapping[str, str]) -> None:
    """Refuse what the services would refuse, before anything is started."""
    try:
        load(shown)
    except ConfigError as error:
        raise CannotStart(str(error)) from None
