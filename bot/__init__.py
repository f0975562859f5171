"""Sala: a participatory workshop in people's pockets. This package imports nothing by itself."""
