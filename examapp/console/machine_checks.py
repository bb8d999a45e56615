"""What `examapp doctor` looks at on this machine."""

import importlib.util
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import redis
from cryptography import x509
from flask import Flask

from examapp.adapters.documents.fonts import (
    BOX,
    covered_characters,
    extra_characters,
    find_uncovered,
    font_files,
    font_folder,
)
from examapp.adapters.faces.engines import SFACE_KIND
from examapp.adapters.files import FilesAwayError
from examapp.domain.health import LEAST_DAYS, Finding, is_disk_low
from examapp.settings import Settings

# A name with a rare character, and the signs that records use.
SAMPLE = "安全生产逢查必考记录（№）第１页㊣欧阳·阿依古丽䶮０１２"
FACE_MODELS = ("dlib_face_recognition_resnet_model_v1.dat", "shape_predictor_68_face_landmarks.dat")


def check_machine(app: Flask) -> Iterator[Finding]:
    """Everything that is not the database."""
    settings: Settings = app.extensions["settings"]
    yield _redis(settings)
    yield _keys(settings)
    yield _closed_folder(settings)
    yield _disk(settings)
    yield _files(app, settings)
    yield from _certificates(settings)
    yield _fonts(settings)
    yield _faces(app, settings)
    yield _zones()


def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding("redis", "Redis", True, "没有设置（一台机器时不需要）")
    mend = "看 Redis 是否在运行，再核对 REDIS_URL。Redis 停着时作答不受影响，但限流各进程各算，后台任务会慢。"
    try:
        with redis.Redis.from_url(settings.redis_url, socket_connect_timeout=2, socket_timeout=2) as client:
            version = client.info("server")["redis_version"]
    except (redis.RedisError, ValueError, OSError) as error:
        return Finding("redis", "Redis", False, f"连不上：{error}", mend)
    return Finding("redis", "Redis", True, f"版本 {version}")


def _keys(settings: Settings) -> Finding:
    path = settings.keys_file
    if path is None:
        return Finding("keys", "密钥", True, "来自变量 EXAMAPP_KEYS")
    if not path.exists():
        return Finding("keys", "密钥", None, f"{path} 还没有，第一次启动时生成")
    private, words = _privacy(path)
    return Finding(
        "keys", "密钥", private, f"{words}，用 {settings.field_key_id} 加密",
        f"别的账号能读到密钥。请执行：chmod 600 {path}",
    )  # fmt: skip


def _closed_folder(settings: Settings) -> Finding:
    """Databases, exports and signatures are nobody else's on this machine; a shut folder shuts all in it."""
    folder = settings.data_dir
    if not folder.exists():
        return Finding("folder", "数据目录", None, f"{folder} 还没有，第一次启动时建立")
    private, words = _privacy(folder)
    return Finding(
        "folder", "数据目录", private, words,
        f"这台机器的别的账号能读到里面的数据。请执行：chmod 700 {folder}",
    )  # fmt: skip


def _privacy(path: Path) -> tuple[bool, str]:
    """Whether only this account of the machine can read the path, and its mode in words."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return mode & 0o077 == 0, f"{path} 权限 {mode:o}"


def _disk(settings: Settings) -> Finding:
    # The folder itself may not have been made yet.
    folder = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    usage = shutil.disk_usage(folder)
    return Finding(
        "disk", "磁盘", not is_disk_low(usage.free, usage.total),
        f"{settings.data_dir} 剩 {usage.free / 1e9:.1f} GB，共 {usage.total / 1e9:.1f} GB",
        "清理或扩大磁盘。写满后答案存不进去，设备会先存在本机。",
    )  # fmt: skip


def _files(app: Flask, settings: Settings) -> Finding:
    store = app.extensions["ports"].files
    if store is None:
        return Finding("files", "文件存储", True, "没有设置，文件在数据库里")
    if not settings.files.startswith("s3://"):
        there = os.access(settings.files, os.W_OK)
        found = settings.files if there else f"{settings.files} 不存在或不能写"
        return Finding(
            "files", "文件存储", there, found, "核对 EXAMAPP_FILES；共享文件夹要先挂上，属主是 examapp。"
        )
    mend = "核对 EXAMAPP_FILES 和它的账号；对象存储停着时作答不受影响，记录和图片暂时打不开。"
    try:
        store.has("0" * 64)
    except FilesAwayError as error:
        return Finding("files", "文件存储", False, f"对象存储不应答：{error}", mend)
    return Finding("files", "文件存储", True, "对象存储应答")


def _certificates(settings: Settings) -> Iterator[Finding]:
    own = sorted((settings.data_dir / "tls").glob("server-*.pem"))
    given = [Path(settings.tls_certificate)] if settings.tls_certificate else []
    for path in [*own, *given]:
        yield _certificate(path, own=path in own)
    if not own and not given:
        yield Finding("certificate", "证书", True, "没有设置 EXAMAPP_TLS_CERTIFICATE，也没有局域网证书")


def _certificate(path: Path, *, own: bool) -> Finding:
    mend = (
        "重新启动带 --lan 的服务，会自动换新。"
        if own
        else "请换上新证书，再重新加载 nginx（nginx -s reload）。"
    )
    try:
        held = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        return Finding("certificate", "证书", False, f"{path} 读不出来：{error}", mend)
    now = datetime.now(UTC)
    days = (held.not_valid_after_utc - now).days
    found = f"{path} 到期 {held.not_valid_after_utc:%Y-%m-%d}（还有 {days} 天）"
    if held.not_valid_before_utc > now:
        return Finding("certificate", "证书", False, f"{path} 还没有生效", "先看这台机器的时间对不对。")
    return Finding("certificate", "证书", days >= LEAST_DAYS, found, mend)


def _fonts(settings: Settings) -> Finding:
    folder = font_folder(settings.font_dir)
    mend = "核对 EXAMAPP_FONT_DIR，或去掉它，用随程序安装的字体。"
    try:
        missing = find_uncovered(SAMPLE, folder)
    except OSError:
        return Finding("fonts", "打印字体", False, f"{folder} 里没有字体", mend)
    if missing:
        return Finding("fonts", "打印字体", False, f"缺字：{missing}", mend)
    return _extra_fonts(folder, settings.extra_font_dir)


def _extra_fonts(folder: Path, extra: str) -> Finding:
    if not extra:
        told = f"{folder}；没有另放生僻字字体（EXAMAPP_EXTRA_FONT_DIR），缺的字印作 {BOX} 并注明编号"
        return Finding("fonts", "打印字体", True, told)
    more = extra_characters(font_files(Path(extra)))
    mend = "核对 EXAMAPP_EXTRA_FONT_DIR（放 ttf 或 otf 字体的文件夹），或去掉它；文件照常打印。"
    if not more:
        return Finding("fonts", "打印字体", False, f"{extra} 里没有能用的字体", mend)
    added = len(more - covered_characters(folder))
    return Finding("fonts", "打印字体", True, f"{folder}；{extra} 另外补 {added} 个字符", mend)


def _faces(app: Flask, settings: Settings) -> Finding:
    if settings.face_workers == 0:
        return Finding("faces", "人脸部件", True, "没有启用（EXAMAPP_FACE_WORKERS=0）")
    if not app.extensions["ports"].faces.is_installed():
        return Finding(
            "faces", "人脸部件", False, "没有装",
            "要用人脸核验的，请用完整的锁文件安装（make run）；不用的，设置 EXAMAPP_FACE_WORKERS=0。其余功能不受影响。",
        )  # fmt: skip
    spec = importlib.util.find_spec("face_recognition_models")
    folders = [Path(one) / "models" for one in (spec.submodule_search_locations or [])] if spec else []
    missing = [name for name in FACE_MODELS if not any((folder / name).exists() for folder in folders)]
    mend = "重新安装 face_recognition_models（按锁文件）。"
    told = (
        f"缺模型 {'、'.join(missing)}"
        if missing
        else f"模型齐全，用的是 {app.extensions['ports'].faces.model}"
    )
    if not missing and not SFACE_KIND.is_installed():
        told += "；给中国人用的，请加装 OpenCV 的模型：make run FACES=sface（换了以后要重新登记）"
    return Finding("faces", "人脸部件", not missing, told, mend)


def _zones() -> Finding:
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return Finding(
            "zones", "时区资料", False, "没有 Asia/Shanghai", "请安装 tzdata（系统包或 Python 包）。"
        )
    return Finding(
        "zones", "时区资料", True, f"Asia/Shanghai（本机时区 {os.environ.get('TZ') or '系统设置'}）"
    )
