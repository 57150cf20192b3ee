"""Column types that Django does not bring."""

from django.db import models


class TransactionIdField(models.TextField):
    """Postgres' xid8: a transaction's number, never wrapping. Compared in SQL only."""

    def db_type(self, connection: object) -> str:
        return "xid8"
