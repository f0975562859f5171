"""The programmes that come with Sala: one folder of XLSForm sheets, as CSV files, for each."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def bundled() -> dict[str, Path]:
    """Name of each bundled programme and the folder that holds its sheets, in order of the names."""
    shelf = Path(str(files(__name__)))
    return {folder.name: folder for folder in sorted(shelf.iterdir()) if (folder / "survey.csv").is_file()}
