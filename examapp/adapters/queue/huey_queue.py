"""Jobs handed to worker nodes through Redis, by Huey. Redis only tells the workers at once; the database remembers."""

import logging
import threading

from huey import RedisHuey
from huey.serializer import SignedSerializer
from redis import ConnectionPool, Redis
from redis.exceptions import RedisError

from examapp.adapters.queue.queue import InlineQueue, ThreadQueue, WaitingQueue

log = logging.getLogger(__name__)

WORKERS = 2
# A worker waits this long for news in one call; every call of Redis gives up after SOCKET_SECONDS.
NEWS_SECONDS = 1
SOCKET_SECONDS = 3.0
RETRY_SECONDS = 1.0
_AWAY = (RedisError, OSError)


class HueyQueue(ThreadQueue):
    """Web nodes enqueue, whoever calls `consume` works. Redis away: nothing is refused, nothing is lost, work begins later."""

    def __init__(self, redis_url: str, secret: str, name: str = "examapp") -> None:
        super().__init__()
        pool = ConnectionPool.from_url(
            redis_url, socket_connect_timeout=0.5, socket_timeout=SOCKET_SECONDS, health_check_interval=15
        )
        # Signed, because Huey's messages are pickles: who can write to Redis must not be able to run code here.
        serializer = SignedSerializer(secret=secret, salt="examapp.jobs")
        self._huey = RedisHuey(
            name, results=False, serializer=serializer, connection_pool=pool, read_timeout=NEWS_SECONDS
        )
        self._redis = Redis(connection_pool=pool)
        self._task = self._huey.task(name="job")(self._run)
        self._threads: list[threading.Thread] = []

    def enqueue(self, job: str, **arguments: object) -> None:
        """Tell the workers."""
        try:
            self._task(job, arguments)
        except _AWAY as error:
            log.warning("queue away, job %s waits in the database: %s", job, error.__class__.__name__)

    def is_there(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self._redis.ping())
        except _AWAY:
            return False

    def consume(self) -> None:
        """Work on jobs in threads of this process until `stop`."""
        for number in range(WORKERS):
            thread = threading.Thread(target=self._consume, name=f"consumer-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish what runs, take nothing new."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        super().stop()

    def _consume(self) -> None:
        away = False
        while not self._stopped.is_set():
            try:
                task = self._huey.dequeue()
            except _AWAY as error:
                if not away:
                    log.warning("queue away, trying again every second: %s", error.__class__.__name__)
                away = True
                self._stopped.wait(RETRY_SECONDS)
                continue
            except Exception:
                # Not written by us, or by a node with other keys: thrown away, the database still holds the job.
                log.exception("a message of the queue could not be read")
                continue
            if away:
                log.warning("queue is back")
                away = False
            if task is not None:
                self._huey.execute(task)


def open_queue(*, redis_url: str, secret: str, runs_jobs: bool) -> InlineQueue:
    """The queue of a node: Redis when there is one; else threads of this process, or nobody here."""
    if redis_url:
        return HueyQueue(redis_url, secret)
    return ThreadQueue() if runs_jobs else WaitingQueue()
