"""What is wrong with an uploaded table: with the file as a whole, and with each cell; and the mend."""

from examapp.domain.id_documents import DocumentKind
from question_bank.model import Industry

CAUSES = {
    "zip_bomb": "文件解压后太大，像是损坏或恶意的文件。",
    "not_a_table": "这不是 Excel 或 CSV 表格。请另存为 xlsx 后再试。",
    "zip_locked": "文件加了密码，读不了。请去掉密码另存后再试。",
    "encoding": "文字编码读不出来。请在 Excel 里另存为“CSV UTF-8”或 xlsx。",
    "empty": "表格是空的。",
    "too_large": "表格太大，请拆分。",
    "too_slow": "这个文件读得太久，已经停下。请拆成几个小文件再试。",
    "workbook_other": "这是 ods 或 xlsb 表格，不能直接读。请用 Excel 或 WPS 另存为 xlsx 后再试。",
    "cell_far_off": "表格占的范围太大，多半是很远的地方有一个多余的格子。请删掉数据右边和下边的空列、空行，另存后再试。",
}
FAULTS = {
    "header_missing": "没有找到表头。请用模板，第一行写“{value}”等列名。",
    "column_missing": "没有找到这一列，请补上，或者指明是哪一列。",
    "no_rows": "有表头，表头下面没有内容，请填好再传。",
    "only_samples": "表里只有模板的样例行，样例不会导入。请填上自己的内容再传。",
    "sample_left": "这一格还是模板样例的内容，请换成自己的，或者清空。",
    "region_code_malformed": "代码应为数字：市和区县 6 位，镇街 9 位。",
    "region_level_wrong": "级别应填：市、区县、镇街，并且和代码的位数相符。",
    "region_parent_unknown": "没有上级区域“{value}”。请先写上级那一行，或者核对“上级代码”。",
    "region_moved": "这个代码已经登记在别的级别或上级下面，导入不能改。请核对代码。",
    "double_code": "和{value}的代码相同，请删掉一行。",
    "region_unknown": "没有登记这个区域，或者不在您的管辖范围。请填行政区划代码，或先导入区域。",
    "region_ambiguous": "有几个同名的区域，请填行政区划代码。",
    "region_too_high": "企业要写到区县或镇街，不能只写到市。",
    "region_too_low": "执法人员写到市或区县，不写镇街。",
    "uscc_malformed": "统一社会信用代码应为 18 位，且校验位要对得上，请对照营业执照。",
    "uscc_elsewhere": "这个信用代码的企业登记在别的辖区，您不能改。",
    "industry_unknown": "行业类别应填：" + "、".join(one.label for one in Industry) + "。",
    "size_unknown": "规模应填：大型、中型、小型、微型，可以空着。",
    "certificate_other_name": "这个执法证号登记的是另一个姓名，请核对证件。",
    "certificate_elsewhere": "这个执法证号登记在别的辖区，您不能改。",
    "empty": "没有填，请补上。",
    "name_odd_signs": "名称里有“{value}”，不是文字，请删掉。人名按身份证上的写。",
    "id_as_number": "这一格是数字，Excel 已经丢掉了最后几位，找不回来。请把整列设成“文本”，再重新填写完整号码。",
    "id_scientific": "这一格写成了科学计数法，号码最后几位已经丢失，谁也找不回来。请照证件重新填写完整号码。",
    "id_two_names": "和{value}是同一个号码、不同姓名，两行都没有算。请对照证件，改掉写错的那一行。",
    "name_on_roster": "您的名单上这个号码登记的姓名是“{value}”，和表里写的不一样，请核对证件。",
    "name_formula": "姓名以“=”“+”“-”“@”开头，像是公式。请只写姓名。",
    "name_too_long": "姓名有 {value} 个字，最多 60 个，不会截断。请照证件核对。",
    "name_without_letters": "姓名里没有文字，请照证件填写。",
    "name_with_note": "姓名里有括号“{value}”，请只写姓名，别的写在备注列。",
    "id_length": "身份证号不是 18 位。用别的证件的，请在“证件类型”里选是哪一种。",
    "id_form": "号码和所写的证件类型对不上，请对照证件重填。",
    "document_unknown": "没有“{value}”这种证件，可填："
    + "、".join(kind.label for kind in DocumentKind)
    + "。",
    "id_character": "身份证号里有不该有的字符。",
    "id_birth": "身份证号里的出生日期不对。",
    "id_checksum": "身份证号校验位不对，多半是抄错了一位，请对照证件。",
    "phone_malformed": "手机号只能是数字。",
    "phone_scientific": "这一格写成了科学计数法，手机号后面几位已经丢失，请重新填写完整号码，或者清空。",
    "role_unknown": "人员类别应填：主要负责人、安全管理人员、一线重点岗位、其他从业人员。",
    "post_unknown": "没有这个重点岗位，可填的见模板的“填写说明”。",
    "kind_unknown": "用工形式应填：本单位、劳务派遣、外包。",
    "date_unreadable": "日期读不出来，请写成 2024-03-01。",
    "dates_reversed": "离职日期早于入职日期。",
    "double_row": "和{value}是同一个人、同一天入职、同一个身份，请删掉一行。",
    "stay_two_days": "和{value}是同一个人、同一个身份，只是入职日期不同。请改成同一天，或者只留对的一行。",
    "date_in_future": "检查日期晚于今天，请核对。",
    "double_visit": "和{value}是同一家企业、同一天、同一编号，请删掉一行，或者写上不同的检查编号。",
    "enterprise_unknown": "没有登记这家企业，或者不在您的管辖范围。请核对名称和信用代码，或先在“企业”里登记。",
    "enterprise_ambiguous": "有几家同名企业，请填统一社会信用代码。",
    "inspectors_unknown": "没有登记，或者有同名的，或者超过两名。请填执法证号，也可以空着。",
    "name_differs": "您的名单上这个身份证号是另一个姓名，表里写的是“{name}”，请核对证件。",
}

# Why a part of a file is no row.
UNUSED = {
    "title": "表头上面的字",
    "notes": "模板的填写说明",
    "header_again": "又一行表头",
    "footer": "表尾",
    "number_only": "只有序号",
    "no_known_column": "认识的列里都没有内容",
    "sheet_hidden": "隐藏的工作表，没有读",
    "sheet_without_header": "没有找到表头，没有读",
    "sheet_lacks_columns": "缺少要用的列，没有读",
}


def fault_sentence(code: str, data: dict | None = None) -> str:
    """What is wrong with a cell of a table, and the mend; or why a part of the file is no row."""
    return (FAULTS | UNUSED).get(code, "这一格有误，请对照模板修改。").format_map(_Known(data or {}))


class _Known(dict):
    def __missing__(self, key: str) -> str:
        return ""
