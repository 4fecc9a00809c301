"""Read the links of a page: rectangles that lead to an address or to a place in the same file."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MOST_LINKS = 2_000
_MOST_LINES_OF_A_LINK = 20
_LONGEST_HREF = 8_000


@dataclass(frozen=True, slots=True)
class LinkArea:
    """A rectangle of the page that leads to the address `href`, or to the height `y` of a `page` of the file."""

    left: float
    bottom: float
    right: float
    top: float
    href: str | None = None
    page: int | None = None
    y: float | None = None


def read_link_areas(document: Any, page: Any) -> Iterator[LinkArea]:
    """Yield the rectangles of the links of a page, one for each line where the file names them."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    for _ in range(_MOST_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, position, link):
            return
        href = _read_href(document, link)
        number, y = (None, None) if href is not None else _read_destination(document, link)
        if href is None and number is None:
            continue
        for left, bottom, right, top in _read_boxes(link):
            yield LinkArea(left, bottom, right, top, href, number, y)


def _read_boxes(link: Any) -> Iterator[tuple[float, float, float, float]]:
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    points = pdfium.FS_QUADPOINTSF()
    found = 0
    for at in range(min(pdfium.FPDFLink_CountQuadPoints(link), _MOST_LINES_OF_A_LINK)):
        if pdfium.FPDFLink_GetQuadPoints(link, at, points):
            xs = (points.x1, points.x2, points.x3, points.x4)
            ys = (points.y1, points.y2, points.y3, points.y4)
            found += 1
            yield min(xs), min(ys), max(xs), max(ys)
    box = pdfium.FS_RECTF()
    if not found and pdfium.FPDFLink_GetAnnotRect(link, box):
        yield min(box.left, box.right), min(box.bottom, box.top), max(box.left, box.right), max(box.bottom, box.top)


def _read_href(document: Any, link: Any) -> str | None:
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return None
    length = min(pdfium.FPDFAction_GetURIPath(document, action, None, 0), _LONGEST_HREF)
    buffer = ctypes.create_string_buffer(length + 1)
    pdfium.FPDFAction_GetURIPath(document, action, buffer, length)
    return buffer.value.decode("utf-8", "replace") or None


def _read_destination(document: Any, link: Any) -> tuple[int | None, float | None]:
    """Return the page, counted from 1, and the height that a link within the file leads to."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    place = pdfium.FPDFLink_GetDest(document, link)
    if not place:
        return None, None
    number = pdfium.FPDFDest_GetDestPageIndex(document, place)
    has = [ctypes.c_int() for _ in range(3)]
    values = [ctypes.c_float() for _ in range(3)]
    pdfium.FPDFDest_GetLocationInPage(place, *has, *values)
    return (number + 1 if number >= 0 else None), (values[1].value if has[1].value else None)
