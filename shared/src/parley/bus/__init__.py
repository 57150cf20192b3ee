"""Redis or Valkey: publish, nudge, short-lived facts; stores no truth."""

from parley.bus.connection import client, close

__all__ = ["client", "close"]
