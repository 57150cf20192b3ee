"""What all suites share: a Postgres and a Valkey of their own."""

pytest_plugins = ["parley.testing.plugin"]
