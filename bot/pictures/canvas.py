"""One place that sets up drawing: fonts for the five scripts, sizes of a phone, and PNG out."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Fonts in the order in which they are asked for a letter. Those that the machine lacks are left out.
FONTS = (
    "Noto Sans",
    "Noto Sans Thai",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Myanmar",
    "DejaVu Sans",
)

#: Dots per inch of every picture. With the widths used here a phone shows it without shrinking much.
DPI = 150

_drawing = threading.Lock()


@cache
def fonts() -> tuple[str, ...]:
    """Those of :data:`FONTS` that are installed. matplotlib brings DejaVu Sans, so it is never empty."""
    from matplotlib import font_manager  # noqa: PLC0415 -- loading takes long, and pictures are rare

    known = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(name for name in FONTS if name in known)


def picture(width: float, height: float, draw: Callable[[Figure], None]) -> bytes:
    """A PNG of ``width`` × ``height`` inches at :data:`DPI`, drawn by ``draw`` on a white figure.

    Safe to call from several threads; they take turns, since matplotlib's settings are global.
    """
    import matplotlib as mpl  # noqa: PLC0415 -- see above
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 -- the same
    from matplotlib.figure import Figure  # noqa: PLC0415 -- the same

    with _drawing, mpl.rc_context({"font.family": list(fonts()), "text.parse_math": False}):
        figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        draw(figure)
        content = io.BytesIO()
        figure.savefig(content, format="png")
        return content.getvalue()
