"""The steps of writing a broadcast. Each is a module with ``show``, ``receive`` and ``tap``."""
