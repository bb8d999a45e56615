"""Work that takes a while, killed in its middle: an import and archives in workers, certificates in a web node; each effect must be one."""

import re
import threading
import time
from functools import partial

import httpx
from sqlalchemy import select, text

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.identifiers import id_check_character
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.exams import Registration
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.people import roster_imports
from examapp.services.people.activations import activate, issue_code
from examapp.services.people.sign_ins import actor_of
from examapp.web.cookies import ME
from tests.chaos import archives
from tests.chaos.checker import judge_effects
from tests.chaos.processes import await_true
from tests.chaos.rounds import Stage, wait
from tests.chaos.sites import Site

ROWS = 3_000
# Few, because the rounds that restore backups need people without a certificate too.
PRINTERS = 5
# A run whose worker died is taken by another after 45 s of silence (domain/job_runs.py).
TAKEN_AGAIN = 120


def kill_labours(stage: Stage) -> None:
    """Both workers die in the middle of an import and of archives, a web node while it makes certificates (R16)."""
    site = stage.site
    rows = partial(_rows, site)
    file_ids, import_id = archives.ask_for_archives(site), _start_import(site)
    run = f"select tries, finished_at is not null from job_runs where arguments::text like '%\"import_id\": {import_id}}}%'"
    await_true(lambda: bool(rows(run)[0][0]), 30, "a worker has begun the import")
    await_true(lambda: archives.are_rendered(rows, file_ids), 30, "workers render the archives")
    for worker in site.workers:
        worker.kill()
    midway = not rows(run)[0][1]
    begun = sum(tries > 0 and not done for tries, done in archives.runs_of(rows, file_ids))
    for number in (0, 1):
        site.start_worker(number)
    stage.notes.append("两个后台进程在导入中途被杀" if midway else "后台进程被杀时导入已经做完，没有杀在中途")
    stage.notes.append(
        f"{len(file_ids)} 份档案 PDF（各 {archives.PAPERS:,} 多份答卷）有 {begun} 份在排版时被杀"
    )
    printers = _print_while_killed(stage)
    await_true(lambda: bool(rows(run)[0][1]), TAKEN_AGAIN, "another worker has done the import")
    stage.notes.append(f"导入第 {rows(run)[0][0]} 次做成，{ROWS:,} 人一次到位")
    await_true(
        lambda: all(done for _, done in archives.runs_of(rows, file_ids)),
        TAKEN_AGAIN,
        "all archives are made",
    )
    tries = "、".join(str(tries) for tries, _ in archives.runs_of(rows, file_ids))
    stage.notes.append(f"档案依次第 {tries} 次做成")
    effects = _count_effects(site, import_id, printers) | archives.count_archives(rows, file_ids)
    stage.findings.extend(judge_effects(effects))


def _rows(site: Site, query: str) -> list:
    engine = site.engine()
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query.replace(":", "\\:")))]
    finally:
        engine.dispose()


def _start_import(site: Site) -> int:
    with site.inside() as ports:
        officer = actor_of(db.session.scalar(select(Account).where(Account.login_name == "demo-officer")))
        now, book = ports.clock.now(), write_excel({"名单": [HEAD, *map(_row, range(ROWS))]})
        kept = roster_imports.preview_roster(
            book, "名单.xlsx", officer.enterprise_id, actor=officer, now=now, ports=ports
        )
        roster_imports.start_import(kept.id, actor=officer, now=now, ports=ports)
        return kept.id


HEAD = ["姓名", "身份证号", "手机号", "人员类别", "重点岗位", "岗位名称", "用工形式", "入职日期", "离职日期"]


def _row(number: int) -> list[str]:
    first = f"990104198{number // 1000}{number % 1000 // 100 + 1:02d}{number % 100 // 4 + 1:02d}{number % 1000:03d}"
    name = "故障" + "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{number:04d}")
    return [
        name,
        first + id_check_character(first),
        "",
        "其他从业人员",
        "",
        "普工",
        "本单位",
        "2024-03-01",
        "",
    ]


class Printer(threading.Thread):
    """Somebody who passed and asks for the certificate, twice at once, until a PDF is there."""

    def __init__(self, site: Site, registration_id: int, token: str) -> None:
        super().__init__()
        self.registration_id = registration_id
        self.page, self.got = f"/me/exams/{registration_id}", b""
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{site.nginx.port}",
            cookies={ME: token},
            timeout=30,
            follow_redirects=True,
        )

    def run(self) -> None:
        last = time.monotonic() + 90
        while not self.got and time.monotonic() < last:
            try:
                self._ask()
            except httpx.TransportError:
                time.sleep(0.5)
        self._client.close()

    def _ask(self) -> None:
        page = self._client.get(self.page)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        if page.status_code != 200 or found is None:
            time.sleep(0.5)
            return
        form = {"csrf_token": found.group(1)}
        second = threading.Thread(target=self._ask_beside, args=(form,))
        second.start()
        answer = self._client.post(f"{self.page}/certificate", data=form)
        second.join()
        paper = re.search(r'href="(/me/certificates/[0-9]+\.pdf)"', answer.text)
        answer = self._client.get(paper.group(1)) if paper else answer
        if answer.status_code == 200 and answer.content.startswith(b"%PDF"):
            self.got = answer.content

    def _ask_beside(self, form: dict) -> None:
        try:
            self._client.post(f"{self.page}/certificate", data=form)
        except httpx.TransportError:
            return


def _print_while_killed(stage: Stage) -> list[Printer]:
    with stage.site.inside() as ports:
        printers = [Printer(stage.site, one, token) for one, token in _passed(ports)]
    for one in printers:
        one.start()
    wait(0.7)
    stage.site.webs[0].kill()
    left = sum(not one.got for one in printers)
    stage.notes.append(f"{len(printers)} 人领证明，网站节点被杀时还有 {left} 份没做好")
    wait(2)
    stage.site.start_web(0)
    for one in printers:
        one.join()
    stage.live("之后答题恢复用时")
    return printers


def _passed(ports: Ports) -> list[tuple[int, str]]:
    query = (
        select(Registration).where(Registration.state == "passed").order_by(Registration.id).limit(PRINTERS)
    )
    now = ports.clock.now()
    bureau = actor_of(db.session.scalar(select(Account).where(Account.login_name == "demo-bureau")))
    found = []
    for one in db.session.scalars(query).all():
        code = issue_code(one.candidate_id, actor=bureau, now=now)
        number = open_field(one.candidate, "id_number_sealed", ports.sealer)
        token = activate(code, number, "chaos-passphrase-1", now=now, device="printer", ports=ports)
        found.append((one.id, token))
    return found


def _count_effects(site: Site, import_id: int, printers: list[Printer]) -> dict[str, int]:
    """What was asked for, and how often it is there; a certificate in the hand must be the stored one."""
    counts = {
        "import noted in the audit log": _rows(
            site,
            f"select count(*) from audit_entries where act = 'roster.imported' and subject = 'import:{import_id}'",
        )[0][0]
    }
    people = _rows(
        site,
        "select c.name, count(*) from employments e join candidates c on c.id = e.candidate_id where c.name like '故障%' group by c.name",
    )
    counts |= {f"employment of {name}": times for name, times in people}
    counts["everybody of the file"] = int(len(people) == ROWS)
    for one in printers:
        query = f"select number, document from certificates where registration_id = {one.registration_id}"
        held = _rows(site, query)
        counts[f"certificate of registration {one.registration_id}"] = len(held)
        counts[f"PDF in the hand of {one.registration_id}"] = int(bool(held) and bytes(held[0][1]) == one.got)
        for number, _ in held:
            noted = f"select count(*) from audit_entries where act = 'certificate.issued' and subject = 'certificate:{number}'"
            counts[f"certificate {number} in the audit log"] = _rows(site, noted)[0][0]
    numbers = _rows(site, "select count(*), count(distinct number) from certificates")[0]
    counts["certificate numbers without gap or repeat"] = int(numbers[0] == numbers[1] == _last_number(site))
    return counts


def _last_number(site: Site) -> int:
    return _rows(site, "select coalesce(max(right(number, 6)::int), 0) from certificates")[0][0]
