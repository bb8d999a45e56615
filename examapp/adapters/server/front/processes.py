"""What each web process runs: granian's connections, our bodies, the application's threads.

Granian has two ways to serve Python. The one for WSGI takes a thread before the body is there. The other one (RSGI) hands over
the head at once and the body when asked, but by an event loop of Python, which costs a step a fifth. So it is given no loop:
what it would schedule there runs at once in its own thread, and only puts requests into our queues.
"""

import threading
from collections.abc import Callable
from typing import Any

from granian._granian import CallbackScheduler, RSGIWorker
from granian._signals import set_sync_signals
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.common import WORKERS_METHODS
from granian.server.mp import WorkerProcess

from examapp.adapters.server.front.bodies import Bodies
from examapp.adapters.server.front.calls import Callers
from examapp.adapters.server.front.limits import Limits

LIMITS = Limits()


def front_options(limits: Limits = LIMITS) -> dict[str, Any]:
    """How granian is started for `run_front`. HTTP/1.1 alone, because a silent HTTP/2 connection is never closed."""
    return {
        "interface": Interfaces.RSGI,
        "websockets": False,
        "http": HTTPModes.http1,
        "http1_settings": HTTP1Settings(header_read_timeout=limits.header_seconds * 1000),
    }


class _NoLoop:
    """Stands where granian expects an event loop."""

    def call_soon_threadsafe(self, callback: Callable, *arguments: Any, context: Any = None) -> None:
        """At once, in this thread."""
        callback(*arguments)

    call_soon = call_soon_threadsafe


class _Scheduler(CallbackScheduler):
    """Hands each request over as it comes."""

    def __init__(self, loop: _NoLoop, take: Callable[[Any], None], *_asyncio: None) -> None:
        super().__init__()
        self._schedule_fn = take


@WorkerProcess.wrap_target
def run_front(
    worker_id: int, application: Callable, sock: Any, ipc: Any, _loop: Any, runtime_mode: Any, *options: Any,
    threads: int, limits: Limits = LIMITS,
) -> None:  # fmt: skip
    """The life of one web process; pass it to `Granian.serve(spawn_target=...)` with the number of threads."""
    (
        runtime_threads,
        runtime_blocking,
        blocking,
        idle,
        backpressure,
        _task,
        http,
        http1,
        http2,
        sockets,
        static,
        *rest,
    ) = options
    _log_format, ssl, _scope, metrics = rest
    over = threading.Event()
    stopping = set_sync_signals()
    stopping.add_cb(over.set)
    worker = RSGIWorker(
        worker_id, sock, ipc, runtime_threads, runtime_blocking, blocking, idle, backpressure, http, http1, http2, sockets,
        static, *ssl, metrics,
    )  # fmt: skip
    loop = _NoLoop()
    bodies = Bodies(Callers(application, threads), limits)
    serve = getattr(worker, WORKERS_METHODS[runtime_mode][(sock[0] or sock[1]).is_uds()])
    serve(_Scheduler(loop, bodies.take, None, None, None), loop, stopping)
    over.wait()
