"""People who only look: they open pages through nginx all the time, and every page is kept for the judge."""

import re
import threading

import httpx

from examapp.services.demo.demo_city import issue_demo_links
from examapp.services.demo.demo_exams import issue_demo_slip
from examapp.services.people.activations import activate
from examapp.web.cookies import ME
from tests.chaos.sites import Site
from tests.chaos.transport import Seen

STAFF_PAGES = ("/coverage", "/inspections", "/statistics/exams", "/enterprises")
PUBLIC_PAGES = ("/sign-in", "/me/sign-in", "/me/activate")
CANDIDATE_PAGES = ("/me",)
PAUSE = 0.4


def enter_as_bureau(site: Site) -> httpx.Client:
    """Somebody of the bureau, signed in. Raises RuntimeError when that is refused."""
    client = httpx.Client(base_url=f"http://127.0.0.1:{site.nginx.port}", timeout=20)
    with site.inside() as ports:
        path = issue_demo_links("", now=ports.clock.now())["bureau"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text).group(1)
    entered = client.post(path, data={"csrf_token": token})
    if entered.status_code != 302 and entered.status_code != 303:
        raise RuntimeError(f"the bureau could not sign in: {entered.status_code}")
    return client


class Witness:
    """A bureau officer, a candidate and a stranger, on one thread."""

    def __init__(self, site: Site) -> None:
        self.base = f"http://127.0.0.1:{site.nginx.port}"
        self.seen: list[Seen] = []
        self.silent = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.staff, self.candidate = enter_as_bureau(site), self._enter_as_candidate(site)
        self.stranger = httpx.Client(base_url=self.base, timeout=20)

    def _enter_as_candidate(self, site: Site) -> httpx.Client:
        with site.inside() as ports:
            address, number = issue_demo_slip("", ports=ports)
            code, now = address.partition("code=")[2], ports.clock.now()
            token = activate(code, number, "chaos-passphrase-1", now=now, device="witness", ports=ports)
        return httpx.Client(base_url=self.base, timeout=20, cookies={ME: token})

    def begin(self) -> None:
        """Look from now on."""
        self._thread.start()

    def finish(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()
        for client in (self.staff, self.candidate, self.stranger):
            client.close()

    def _look(self) -> None:
        tours = [(self.staff, STAFF_PAGES), (self.candidate, CANDIDATE_PAGES), (self.stranger, PUBLIC_PAGES)]
        while not self._over.is_set():
            for client, pages in tours:
                for page in pages:
                    self._open(client, page)
                    if self._over.wait(PAUSE):
                        return

    def _open(self, client: httpx.Client, page: str) -> None:
        try:
            answer = client.get(page)
        except httpx.TransportError:
            # Nothing at all came back: the browser's own page, about which we can promise nothing.
            self.silent += 1
            return
        kind, after = (answer.headers.get(name, "") for name in ("Content-Type", "Retry-After"))
        self.seen.append(Seen(page, answer.status_code, kind, answer.text[:200_000], after))
