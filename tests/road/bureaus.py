"""A bureau that began with nothing: the set-up link, the registers, three inspectors with their tablets."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser import first_steps
from tests.browser.first_steps import PEOPLE, Person
from tests.browser.footsteps import Walker
from tests.road.starts import Start
from tests.road.windows import Windows

FIRM, SECOND_FIRM = "新区第一机械厂", "新区第二机械厂"
ODD_FIRM, ODD_NAMES_FIRM = "新区 H₂SO₄ 与 CaCl₂·6H₂O（分装）有限公司", "新区多民族联合加工厂"
SMALL_FIRM, NAMESAKES_FIRM, CROWD_FIRM = "新区两口子五金店", "新区同名同尾号木器厂", "新区大锻造厂"
FIRMS = (FIRM, SECOND_FIRM, ODD_FIRM, ODD_NAMES_FIRM, SMALL_FIRM, NAMESAKES_FIRM, CROWD_FIRM)
INSPECTORS = {"gao": "高队长", "lu": "陆队员", "tian": "田队员", "shi": "石队员"}

# Who goes out with whom.
COLLEAGUE = {"gao": "陆队员", "lu": "高队长", "tian": "石队员", "shi": "田队员"}


@dataclass
class Bureau:
    """`states`: what each inspector's tablet remembers, so that it is signed in on the next day too."""

    site: Start
    states: dict[str, dict] = field(default_factory=dict)
    rosters: set[str] = field(default_factory=set)

    def tablet(self, windows: Windows, login: str = "gao") -> Walker:
        """That inspector's tablet, at its home."""
        walker = Walker(windows.open("tablet", self.site.url, state=self.states[login]))
        walker.page.goto(f"{self.site.url}/tablet/")
        return walker

    def phone(self, windows: Windows) -> Page:
        """Somebody's phone, with nothing on it."""
        return windows.open("phone", self.site.url)

    def prepare_quiz(
        self, windows: Windows, firm: str = FIRM, people: tuple[Person, ...] = PEOPLE, login: str = "gao"
    ) -> Walker:
        """A tablet on the page where people are drawn; the roster is brought when the firm has none."""
        lead = self.tablet(windows, login)
        first_steps.choose_enterprise(lead, firm)
        if people and firm not in self.rosters:
            first_steps.import_roster(lead, people)
            self.rosters.add(firm)
        return lead

    def open_quiz(
        self, windows: Windows, firm: str = FIRM, people: tuple[Person, ...] = PEOPLE, login: str = "gao"
    ) -> tuple[Page, str]:
        """A tablet at the board of a fresh quiz, and its code."""
        lead = self.prepare_quiz(windows, firm, people, login)
        return lead.page, first_steps.draw(lead, COLLEAGUE[login])


def found_bureau(site: Start, windows: Windows, *, works: bool = False) -> Bureau:
    """From README's `serve` on an empty folder to a bureau that can go out; `works`: with a background node."""
    link = site.serve_empty()
    if works:
        site.work()
    admin = Walker(windows.open("desktop", site.url))
    first_steps.set_up_account(admin, link, "钱管理", "qian")
    admin.page.wait_for_url("**/first-steps")
    first_steps.fill_registers(
        admin, *(first_steps.enterprise(name, 810 + place) for place, name in enumerate(FIRMS))
    )
    bureau = Bureau(site)
    for place, (login, name) in enumerate(INSPECTORS.items(), 1):
        link = first_steps.add_inspector(admin, name, login, f"新执 {place:04d}")
        walker = Walker(windows.open("tablet", site.url))
        first_steps.enter_by_link(walker, link)
        bureau.states[login] = site.states[name] = walker.page.context.storage_state()
    return bureau
