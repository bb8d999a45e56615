"""What `examapp doctor` asks of the settings: the same file as the server's, and cookies that fit the address."""

from collections.abc import Iterator

from flask import Flask

from examapp.adapters.server.serving_notes import fingerprint_of, read_note
from examapp.console.environment import found_env_file
from examapp.domain.health import Finding
from examapp.settings import Settings


def check_settings(app: Flask) -> Iterator[Finding]:
    """Where the settings come from, and whether what was set fits together."""
    settings: Settings = app.extensions["settings"]
    yield _source(settings, Settings.from_environment(only_look=True).database_url)
    yield _cookies(settings)


def _source(settings: Settings, database_url: str) -> Finding:
    file = found_env_file()
    found = f"来自 {file}" if file else "没有设置文件，来自环境变量和默认值"
    found = f"{found}，数据文件夹 {settings.data_dir}"
    note = read_note(settings.data_dir)
    if note and note.running and note.database != fingerprint_of(database_url):
        return Finding(
            "settings", "设置", False, f"{found}；正在运行的服务用的是另一个数据库",
            "把服务启动时设的变量写进 examapp.env，再执行一次；或者用 --env-file 指出服务用的那个文件。",
        )  # fmt: skip
    return Finding("settings", "设置", True, found)


def _cookies(settings: Settings) -> Finding:
    if settings.base_url.startswith("https://") and not settings.secure_cookies:
        return Finding(
            "cookies", "会话安全", False, "网址是 https，但会话没有限定只走 https",
            "设置 EXAMAPP_SECURE_COOKIES=1，再重新启动服务。",
        )  # fmt: skip
    address = settings.base_url or _listening(settings)
    if settings.secure_cookies and address.startswith("http://"):
        return Finding(
            "cookies", "会话安全", False, f"会话限定只走 https，而网址是 {address}：谁也登录不进来",
            "没有 https 的，去掉 EXAMAPP_SECURE_COOKIES；有 https 的，把 EXAMAPP_BASE_URL 写成 https 的网址。再重新启动服务。",
        )  # fmt: skip
    return Finding("cookies", "会话安全", True, "与网址相符")


def _listening(settings: Settings) -> str:
    """Without an address of its own: what the server listens at; behind a proxy only the proxy knows."""
    if settings.trusted_proxies or settings.tls_certificate:
        return ""
    note = read_note(settings.data_dir)
    return note.base_url if note else "http://127.0.0.1:8000"
