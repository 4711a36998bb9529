"""Plots as plain SVG: readable on a light and on a dark page, written without any library."""

from __future__ import annotations

from html import escape
from math import log10

from benchmarks.report import PAGE

WIDTH = 720
LEFT, RIGHT, TOP = 250, 110, 52  # room for the names, for the numbers, for the title
ROW = 34
PLOT = (76, 60, 500, 300)  # left, top, width, height of a plot of lines
COLOURS = ["#4269d0", "#c9760f", "#3ca951", "#d6455d"]
STYLE = """<style>
text { font: 14px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 } .end { text-anchor: end }
.middle { text-anchor: middle } .grid { stroke: #1f2328; stroke-opacity: .18 } .paper { fill: #fff }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #e6edf3 } .paper { fill: #0d1117 } }
</style>"""
Lines = dict[str, list[tuple[float, float]]]


def write(name: str, svg: str) -> None:
    folder = PAGE.parent / "pictures"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.svg").write_text(svg)


def bars(title: str, values: dict[str, float]) -> str:
    """One bar for each name, as long as its value."""
    most = max([*values.values(), 1.0])
    parts = [_text(16, 28, title, "title")]
    for row, (name, value) in enumerate(values.items()):
        top, length = TOP + row * ROW, (WIDTH - LEFT - RIGHT) * value / most
        parts.append(_text(LEFT - 10, top + 17, name.partition(",")[0] if row == 0 else name, "end"))
        parts.append(f'<rect x="{LEFT}" y="{top}" width="{length:.1f}" height="24" fill="{COLOURS[row > 0]}"/>')
        parts.append(_text(LEFT + length + 8, top + 17, f"{value:,.0f}"))
    return _svg(title, TOP + len(values) * ROW + 12, parts)


def curves(title: str, across: str, lines: Lines) -> str:
    """Lines over two axes that both grow by powers of ten."""
    spots = [spot for line in lines.values() for spot in line]
    x, y = _Axis([at for at, _ in spots], PLOT[0], PLOT[2]), _Axis([at for _, at in spots], PLOT[1] + PLOT[3], -PLOT[3])
    parts = [_text(16, 28, title, "title"), _text(PLOT[0] + PLOT[2] / 2, PLOT[1] + PLOT[3] + 46, across, "middle")]
    for value in y.powers:
        at = y.place(value)
        parts.append(f'<line class="grid" x1="{PLOT[0]}" x2="{PLOT[0] + PLOT[2]}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(_text(PLOT[0] - 8, at + 5, _short(value), "end"))
    counts = sorted({at for at, _ in spots})
    parts += [_text(x.place(value), PLOT[1] + PLOT[3] + 22, f"{value:,.0f}", "middle") for value in counts]
    for number, (name, line) in enumerate(lines.items()):
        parts += _curve(name, [(x.place(one), y.place(other)) for one, other in line], number)
    return _svg(title, PLOT[1] + PLOT[3] + 60, parts)


class _Axis:
    """Where a value stands: `start` is the place of the lowest power of ten, `length` leads to the highest."""

    def __init__(self, values: list[float], start: float, length: float) -> None:
        self._low, self._high = int(log10(min(values))), -int(-log10(max(values)) // 1)
        self._start, self._length = start, length
        self.powers = [10.0**power for power in range(self._low, self._high + 1)]

    def place(self, value: float) -> float:
        return self._start + self._length * (log10(value) - self._low) / max(1, self._high - self._low)


def _curve(name: str, spots: list[tuple[float, float]], number: int) -> list[str]:
    colour, path = COLOURS[number % len(COLOURS)], " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in spots]
    left, top = PLOT[0] + PLOT[2] + 16, PLOT[1] + 16 + number * 24
    key = f'<rect x="{left}" y="{top - 10}" width="12" height="12" fill="{colour}"/>'
    line = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return [line, *dots, key, _text(left + 18, top + 1, name)]


def _short(value: float) -> str:
    return f"{value / 1e6:g}M" if value >= 1e6 else f"{value / 1e3:g}k" if value >= 1e3 else f"{value:g}"


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{mark}>{escape(text)}</text>'


def _svg(title: str, height: float, parts: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img">'
    paper = '<rect class="paper" width="100%" height="100%"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", STYLE, paper, *parts, "</svg>"]) + "\n"
