"""A small fictional world for tests: one city, two counties, two enterprises, a cast of accounts, a real item bank."""

from datetime import UTC, date, datetime

from examapp.adapters.clock import FixedClock
from examapp.domain.identifiers import id_check_character, uscc_check_character
from examapp.domain.permissions import AccountRole
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.candidates import Employment
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.transactions import transaction
from examapp.services.papers.blueprint_defaults import add_default_blueprints
from examapp.services.people.registers import new_candidate
from examapp.services.people.sign_ins import actor_of
from examapp.services.upkeep.bank_sync import sync_bank
from question_bank.store import load_bank

MOMENT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROSTER = [
    ("刘主任", "lead", []),
    ("王经理", "manager", []),
    ("李安全", "manager", []),
    ("张焊工", "key_post", ["hot_work"]),
    ("赵高空", "key_post", ["height"]),
    ("孙受限", "key_post", ["confined_space"]),
    ("欧阳·阿依古丽", "key_post", []),
    ("周文员", "other", []),
]


def id_number(serial: int) -> str:
    """A well-formed ID number of the unassigned province 99."""
    first = f"99010219800101{serial:03d}"
    return first + id_check_character(first)


def uscc(serial: int) -> str:
    """A well-formed credit code of the unassigned province 99."""
    first = f"91990102MATEXT{serial:03d}"
    return first + uscc_check_character(first)


def fill_bank(now: datetime = MOMENT) -> None:
    """The shipped bank and the default blueprints."""
    sync_bank(load_bank(), now=now)
    add_default_blueprints(now=now)


def build_world(ports) -> dict:
    """Everything by name: regions, enterprises, accounts, inspectors, actors."""
    now = ports.clock.now()
    world: dict = {"actors": {}, "accounts": {}, "tails": {}}
    with transaction() as session:
        city = Region(code="990100", name="试验市", level="city", path="/990100/")
        session.add(city)
        session.flush()
        counties = [
            Region(code=code, name=name, level="county", parent_id=city.id, path=f"/990100/{code}/")
            for code, name in (("990102", "甲区"), ("990103", "乙区"))
        ]
        session.add_all(counties)
        session.flush()
        world["own"] = _enterprise("甲区示例化工有限公司", counties[0], 1, now)
        world["foreign"] = _enterprise("乙区示例铸造有限公司", counties[1], 2, now)
        session.add_all([world["own"], world["foreign"]])
        session.flush()
        _staff(world, city, counties, now)
        _roster(world, ports, now)
    for login, account in world["accounts"].items():
        world["actors"][login] = actor_of(account)
    return world


def _enterprise(name: str, county: Region, serial: int, now: datetime) -> Enterprise:
    return Enterprise(
        name=name,
        uscc=uscc(serial),
        name_initials="jqslhg" if serial == 1 else "yqslzz",
        name_pinyin="",
        region_id=county.id,
        industry="chem_production",
        size="small",
        risk_tags=[],
        address="工业路 1 号",
        state="active",
        created_at=now,
    )


def _staff(world: dict, city: Region, counties: list[Region], now: datetime) -> None:
    rows = [
        ("inspector", AccountRole.inspector, counties[0].id, None),
        ("colleague", AccountRole.inspector, counties[0].id, None),
        ("outsider", AccountRole.inspector, counties[1].id, None),
        ("bureau", AccountRole.bureau, city.id, None),
        ("county", AccountRole.bureau, counties[1].id, None),
        ("officer", AccountRole.officer, None, world["own"].id),
        ("foreign_officer", AccountRole.officer, None, world["foreign"].id),
        ("administrator", AccountRole.administrator, None, None),
        ("auditor", AccountRole.auditor, None, None),
        ("bank_admin", AccountRole.bank_admin, None, None),
        ("reviewer", AccountRole.reviewer, None, None),
        ("supervisor", AccountRole.supervisor, counties[0].id, None),
    ]
    for number, (login, role, region_id, enterprise_id) in enumerate(rows, start=1):
        account = Account(
            login_name=login,
            name=f"{login}甲",
            role=role,
            region_id=region_id,
            enterprise_id=enterprise_id,
            state="active",
            created_at=now,
        )
        db.session.add(account)
        db.session.flush()
        world["accounts"][login] = account
        if role == AccountRole.inspector:
            inspector = Inspector(
                account_id=account.id,
                name=account.name,
                certificate_number=f"试 {number:04d}",
                region_id=region_id,
                state="active",
            )
            db.session.add(inspector)
            db.session.flush()
            world[f"{login}_id"] = inspector.id


def _roster(world: dict, ports, now: datetime) -> None:
    for serial, (name, role, posts) in enumerate(ROSTER, start=1):
        candidate = new_candidate(name, id_number(serial), None, now=now, ports=ports)
        db.session.add(candidate)
        db.session.flush()
        world["tails"][name] = id_number(serial)[-4:]
        db.session.add(
            Employment(
                candidate_id=candidate.id,
                enterprise_id=world["own"].id,
                role=role,
                posts=posts,
                kind="own",
                started_on=date(2024, 1, 1),
            )
        )
    db.session.flush()


__all__ = ["MOMENT", "FixedClock", "build_world", "fill_bank", "id_number", "uscc"]
