"""Settings: one frozen value made from the environment; a bad value is refused by its name."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from examapp.database_settings import database_address
from examapp.key_settings import SettingsError, key_fields, load_keys

__all__ = ["Settings", "SettingsError", "database_address"]

FACE_ENGINES = ("auto", "dlib", "sface")


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations.

    `secret_key` signs tokens; `field_keys` maps key ids to 32-byte AES keys, `field_key_id` is the one that
    new values are sealed with; `fields_bound`: no value is read that is not bound to its row;
    `signing_keys` (Ed25519 seeds) sign records, `audit_keys` (HMAC) chain the audit log;
    `heads_file`: where the end of the audit log is written every hour;
    `base_url` is the address printed into QR codes ("" = the request's own host);
    `reports_database_url`: a replica that reports are read from ("" = the database itself);
    `files`: folder or s3:// address for documents and pictures ("" = they stay in the database);
    `face_workers`: processes that measure faces, per web process (about 400 MB each); `face_service`: the address of
    a machine of the own network that measures instead; `face_calibration`: a calibration file of one's own;
    `face_engine`: which engine measures ("auto": OpenCV's where its models are installed);
    `face_keys`: the folder of the people's own keys, shared by all web nodes (None: in the data folder);
    `bank_second_person`: an item is published by somebody other than its author;
    `keys_file`: where the keys were read from, None when they came by the environment;
    `tls_certificate`: the file that the web server in front uses; only `examapp doctor` looks at it;
    `messages`: addresses and secrets of group robots and of a text message gateway, empty = nothing is sent outside;
    `starts_per_second`: so many papers are given out at most, the others wait in the room (0 = no room), shared through
    Redis or else divided among the `web_processes` of this node;
    `retention`: days by kind of record, where a bureau keeps it longer or shorter than domain.retention says;
    `idle_minutes`: minutes by role after which an unused session ends, where they differ from domain.account_rules;
    `heads_webhook`: address that the end of the audit log is posted to as well, `heads_stamps`: of an authority
    (RFC 3161) that stamps it under the certificates of the file `heads_stamps_trust` ("" = neither);
    `beacon`: address of a public source of random numbers that is mixed into draws ("" = none is asked);
    `second_factor`: roles that take a second step at every sign-in (a code of the phone, or a passkey), besides those
    that the administrator chose on the page.
    """

    database_url: str
    data_dir: Path
    secret_key: str
    field_keys: Mapping[str, bytes]
    field_key_id: str
    lookup_key: bytes
    signing_keys: Mapping[str, bytes]
    signing_key_id: str
    audit_keys: Mapping[str, bytes]
    audit_key_id: str
    heads_file: Path
    fields_bound: bool = True
    reports_database_url: str = ""
    redis_url: str = ""
    base_url: str = ""
    secure_cookies: bool = False
    embedded_jobs: bool = True
    grace_seconds: int = 5
    session_hours: int = 12
    trusted_proxies: int = 0
    font_dir: str = ""
    extra_font_dir: str = ""
    limits_enabled: bool = True
    bank_second_person: bool = True
    face_workers: int = 1
    files: str = ""
    files_key_id: str = ""
    files_secret: str = ""
    log_form: str = "plain"
    metrics_token: str = ""
    metrics_from: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    keys_file: Path | None = None
    tls_certificate: str = ""
    messages: Mapping[str, str] = field(default_factory=dict)
    retention: Mapping[str, int] = field(default_factory=dict)
    idle_minutes: Mapping[str, int] = field(default_factory=dict)
    second_factor: tuple[str, ...] = ()
    face_calibration: str = ""
    face_engine: str = "auto"
    face_keys: Path | None = None
    face_service: str = ""
    beacon: str = ""
    heads_webhook: str = ""
    heads_stamps: str = ""
    heads_stamps_trust: Path | None = None
    starts_per_second: int = 100
    web_processes: int = 1

    @staticmethod
    def from_environment(
        environment: Mapping[str, str] | None = None, *, only_look: bool = False
    ) -> "Settings":
        """Read the environment; keys not given are made once and kept in the data folder, unless one only looks."""
        env = os.environ if environment is None else environment
        data_dir = _data_dir(env, make=not only_look)
        return Settings(
            database_url=_database_url(env.get("DATABASE_URL", ""), data_dir),
            data_dir=data_dir,
            **key_fields(load_keys(env, data_dir, only_look=only_look)),
            heads_file=Path(env.get("EXAMAPP_AUDIT_HEADS") or data_dir / "audit-heads.jsonl").absolute(),
            reports_database_url=_reports_url(env.get("EXAMAPP_REPORTS_DATABASE_URL", "")),
            redis_url=_redis_url(env.get("REDIS_URL", "")),
            base_url=env.get("EXAMAPP_BASE_URL", "").rstrip("/"),
            secure_cookies=_flag(env, "EXAMAPP_SECURE_COOKIES", False),
            embedded_jobs=_flag(env, "EXAMAPP_EMBEDDED_JOBS", True),
            grace_seconds=_whole_number(env, "EXAMAPP_GRACE_SECONDS", 5, 0, 300),
            session_hours=_whole_number(env, "EXAMAPP_SESSION_HOURS", 12, 1, 72),
            trusted_proxies=_whole_number(env, "EXAMAPP_TRUSTED_PROXIES", 0, 0, 5),
            font_dir=env.get("EXAMAPP_FONT_DIR", ""),
            extra_font_dir=env.get("EXAMAPP_EXTRA_FONT_DIR", ""),
            limits_enabled=_flag(env, "EXAMAPP_RATE_LIMITS", True),
            messages=_messages(env),
            retention=_numbers_by_name(env, "EXAMAPP_RETENTION", "sessions=365,practice=1825"),
            idle_minutes=_numbers_by_name(env, "EXAMAPP_IDLE_MINUTES", "administrator=15,inspector=240"),
            second_factor=_names(env, "EXAMAPP_SECOND_FACTOR"),
            **_face_fields(env),
            beacon=_beacon(env.get("EXAMAPP_BEACON", "")),
            **_witness_fields(env),
            bank_second_person=_flag(env, "EXAMAPP_BANK_SECOND_PERSON", True),
            **_file_fields(env),
            log_form=_one_of(env, "EXAMAPP_LOG", ("plain", "json")),
            metrics_token=_metrics_token(env.get("EXAMAPP_METRICS_TOKEN", "")),
            metrics_from=_networks(env, "EXAMAPP_METRICS_FROM"),
            keys_file=None if env.get("EXAMAPP_KEYS") else data_dir / "keys.json",
            starts_per_second=_whole_number(env, "EXAMAPP_STARTS_PER_SECOND", 100, 0, 10_000),
            web_processes=_whole_number(env, "EXAMAPP_WEB_PROCESSES", 1, 1, 256),
            tls_certificate=env.get("EXAMAPP_TLS_CERTIFICATE", ""),
        )


def _face_fields(env: Mapping[str, str]) -> dict:
    return {
        "face_workers": _whole_number(env, "EXAMAPP_FACE_WORKERS", 1, 0, 32),
        "face_calibration": env.get("EXAMAPP_FACE_CALIBRATION", ""),
        "face_keys": Path(env["EXAMAPP_FACE_KEYS"]).absolute() if env.get("EXAMAPP_FACE_KEYS") else None,
        "face_engine": _one_of(env, "EXAMAPP_FACE_ENGINE", FACE_ENGINES),
        "face_service": _face_service(env.get("EXAMAPP_FACE_SERVICE", "")),
    }


def _beacon(given: str) -> str:
    if given and not given.startswith(("https://", "http://")):
        raise SettingsError("EXAMAPP_BEACON 应写成 https://api.drand.sh 这样的地址")
    return given


def _witness_fields(env: Mapping[str, str]) -> dict:
    webhook, stamps = _web_address(env, "EXAMAPP_HEADS_WEBHOOK"), _web_address(env, "EXAMAPP_HEADS_STAMPS")
    trust = Path(env["EXAMAPP_HEADS_STAMPS_TRUST"]) if env.get("EXAMAPP_HEADS_STAMPS_TRUST") else None
    if stamps and trust is None:
        raise SettingsError(
            "设了 EXAMAPP_HEADS_STAMPS，还要用 EXAMAPP_HEADS_STAMPS_TRUST 指出信任的证书文件（PEM）"
        )
    if trust is not None and (not trust.is_file() or b"BEGIN CERTIFICATE" not in trust.read_bytes()):
        raise SettingsError(f"EXAMAPP_HEADS_STAMPS_TRUST 指的 {trust} 不是 PEM 证书文件")
    return {"heads_webhook": webhook, "heads_stamps": stamps, "heads_stamps_trust": trust}


def _file_fields(env: Mapping[str, str]) -> dict:
    return {
        "files": _files(env),
        "files_key_id": env.get("EXAMAPP_FILES_KEY_ID", ""),
        "files_secret": env.get("EXAMAPP_FILES_SECRET", ""),
    }


def _data_dir(env: Mapping[str, str], *, make: bool) -> Path:
    folder = Path(env.get("EXAMAPP_DATA_DIR") or "var").absolute()
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _database_url(given: str, data_dir: Path) -> str:
    return database_address(given) if given else f"sqlite:///{data_dir / 'examapp.db'}"


def _reports_url(given: str) -> str:
    name = "EXAMAPP_REPORTS_DATABASE_URL"
    return database_address(given, name, wanted="prefer-standby") if given else ""


def _redis_url(given: str) -> str:
    if given and not given.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError("REDIS_URL 应以 redis://、rediss:// 或 unix:// 开头")
    return given


def _messages(env: Mapping[str, str]) -> dict[str, str]:
    names = ("dingtalk_webhook", "dingtalk_secret", "wecom_webhook", "sms_url", "sms_token")
    given = {name: env.get(f"EXAMAPP_{name.upper()}", "") for name in names}
    for name in ("dingtalk_webhook", "wecom_webhook", "sms_url"):
        _web_address(env, f"EXAMAPP_{name.upper()}")
    return {name: value for name, value in given.items() if value}


def _web_address(env: Mapping[str, str], name: str) -> str:
    given = env.get(name, "")
    if given and not given.startswith(("https://", "http://")):
        raise SettingsError(f"{name} 应以 https:// 开头（内网的可以是 http://）")
    return given


def _face_service(given: str) -> str:
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingsError("EXAMAPP_FACE_SERVICE 应写成 http://10.0.0.8:9100 这样的内网地址")
    return given.rstrip("/")


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(name, "").lower()
    if value in ("", "1", "true", "yes", "0", "false", "no"):
        return default if value == "" else value in ("1", "true", "yes")
    raise SettingsError(f"{name} 只能是 1 或 0，现在是 {value}")


def _whole_number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, str(default))
    if not value.isdigit() or not low <= int(value) <= high:
        raise SettingsError(f"{name} 应为 {low} 到 {high} 之间的整数，现在是 {value}")
    return int(value)


def _files(env: Mapping[str, str]) -> str:
    given = env.get("EXAMAPP_FILES", "")
    if given.startswith("s3://"):
        if not re.fullmatch(
            r"s3://[a-z0-9][a-z0-9.-]+(/[^?]*)?\?(.*&)?endpoint=https?://[^&/]+/?(&.*)?", given
        ):
            raise SettingsError("EXAMAPP_FILES 应写成 s3://bucket?endpoint=https://host:9000 的样子")
        for name in ("EXAMAPP_FILES_KEY_ID", "EXAMAPP_FILES_SECRET"):
            if not env.get(name):
                raise SettingsError(f"EXAMAPP_FILES 用的是对象存储，还要设置 {name}")
    elif given and not Path(given).is_absolute():
        raise SettingsError("EXAMAPP_FILES 应是绝对路径（各节点共用的文件夹）或 s3:// 地址")
    return given


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name, "") or allowed[0]
    if value not in allowed:
        raise SettingsError(f"{name} 只能是 {'、'.join(allowed)} 之一，现在是 {value}")
    return value


def _metrics_token(given: str) -> str:
    if given and len(given) < 16:
        raise SettingsError("EXAMAPP_METRICS_TOKEN 至少要 16 个字符")
    return given


def _networks(env: Mapping[str, str], name: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(
            ipaddress.ip_network(part.strip()) for part in env.get(name, "").split(",") if part.strip()
        )
    except ValueError as error:
        raise SettingsError(f"{name} 应是用逗号隔开的地址或网段，例如 127.0.0.1,10.0.0.0/8") from error


def _names(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())


def _numbers_by_name(env: Mapping[str, str], name: str, example: str) -> dict[str, int]:
    pairs = [part.strip().partition("=") for part in env.get(name, "").split(",") if part.strip()]
    if any(not number.strip().isdecimal() for _, _, number in pairs):
        raise SettingsError(f"{name} 应写成 {example} 这样，现在是 {env[name]}")
    return {key.strip(): int(number) for key, _, number in pairs}
