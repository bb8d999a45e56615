"""The fictional cast of the demonstration city: names, codes and numbers that belong to nobody.

Region code 99 is assigned to no province in GB/T 2260, so no ID number or credit code made here can be a real one.
"""

from datetime import date, timedelta
from random import Random

from examapp.domain.identifiers import id_check_character, uscc_check_character

CITY = ("990100", "云澜市（演示）")
COUNTIES = {
    "990102": ("澜江区", ("望潮街道", "青石街道", "南浦镇")),
    "990103": ("云桥区", ("滨河街道", "东塘镇", "柏林镇")),
    "990121": ("松溪县", ("城关镇", "石塘镇", "白鹭乡")),
    "990122": ("望湖县", ("湖滨镇", "杨柳镇", "双桥乡")),
}
BRANDS = (
    "恒澜",
    "远帆",
    "晨曦",
    "云鼎",
    "金禾",
    "博远",
    "宏泽",
    "瑞川",
    "嘉木",
    "天和",
    "盛源",
    "凯越",
    "新辰",
    "华屹",
    "中诺",
    "安泰",
    "立信",
    "永固",
    "海岳",
    "清源",
    "星火",
    "同德",
    "万象",
    "景明",
    "泰禾",
    "卓越",
    "和顺",
    "东篱",
    "南岭",
    "西岸",
    "北辰",
    "长风",
)
TRADES = {
    "chem_production": ("精细化工", "涂料树脂", "染料助剂", "电子化学品"),
    "chem_trade": ("化工贸易", "燃气供应", "溶剂经营"),
    "chem_use": ("印染", "电镀", "制药中间体"),
    "small_manufacturing": ("五金制品", "塑料包装", "针织服饰", "家具", "机械配件"),
    "noncoal_mine": ("石料矿业", "萤石矿业"),
    "fireworks": ("烟花爆竹批发", "烟花爆竹销售"),
    "smelting": ("铜业", "特钢铸造", "铝业"),
    "three_places": ("船舶修造", "冷链食品", "家具喷涂", "铝制品抛光"),
    "gongmao": ("纺织机械", "建材", "轻工制品", "食品加工"),
}
INDUSTRY_COUNTS = {
    "chem_production": 9,
    "chem_trade": 6,
    "chem_use": 8,
    "small_manufacturing": 14,
    "noncoal_mine": 5,
    "fireworks": 4,
    "smelting": 5,
    "three_places": 7,
    "gongmao": 8,
}
RISK_TAGS = {
    "chem_production": ["重大危险源", "八大特殊作业"],
    "chem_trade": ["储存经营"],
    "chem_use": ["使用危化品"],
    "small_manufacturing": [],
    "noncoal_mine": ["爆破"],
    "fireworks": ["易燃易爆"],
    "smelting": ["高温熔融金属"],
    "three_places": ["有限空间", "粉尘涉爆"],
    "gongmao": ["有限空间"],
}
POSTS = {
    "chem_production": (
        "hot_work",
        "confined_space",
        "blind_plate",
        "height",
        "lifting",
        "temporary_power",
        "earthwork",
        "road_breaking",
        "chemical_handling",
    ),
    "chem_trade": ("chemical_handling", "hot_work"),
    "chem_use": ("chemical_handling", "hot_work", "limited_space", "temporary_power"),
    "small_manufacturing": ("hot_work", "height", "temporary_power", "dust"),
    "noncoal_mine": ("height", "lifting", "temporary_power"),
    "fireworks": ("chemical_handling", "temporary_power"),
    "smelting": ("lifting", "hot_work", "limited_space", "dust"),
    "three_places": ("limited_space", "dust", "hot_work", "height"),
    "gongmao": ("limited_space", "lifting", "height", "hot_work"),
}
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石单仇解"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国志春梅海燕文博子轩浩宇欣怡俊峰丽萍秀珍德福根生水木林森金宝庆祥永康长安"
LONG_NAMES = ("阿依古丽·买买提", "欧阳明月", "司马长青", "㛃宁", "诸葛䶮", "迪丽努尔·阿不都热依木")
JOBS = {
    "lead": ("总经理", "法定代表人", "厂长"),
    "manager": ("安全部经理", "专职安全员", "安环主管"),
    "key_post": ("操作工", "班组长", "维修工", "监护人"),
    "other": ("仓管员", "文员", "质检员", "驾驶员"),
}


def make_name(dice: Random) -> str:
    """A fictional name; about one in two hundred is long or rare, because pages must bear them."""
    if dice.random() < 0.005:
        return dice.choice(LONG_NAMES)
    return dice.choice(SURNAMES) + "".join(dice.choice(GIVEN) for _ in range(dice.choice((1, 2, 2, 2))))


def make_id_number(dice: Random, region_code: str, serial: int) -> str:
    """A well-formed number of the unassigned province 99; `serial` keeps them apart."""
    born = date(1963, 1, 1) + timedelta(days=dice.randrange(0, 15600))
    first = f"{region_code}{born:%Y%m%d}{serial % 1000:03d}"
    return first + id_check_character(first)


def make_uscc(region_code: str, serial: int) -> str:
    """A well-formed unified social credit code of the unassigned province 99."""
    first = f"91{region_code}MADEM{serial:04d}"
    return first + uscc_check_character(first)


def make_enterprise_name(dice: Random, county: str, industry: str, used: set[str]) -> str:
    """A fictional company name that is not taken yet."""
    while True:
        place = "云澜" if dice.random() < 0.5 else county[:-1]
        name = f"{place}{dice.choice(BRANDS)}{dice.choice(TRADES[industry])}有限公司"
        if name not in used:
            used.add(name)
            return name
