"""Pictures that authors put in: drawn anew and small, kept once; hostile ones are refused or made harmless."""

import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from examapp.adapters.faces.dlib_parts import load_api
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.pictures import ItemPicture
from examapp.services.items.item_uploads import store_upload

SECRET = b"31.2304N 121.4737E"


def drawn(kind: str, size: tuple[int, int] = (64, 48), **more) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(buffer, kind, **more)
    return buffer.getvalue()


def photo_with_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6
    return drawn("JPEG", exif=exif, comment=SECRET)


def drawing_with_a_text() -> bytes:
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Comment", SECRET.decode() + "<script>alert(1)</script>")
    return drawn("PNG", pnginfo=facts)


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that unpack to a giant picture of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (height * (width // 8 + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def keep(world, ports):
    def store(content: bytes) -> dict:
        return store_upload(content, " 现场照片 ", actor=world["actors"]["bank_admin"], now=ports.clock.now())

    return store


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_what_phones_and_offices_make_is_kept_under_the_digest_of_what_is_shown(keep, kind):
    told = keep(drawn(kind))
    kept = db.session.get(ItemPicture, told["digest"])
    assert hashlib.sha256(kept.content).hexdigest() == told["digest"]
    assert (told["alt"], told["width"], told["height"]) == ("现场照片", 64, 48)
    with Image.open(io.BytesIO(kept.content)) as image:
        assert (Image.MIME[image.format], image.size) == (kept.media_type, (64, 48))


def test_the_same_picture_twice_is_one(keep):
    content = drawn("PNG")
    assert keep(content) == keep(content)
    assert db.session.query(AuditEntry).filter_by(act="item.picture_stored").count() == 1


def test_a_camera_picture_becomes_small(keep):
    told = keep(drawn("JPEG", (3000, 1500)))
    assert (told["width"], told["height"]) == (1600, 800)


@pytest.mark.parametrize("make", [photo_with_a_place, drawing_with_a_text])
def test_s18_place_comment_and_hidden_text_do_not_survive(keep, make):
    content = make()
    assert SECRET in content
    kept = db.session.get(ItemPicture, keep(content)["digest"]).content
    assert SECRET not in kept
    assert b"Exif" not in kept


def test_s18_a_page_hung_behind_a_picture_does_not_survive(keep):
    page = b"<html><script>alert(1)</script>PK\x03\x04"
    for kind in ("PNG", "JPEG"):
        assert page not in db.session.get(ItemPicture, keep(drawn(kind) + page)["digest"]).content


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?><SVG onload="alert(1)"/>',
        b'\xef\xbb\xbf<svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg>',
    ],
)
def test_s18_an_svg_is_refused_because_it_may_hold_a_script(keep, content):
    with pytest.raises(DomainError, match="picture_svg"):
        keep(content)


def test_a_cut_picture_is_refused_also_where_the_parts_that_measure_faces_were_loaded_S18(keep):
    load_api()
    with pytest.raises(DomainError, match="picture_unusable"):
        keep(drawn("PNG")[:-200])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7 nothing",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + b"\xff" * 40,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        b"PK\x03\x04" + b"\0" * 100,
        png_that_claims(20_000, 20_000),
        png_that_claims(60_000, 500),
        drawn("PNG")[:-200],
        b"\0" * (5 * 1024 * 1024 + 1),
    ],
    ids=["empty", "page", "pdf", "head", "gif", "script", "zip", "bomb", "wide_bomb", "cut", "heavy"],
)
def test_s18_bombs_cut_files_and_other_kinds_are_refused_with_a_sentence(keep, content):
    before = db.session.query(ItemPicture).count()
    with pytest.raises(DomainError, match="picture_unusable"):
        keep(content)
    assert db.session.query(ItemPicture).count() == before
