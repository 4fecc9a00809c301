"""Binary drafts made of readable parts.

A folder `NAME.docx` or `NAME.odt` holds the parts of the container; `NAME.pdf.layout` says line by line what is
where on the pages.
"""

import io
import re
import zipfile
from pathlib import Path
from types import ModuleType

from citecheck.draft.manuscript import Manuscript
from citecheck.errors import UnreadableInput

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_OPEN = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {
            "office": "office",
            "text": "text",
            "table": "table",
            "draw": "drawing",
            "style": "style",
        }.items()
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


_EPUB_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def read_or_refusal(reader: ModuleType, data: bytes) -> Manuscript | str:
    """Read a draft; where it is refused, give the sentence that says why."""
    try:
        return reader.read(data, base=None)
    except UnreadableInput as refused:
        return str(refused)


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """Pack parts by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def of_folder(folder: Path) -> bytes:
    """Pack a folder as the document that its name says; namespaces are written `{ns}` in the parts of office documents."""
    names = _OPEN if folder.suffix == ".odt" else _WORD
    parts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8").replace("{ns}", names)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    if folder.suffix == ".epub":
        return book(parts)
    return zipped(parts if folder.suffix == ".odt" else {"_rels/.rels": _RELATIONS, **parts})


def package_of(*items: str) -> str:
    """Make the package of a book whose reading order names files."""
    manifest = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"/>' for at, name in enumerate(items)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(items)))
    return f"<package><manifest>{manifest}</manifest><spine>{spine}</spine></package>"


def book(parts: dict[str, bytes | str]) -> bytes:
    """Pack the files of an EPUB whose package is `package.opf`; the type is first and stored as it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", _EPUB_CONTAINER)
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def word(body: str, **parts: str) -> bytes:
    """Make a Word document of the inside of its body; `footnotes` and others are whole parts."""
    kinds = {"footnotes": "footnotes", "endnotes": "endnotes", "settings": "settings", "styles": "styles"}
    relations = "".join(
        f'<Relationship Id="p{name}" Type="http://x/relationships/{kinds[name]}" Target="{name}.xml"/>'
        for name in parts
    )
    made = {
        "_rels/.rels": _RELATIONS,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="http://x">{relations}</Relationships>',
        "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
    }
    return zipped(made | {f"word/{name}.xml": content.replace("{ns}", _WORD) for name, content in parts.items()})


_LINE = re.compile(r"(?P<x>-?[\d.]+) (?P<y>-?[\d.]+) (?P<size>[\d.]+)(?: (?P<font>[bmh]))? (?P<text>.*)")
_FONTS = {None: "F1", "b": "F2", "m": "F3", "h": "F4"}
_HEBREW = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /H def /CMapType 2 def"
    " 1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfrange <20> <60> <0020> <61> <7A> <05D0> endbfrange"
    " endcmap end end"
)
_RULE = re.compile(r"rule (?P<x>[\d.]+) (?P<y>[\d.]+) (?P<width>[\d.]+)")
_RAISED = re.compile(r"\^\{(.*?)\}")
_LINK = re.compile(r"link (?P<box>[\d.]+ [\d.]+ [\d.]+ [\d.]+) (?P<href>\S+)")


def of_layout(layout: str) -> bytes:
    """Make a PDF of lines `X Y SIZE [b|m] TEXT`, with `b` in bold, with `m` in a font for formulas, and with `h` in Hebrew, whose
    letters are written as a to z from left to right as they are on the page.

    "page" begins a page, `link X0 Y0 X1 Y1 ADDRESS` lays a link over it, `rule X Y WIDTH` draws a line, `picture X Y WIDTH HEIGHT` a dark box. `^{1}` in a text
    raises what is in the braces. After `unseen`, text is not drawn, as text recognition lays it over a picture.
    """
    pages: list[tuple[list[str], list[str]]] = []
    for line in layout.splitlines():
        if line == "page":
            pages.append(([], []))
        elif line == "unseen":
            pages[-1][0].append("3 Tr")
        elif (link := _LINK.match(line)) is not None:
            action = f"/A << /S /URI /URI ({_escaped(link['href'])}) >>"
            pages[-1][1].append(f"<< /Type /Annot /Subtype /Link /Rect [{link['box']}] {action} >>")
        elif (shown := _LINE.match(line)) is not None:
            pages[-1][0].append(_shown(shown))
        elif line.startswith("picture "):
            pages[-1][0].append(f"{line.removeprefix('picture ')} re f")
        elif (rule := _RULE.match(line)) is not None:
            pages[-1][0].append(f"{rule['x']} {rule['y']} {rule['width']} 0.5 re f")
    return _pdf(pages)


def _shown(line: re.Match[str]) -> str:
    font, size = _FONTS[line["font"]], float(line["size"])
    pieces = [f"BT 1 0 0 1 {line['x']} {line['y']} Tm"]
    for at, piece in enumerate(_RAISED.split(line["text"])):
        scale, rise = (0.65, 0.35) if at % 2 else (1, 0)
        if piece:
            pieces.append(f"/{font} {size * scale:g} Tf {size * rise:g} Ts ({_escaped(piece)}) Tj")
    return " ".join([*pieces, "ET"])


def _escaped(text: str) -> str:
    return re.sub(r"([\\()])", r"\\\1", text)


def _pdf(pages: list[tuple[list[str], list[str]]]) -> bytes:
    numbers = [8 + 2 * at for at in range(len(pages))]
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        5: "<< /Type /Font /Subtype /Type1 /BaseFont /CMMI10 /Encoding /WinAnsiEncoding >>",
        6: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>",
        7: f"<< /Length {len(_HEBREW)} >>\nstream\n{_HEBREW}\nendstream",
    }
    for number, (texts, links) in zip(numbers, pages, strict=True):
        stream = "\n".join(texts)
        length = len(stream.encode("cp1252"))
        fonts = "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R /F4 6 0 R >> >>"
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {fonts} /Contents {number + 1} 0 R"
            f" /Annots [{' '.join(links)}] >>"
        )
        objects[number + 1] = f"<< /Length {length} >>\nstream\n{stream}\nendstream"
    out = b"%PDF-1.4\n"
    offsets = {}
    for number, content in sorted(objects.items()):
        offsets[number] = len(out)
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    start = len(out)
    rows = "".join(f"{offsets[number]:010} 00000 n \n" for number in sorted(offsets))
    out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{rows}".encode()
    return out + f"trailer << /Size {len(offsets) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
