"""Start the web server: port, certificate, how many connections; what it says first is the announcement of the command."""

import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import click
from flask import Flask

try:
    import resource
except ImportError:
    # Windows counts open connections in no such way.
    resource = None

from examapp.adapters.metrics import forget_old_processes
from examapp.adapters.server.certificates import LanCertificate, make_lan_certificate
from examapp.adapters.server.front.processes import front_options, run_front
from examapp.adapters.server.serving_notes import write_note
from examapp.adapters.server.web_server import LastingServer
from examapp.extensions import db

Announcement = Callable[[Flask, str], None]
# All interfaces: only when somebody asks for it with --lan or --host.
EVERYWHERE = "0.0.0.0"  # nosec B104 # noqa: S104
# A phone keeps its connection between two answers. Left to itself the server looks after as many at once as its backlog
# holds, idle ones included, and whoever comes next waits until somebody's connection ends (5,000 people: minutes).
MOST_CONNECTIONS = 20_000


def serve(
    app: Flask, *, host: str, port: int, announce: Announcement, workers: int = 1, lan: bool = False
) -> None:
    """Say how to sign in, then serve until stopped. Raises SystemExit(2) when the port is taken."""
    _refuse_taken_port(host, port)
    settings = app.extensions["settings"]
    certificate = make_lan_certificate(settings.data_dir, lan_address()) if lan else None
    shown_host = lan_address() if host in (EVERYWHERE, "::") else host
    base_url = settings.base_url or f"{'https' if lan else 'http'}://{shown_host}:{port}"
    write_note(settings.data_dir, base_url, settings.database_url)
    with app.app_context():
        announce(app, base_url)
        db.engine.dispose()
    if certificate:
        _explain_certificate(certificate, base_url)
    if lan:
        os.environ["EXAMAPP_SECURE_COOKIES"] = "1"
        os.environ.setdefault("EXAMAPP_BASE_URL", base_url)
    forget_old_processes()
    _allow_files(MOST_CONNECTIONS + 1_000)
    sqlite = settings.database_url.startswith("sqlite")
    workers = 1 if sqlite else workers
    # Without Redis each process lets in its share of the starts.
    os.environ["EXAMAPP_WEB_PROCESSES"] = str(workers)
    LastingServer(
        "examapp.wsgi:make_application",
        address=host,
        port=port,
        factory=True,
        workers=workers,
        backlog=2048,
        backpressure=MOST_CONNECTIONS,
        log_access=False,
        ssl_cert=certificate.certificate if certificate else None,
        ssl_key=certificate.key if certificate else None,
        **front_options(),
    ).serve(spawn_target=partial(run_front, threads=4 if sqlite else 2))


def lan_address() -> str:
    """The address other devices reach this machine at; 127.0.0.1 when there is no network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket only picks the outgoing interface; 192.0.2.1 is a documentation address.
            probe.connect(("192.0.2.1", 9))
            return str(ipaddress.ip_address(probe.getsockname()[0]))
        except OSError:
            return "127.0.0.1"


def _allow_files(wanted: int) -> None:
    """Let this process and its children hold so many open files, or as many as the system permits: each connection is one."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            click.echo(f"端口 {port} 已被占用。换一个端口再试，例如在命令后面加上 --port {port + 1}")
            raise SystemExit(2) from None


def _explain_certificate(certificate: LanCertificate, base_url: str) -> None:
    click.echo(
        f"\n  {base_url} 用的是本机自制的证书。请在平板和手机上安装并信任根证书：{certificate.authority}\n"
        "    安卓：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书；\n"
        "    iPad/iPhone：用邮件或文件发送后安装描述文件，再到 设置 → 通用 → 关于本机 → 证书信任设置 里打开。\n"
    )
    sys.stdout.flush()
