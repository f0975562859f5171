"""The data: tables, queries (which never commit), migrations and the engine."""
