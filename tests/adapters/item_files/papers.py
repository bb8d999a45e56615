"""PDF pages written by hand: each text at its place, in a font that is not embedded (GBK-EUC-H)."""

from collections.abc import Sequence

FONT = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[2 0 R]>>"
SIZE = 10
Text = tuple[float, float, str]


def paper(
    pages: Sequence[Sequence[Text]], *, font: bytes = FONT, mode: int = 0, more: bytes = b"", wide: int = 595
) -> bytes:
    """A file with these pages (x, y, words); `mode` 3 draws what nobody sees, `more` is drawn on every page."""
    head = (
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
    )
    image = (
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    )
    objects = [b"", head, font, image + b"stream\n0\nendstream"]
    kids = []
    for page in pages:
        drawn = b"BT /F1 %d Tf %d Tr\n" % (SIZE, mode)
        for x, y, words in page:
            drawn += b"1 0 0 1 %d %d Tm <%s> Tj\n" % (x, y, words.encode("gbk").hex().encode())
        drawn += b"ET\n" + more
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent %%d 0 R/MediaBox[0 0 %d 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>/XObject<</X 4 0 R>>>>>>" % (wide, len(objects))
        )
    tree = len(objects) + 1
    objects = [one % tree if b"/Parent %d" in one else one for one in objects]
    objects.append(
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    )
    objects[0] = b"<</Type/Catalog/Pages %d 0 R>>" % tree
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(out),
        )
    )


def column(x: float, lines: Sequence[str], top: float = 740, step: float = 15) -> list[Text]:
    """Lines one below the other."""
    return [(x, top - step * at, words) for at, words in enumerate(lines)]
