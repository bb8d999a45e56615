"""A roster file as an enterprise would send it: real rows, no sample of the template."""

from examapp.adapters.tables.spreadsheets import write_excel
from tests.world import id_number

HEAD = ["姓名", "身份证号", "手机号", "人员类别", "重点岗位", "岗位名称", "用工形式", "入职日期", "离职日期"]


def roster_file(first_serial: int = 901) -> bytes:
    """A safety manager and a welder; `first_serial` tells their ID numbers from those of others."""
    rows = [
        ["赵安管", id_number(first_serial), "19900000001", "安全管理人员", "", "安全员", "本单位", "2024-03-01", ""],
        ["钱电焊", id_number(first_serial + 1), "", "一线重点岗位", "动火作业", "焊工", "外包", "2025-07-15", ""],
    ]  # fmt: skip
    return write_excel({"名单": [HEAD, *rows]})
