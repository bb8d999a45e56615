"""The demonstration city: fictional regions, enterprises, people and accounts, always the same."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from examapp.adapters.pinyin import text_initials, text_pinyin
from examapp.domain.permissions import AccountRole
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.audit import Counter
from examapp.models.candidates import Employment
from examapp.models.exams import Exam
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.demonstration import MARK, Holding, find_holding
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.demo.demo_cast import (
    CITY,
    COUNTIES,
    INDUSTRY_COUNTS,
    JOBS,
    LONG_NAMES,
    POSTS,
    RISK_TAGS,
    make_enterprise_name,
    make_id_number,
    make_name,
    make_uscc,
)
from examapp.services.demo.demo_exams import build_exam
from examapp.services.demo.demo_history import INSPECTIONS, build_history, count_inspections
from examapp.services.people.registers import new_candidate
from examapp.services.people.sign_ins import issue_sign_in_link

SEED = 20261123
PEOPLE = 1500
DEMO_ROLES = {
    "inspector": "执法人员（平板，现场抽考）",
    "inspector2": "第二名执法人员（自己的手机，确认记录）",
    "officer": "企业安全员",
    "bureau": "市局监管科室",
    "county": "区县局监管科室",
    "bank_admin": "题库管理员",
    "reviewer": "审题员",
    "administrator": "系统管理员",
    "auditor": "审计员",
    "supervisor": "执法监督员",
}
INSPECTOR_NAMES = ("周执一", "吴守正", "郑明察", "冯公允", "陈慎行", "卫平安", "蒋知严", "沈致远")


def build_demo_city(*, ports: Ports) -> bool:
    """Fill an empty database, or finish a build that was killed; False when there is nothing to build."""
    if not lacks_demo_city():
        return False
    now = ports.clock.now()
    dice = Random(SEED)
    if find_holding(db.session.connection()) is Holding.empty:
        _found_city(dice, ports, now)
    build_history(dice, ports=ports, now=now)
    if not _has_exam():
        build_exam(dice, ports=ports, now=now)
    return True


def lacks_demo_city() -> bool:
    """Whether the database is empty, or holds a demonstration city that was never finished."""
    match find_holding(db.session.connection()):
        case Holding.empty:
            return True
        case Holding.demonstration:
            return count_inspections() < INSPECTIONS or not _has_exam()
        case _:
            return False


def _has_exam() -> bool:
    return db.session.scalar(select(Exam.id).limit(1)) is not None


def _found_city(dice: Random, ports: Ports, now: datetime) -> None:
    with transaction() as session:
        session.add(Counter(name=MARK, value=SEED))
        regions = _add_regions()
        enterprises = _add_enterprises(dice, regions, now)
        _add_people(dice, enterprises, ports, now)
        _add_accounts(regions, enterprises, now)
        record_act("demo.built", "demo", actor="system", now=now, data={"seed": SEED})


def issue_demo_links(base_url: str, *, now: datetime) -> dict[str, str]:
    """A fresh one-time sign-in address for every demonstration role that exists here."""
    found = {
        account.login_name: account.id
        for account in db.session.scalars(
            select(Account).where(Account.login_name.startswith("demo-"), Account.state == "active")
        )
    }
    return {
        role: f"{base_url}/sign-in/{issue_sign_in_link(found[f'demo-{role}'], purpose='sign_in', now=now)}"
        for role in DEMO_ROLES
        if f"demo-{role}" in found
    }


def _add_regions() -> dict[str, Region]:
    city = Region(code=CITY[0], name=CITY[1], level="city", path=f"/{CITY[0]}/")
    db.session.add(city)
    db.session.flush()
    regions = {CITY[0]: city}
    for code, (name, towns) in COUNTIES.items():
        county = Region(code=code, name=name, level="county", parent_id=city.id, path=f"{city.path}{code}/")
        db.session.add(county)
        db.session.flush()
        regions[code] = county
        for number, town_name in enumerate(towns, start=1):
            town_code = f"{code}{number:03d}"
            town = Region(
                code=town_code,
                name=town_name,
                level="town",
                parent_id=county.id,
                path=f"{county.path}{town_code}/",
            )
            db.session.add(town)
            regions[town_code] = town
    db.session.flush()
    return regions


def _add_enterprises(dice: Random, regions: dict[str, Region], now: datetime) -> list[Enterprise]:
    towns = [region for region in regions.values() if region.level == "town"]
    used: set[str] = set()
    made = []
    for industry, count in INDUSTRY_COUNTS.items():
        for _ in range(count):
            town = towns[len(made) % len(towns)]
            county_code = town.code[:6]
            name = make_enterprise_name(dice, COUNTIES[county_code][0], industry, used)
            if len(made) == 20:
                name = "云澜恒澜新材料科技股份有限公司精细化工高端装备联合制造分公司"
            made.append(
                Enterprise(
                    uscc=make_uscc(county_code, len(made) + 1),
                    name=name,
                    name_pinyin=text_pinyin(name),
                    name_initials=text_initials(name),
                    region_id=town.id,
                    industry=industry,
                    size=dice.choice(("large", "medium", "small", "small", "micro")),
                    risk_tags=RISK_TAGS[industry],
                    address=f"{COUNTIES[county_code][0]}{town.name}工业大道 {dice.randrange(1, 300)} 号",
                    state="active",
                    created_at=now,
                )
            )
    db.session.add_all(made)
    db.session.flush()
    return made


def _add_people(dice: Random, enterprises: list[Enterprise], ports: Ports, now: datetime) -> None:
    today = today_of(now)
    weights = [{"large": 6, "medium": 4, "small": 2, "micro": 1}[one.size] for one in enterprises]
    places = list(enterprises) * 4 + dice.choices(
        enterprises, weights=weights, k=PEOPLE - 4 * len(enterprises)
    )
    people = []
    for serial, enterprise in enumerate(places):
        name = LONG_NAMES[serial // 250] if serial % 250 == 249 else make_name(dice)
        number = make_id_number(dice, "990102" if serial < 1000 else "990103", serial)
        phone = f"199{dice.randrange(10**8):08d}"
        people.append((new_candidate(name, number, phone, now=now, ports=ports), enterprise, serial))
    db.session.add_all(candidate for candidate, _, _ in people)
    db.session.flush()
    db.session.add_all(
        _make_employment(dice, candidate.id, enterprise, serial, len(enterprises), today)
        for candidate, enterprise, serial in people
    )
    db.session.flush()


def _make_employment(
    dice: Random, candidate_id: int, enterprise: Enterprise, serial: int, count: int, today: date
) -> Employment:
    # The first four rounds give every enterprise one lead, one manager and two key-post workers.
    rounds = ("lead", "manager", "key_post", "key_post")
    role = (
        rounds[serial // count]
        if serial < 4 * count
        else dice.choices(("manager", "key_post", "other"), (5, 55, 40))[0]
    )
    posts = (
        sorted(dice.sample(POSTS[enterprise.industry], k=dice.choice((1, 1, 2))))
        if role == "key_post"
        else []
    )
    kind = (
        "own"
        if role in ("lead", "manager")
        else dice.choices(("own", "agency", "outsourced"), (80, 13, 7))[0]
    )
    started = today - timedelta(days=dice.randrange(10, 3600))
    ended = (
        started + timedelta(days=dice.randrange(5, 400)) if role == "other" and dice.random() < 0.05 else None
    )
    return Employment(
        candidate_id=candidate_id,
        enterprise_id=enterprise.id,
        role=role,
        posts=posts,
        kind=kind,
        job_title=dice.choice(JOBS[role]),
        started_on=started,
        ended_on=ended if ended is None or ended < today else None,
    )


def _add_accounts(regions: dict[str, Region], enterprises: list[Enterprise], now: datetime) -> None:
    city, county = regions[CITY[0]], regions["990102"]
    rows = [
        ("inspector", INSPECTOR_NAMES[0], AccountRole.inspector, county.id, None),
        ("inspector2", INSPECTOR_NAMES[1], AccountRole.inspector, county.id, None),
        ("officer", "何安全", AccountRole.officer, None, enterprises[0].id),
        ("bureau", "许市局", AccountRole.bureau, city.id, None),
        ("county", "韩区局", AccountRole.bureau, county.id, None),
        ("bank_admin", "田编题", AccountRole.bank_admin, None, None),
        ("reviewer", "董审题", AccountRole.reviewer, None, None),
        ("administrator", "钱系统", AccountRole.administrator, None, None),
        ("auditor", "孔审计", AccountRole.auditor, None, None),
        ("supervisor", "郭监督", AccountRole.supervisor, city.id, None),
    ]
    for login, name, role, region_id, enterprise_id in rows:
        account = Account(
            login_name=f"demo-{login}",
            name=name,
            role=role,
            region_id=region_id,
            enterprise_id=enterprise_id,
            state="active",
            created_at=now,
        )
        db.session.add(account)
        db.session.flush()
        if role == AccountRole.inspector:
            _add_inspector(name, region_id, account.id)
    for number, name in enumerate(INSPECTOR_NAMES[2:], start=3):
        _add_inspector(name, regions[list(COUNTIES)[(number - 1) // 2 % 4]].id, None)
    db.session.flush()


def _add_inspector(name: str, region_id: int, account_id: int | None) -> None:
    certificate = f"演示执法 9901{INSPECTOR_NAMES.index(name) + 1:04d}"
    db.session.add(
        Inspector(name=name, certificate_number=certificate, region_id=region_id, account_id=account_id)
    )
