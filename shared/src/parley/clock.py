"""The one place that says what time it is, and how times look on the wire."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def wire(at: datetime) -> str:
    """RFC 3339 in UTC with six digits: 2026-11-24T09:41:00.000000Z."""
    # Twice a message of a page: strftime takes 9 us, isoformat 1.
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def wire_or_none(at: datetime | None) -> str | None:
    return None if at is None else wire(at)
