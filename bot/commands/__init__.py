"""The ``sala`` command: one file for each of its verbs."""
