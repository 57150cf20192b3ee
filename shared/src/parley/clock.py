"""The one place that says what time it is, and how times look on the wire."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def wire(at: datetime) -> str:
    """RFC 3339 in UTC with six digits: 2026-11-24T09:41:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def wire_or_none(at: datetime | None) -> str | None:
    return None if at is None else wire(at)
