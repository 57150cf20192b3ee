"""Makes what docker-compose.yml reads from secrets/, once; never changes what is there. Only the standard library."""

import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_URL = "http://127.0.0.1:8080"


def main(root: Path = ROOT) -> int:
    folder = root / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    postgres = keep(folder / "postgres_password", secrets.token_urlsafe(32))
    valkey = keep(folder / "valkey_password", secrets.token_urlsafe(32))
    keep(folder / "database_url", f"postgresql://parley:{postgres}@postgres:5432/parley")
    keep(folder / "redis_url", f"redis://:{valkey}@valkey:6379/0")
    keep(folder / "secret_key", secrets.token_urlsafe(48))
    keep(folder / "mail_url", "console:")
    keep(folder / "load_token", "")
    setup_key = keep(folder / "setup_key", secrets.token_urlsafe(24))
    print("The secrets are in secrets/: keep a copy where the server's loss does not reach it.")
    print("Next: docker compose up --detach --build")
    print(f"Then set up the workspace: {public_url(root)}/setup?key={setup_key}")
    return 0


def keep(file: Path, value: str) -> str:
    """What the file holds, and `value` where there is none yet."""
    try:
        # Readable for all, for a container's user is not its owner; the folder lets in nobody but the owner.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as out:
        os.fchmod(descriptor, 0o444)  # whatever the umask
        out.write(f"{value}\n")
    return value


def public_url(root: Path) -> str:
    """As compose finds it: the environment, then .env."""
    given = os.environ.get("PARLEY_PUBLIC_URL")
    if not given and (root / ".env").exists():
        for line in (root / ".env").read_text().splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "PARLEY_PUBLIC_URL":
                given = value.strip().strip("'\"")
    return (given or DEFAULT_URL).rstrip("/")


if __name__ == "__main__":
    sys.exit(main())
