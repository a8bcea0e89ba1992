"""Just enough SVG for two charts: shapes and text on a white ground, rounded so that the same figures give one file."""

from __future__ import annotations

from xml.sax.saxutils import escape

FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans CJK SC', sans-serif"
INK, FAINT, GRID = "#1f2328", "#656d76", "#d8dee4"


class Drawing:
    """Collects elements; ``text`` is the file."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self._head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'role="img" font-family="{FONT}" font-size="12">'
        )
        self._parts = [f"<title>{escape(title)}</title>", f'<rect width="{width}" height="{height}" fill="#ffffff"/>']

    def line(self, x1: float, y1: float, x2: float, y2: float, *, colour: str = GRID, dash: str = "") -> None:
        """A straight line one pixel wide."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>')

    def band(self, x: float, y: float, width: float, height: float) -> None:
        """A faint ground behind a row."""
        self._parts.insert(
            2, f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="#f6f8fa"/>'
        )

    def path(self, points: list[tuple[float, float]], *, colour: str, dash: str = "") -> None:
        """A line through points, two pixels wide."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>')

    def mark(self, x: float, y: float, shape: str, colour: str, *, size: float = 5.0, hollow: bool = False) -> None:
        """A circle, square, diamond, triangle or cross."""
        ink = f'fill="none" stroke="{colour}" stroke-width="1.8"' if hollow or shape == "cross" else f'fill="{colour}"'
        if shape == "circle":
            self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {ink}/>')
            return
        corners = {
            "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
            "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
            "triangle": [(0, -1.2), (1.2, 1), (-1.2, 1)],
            "cross": [(-1, -1), (1, 1), (0, 0), (1, -1), (-1, 1), (0, 0)],
        }[shape]
        points = " ".join(f"{x + dx * size * 0.85:.1f},{y + dy * size * 0.85:.1f}" for dx, dy in corners)
        self._parts.append(f'<polygon points="{points}" {ink}/>')

    def label(
        self, x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK, bold: bool = False
    ) -> None:
        """One line of text; ``y`` is its base line."""
        weight = ' font-weight="600"' if bold else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'
        )

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join([self._head, *self._parts, "</svg>"]) + "\n"
