"""The composition root: knows every part, and is imported by nobody but commands, jobs' start and tests."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from examapp import models, web
from examapp.adapters.assets import assets_of
from examapp.adapters.beacons import open_beacon
from examapp.adapters.clock import SystemClock
from examapp.adapters.databases.engines import engine_options, find_writer
from examapp.adapters.databases.write_probe import WriteProbe
from examapp.adapters.documents.printing import Printer
from examapp.adapters.faces.face_service import open_faces
from examapp.adapters.files import open_files
from examapp.adapters.messages.choosing import make_messengers
from examapp.adapters.queue.copies import open_copies
from examapp.adapters.queue.queue import InlineQueue
from examapp.adapters.queue.waiting_rooms import open_room
from examapp.adapters.security.key_files import KeyFileSource
from examapp.adapters.security.macs import ChainKeys
from examapp.adapters.security.person_keys import PersonKeys
from examapp.adapters.security.sealing import Sealer
from examapp.adapters.security.signing import Signer
from examapp.adapters.witnesses import open_authority, open_webhook
from examapp.domain.account_rules import idle_limits, second_factor_roles
from examapp.domain.retention import planned_rules
from examapp.extensions import (
    COPY,
    csrf,
    db,
    keep_chain_keys,
    limiter,
    login_manager,
    migrate,
    prepare_copy_engine,
    prepare_engine,
    reading_only,
)
from examapp.jobs import register_jobs
from examapp.paths import MIGRATIONS, STATIC, TEMPLATES
from examapp.services.core.ports import Clock, Faces, Ports, Queue
from examapp.settings import Settings, SettingsError
from examapp.web.access import refuse_unguarded_routes
from examapp.web.cookies import register_cookie_names
from examapp.web.filters import register_filters
from examapp.web.headers import register_headers
from examapp.web.metering import register_metering
from examapp.web.navigation import register_navigation
from examapp.web.numbers import register_numbers
from examapp.web.refusals import register_refusals
from examapp.web.retrying import RetryingFlask
from examapp.web.staff_browsers import register_staff_browsers

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
# In this order: routes read the converters of numbers when they are added.
REGISTERS = (
    register_metering,
    register_numbers,
    register_filters,
    register_refusals,
    register_staff_browsers,
    register_navigation,
    register_jobs,
)
_REDIS_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}


def create_app(
    settings: Settings, *, clock: Clock | None = None, queue: Queue | None = None, faces: Faces | None = None
) -> Flask:
    """One application on one database; clock, queue and face engine are replaced in tests."""
    app = RetryingFlask("examapp", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(_flask_settings(settings))
    app.extensions["settings"] = settings
    app.extensions["assets"] = assets_of(STATIC)
    app.extensions["retention"] = _planned(planned_rules, settings.retention, "EXAMAPP_RETENTION")
    app.extensions["second_factor_roles"] = _planned(
        second_factor_roles, settings.second_factor, "EXAMAPP_SECOND_FACTOR"
    )
    app.extensions["idle_limits"] = _planned(idle_limits, settings.idle_minutes, "EXAMAPP_IDLE_MINUTES")
    app.extensions["ports"] = _open_ports(settings, clock, queue, faces)
    register_cookie_names(app)
    register_headers(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
    _attach_extensions(app)
    for register in REGISTERS:
        register(app)
    for blueprint in _web_blueprints():
        app.register_blueprint(blueprint)
    refuse_unguarded_routes(app)
    return app


def _open_ports(settings: Settings, clock: Clock | None, queue: Queue | None, faces: Faces | None) -> Ports:
    follow = KeyFileSource(settings.keys_file) if settings.keys_file else None
    sealer = Sealer(
        settings.field_keys,
        settings.field_key_id,
        settings.lookup_key,
        follow,
        rows_only=settings.fields_bound,
    )
    return Ports(
        clock=clock or SystemClock(),
        sealer=sealer,
        person_keys=PersonKeys(settings.face_keys or settings.data_dir / "face-keys"),
        queue=queue or InlineQueue(),
        messengers=make_messengers(settings.messages),
        faces=faces or open_faces(settings),
        copies=open_copies(settings.redis_url),
        room=open_room(settings.redis_url, settings.starts_per_second, settings.web_processes),
        printer=Printer(settings.font_dir, settings.extra_font_dir),
        write_probe=WriteProbe(),
        signer=_open_signer(settings),
        beacon=open_beacon(settings.beacon),
        webhook=open_webhook(settings.heads_webhook),
        authority=open_authority(settings.heads_stamps, settings.heads_stamps_trust),
        files=open_files(settings.files, key_id=settings.files_key_id, secret=settings.files_secret),
    )


def _open_signer(settings: Settings) -> Signer:
    follow = KeyFileSource(settings.keys_file, "signing") if settings.keys_file else None
    return Signer(settings.signing_keys, settings.signing_key_id, follow)


def _open_chain_keys(settings: Settings) -> ChainKeys:
    follow = KeyFileSource(settings.keys_file, "audit") if settings.keys_file else None
    return ChainKeys(settings.audit_keys, settings.audit_key_id, follow)


def _planned(plan: Callable[[Any], Any], given: Mapping[str, int] | tuple[str, ...], name: str) -> Any:
    try:
        return plan(given)
    except ValueError as error:
        raise SettingsError(f"{name} 不能这样设：{error}") from error


def _flask_settings(settings: Settings) -> dict:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "SQLALCHEMY_BINDS": _binds(settings),
        "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "examapp",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_ENABLED": settings.limits_enabled,
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "RATELIMIT_STORAGE_OPTIONS": _REDIS_OPTIONS if settings.redis_url else {},
        # Without Redis each process counts for itself: the limits are looser, and exams go on.
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "JSON_AS_ASCII": False,
        "BANK_SECOND_PERSON": settings.bank_second_person,
    }


def _binds(settings: Settings) -> dict:
    url = settings.reports_database_url
    return {COPY: {"url": url, **engine_options(url)}} if url else {}


def _attach_extensions(app: Flask) -> None:
    for _, name, _ in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"examapp.models.{name}")
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    login_manager.init_app(app)
    login_manager.login_view = "sign_ins.show"
    login_manager.login_message = None
    csrf.init_app(app)
    limiter.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        find_writer(db.engine)
        keep_chain_keys(db.engine, _open_chain_keys(app.extensions["settings"]))
        if COPY in db.engines:
            prepare_copy_engine(db.engines[COPY])

    @app.before_request
    def choose_transaction() -> None:
        """Reading pages take no write lock on SQLite; `transaction()` takes it where a page writes."""
        reading_only.set(request.method in ("GET", "HEAD", "OPTIONS"))

    @app.teardown_request
    def forget_choice(_error: BaseException | None) -> None:
        """The thread serves another request next."""
        reading_only.set(False)


def _web_blueprints() -> Iterator[Blueprint]:
    # A room holds features, a feature views.py with `bp` and perhaps more modules with one (api.py, ...).
    for _, name, _ in sorted(pkgutil.walk_packages(web.__path__, "examapp.web."), key=lambda found: found[1]):
        found = getattr(importlib.import_module(name), "bp", None)
        if isinstance(found, Blueprint):
            yield found
