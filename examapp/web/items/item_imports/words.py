"""The Chinese sentences of item files: refusals of a whole file, problems of one item, names of formats and fields."""

from examapp.web.item_sentences import GUESS_SENTENCES
from examapp.web.items.item_imports.accounts import left_out_sentence

# A file that was not read: what happened, what to do.
REFUSALS = {
    "file_too_large": "文件超过 {most} MB。请拆成几个文件再导入。",
    "file_empty": "文件是空的。请检查选的是不是这个文件。",
    "format_unknown": (
        "认不出这是什么格式。可以导入 Excel、Word（docx、doc、rtf）、文字能选中的 PDF、CSV、文本、网页、"
        "GIFT、AIKEN、Moodle XML、QTI、本系统的 TOML，也可以把几个文件打成 zip。"
    ),
    "old_word": (
        "这是 Word 97 以前的 doc，太旧，读不出来。"
        "请用 Word 或 WPS 打开它，点“文件”里的“另存为”，文件类型选“Word 文档（*.docx）”，再导入存出来的那一份。"
    ),
    "pdf_scan": "这份 PDF 是扫描的图，里面没有文字。请向出题的人要 Word 或 Excel；实在没有，用 WPS 等软件认成文字、逐题核对后再导入。",
    "pdf_letters": (
        "这份 PDF 没有写明每个字形是什么字，取出来会是乱码，没有读。请打开它，选中题目复制，粘贴到“粘贴文字”里看看；"
        "还是乱码的，请要原来的 Word 或 Excel。"
    ),
    "pdf_table": "这份 PDF 里的题目排成表格，一格里换了几行就分不清属于哪道题，没有读。请要原来的 Excel 或 Word，或者用 WPS 转成 Excel 再导入。",
    "pdf_columns": "这份 PDF 一页分几栏，看不出该先读哪一栏，没有读。请要原来的 Word，或者用 WPS 转成 Word 再导入。",
    "pdf_too_long": "这份 PDF 太长或者太复杂（最多 {most} 页），没有读。请拆成几份再导入。",
    "pdf_broken": "PDF 损坏，读不出来。请重新导出一次，或者要原来的 Word、Excel。",
    "too_many_files": "压缩包里文件太多，一次最多 {most} 个。请分几次导入。",
    "encoding": "文字编码读不出来（第 {at} 个字节处）。请用记事本另存为 UTF-8 后再导入。",
    "not_text": "这个文件里不是文字，也不是能认出的格式。",
    "zip_bomb": "压缩包解开后太大，像是损坏或恶意的文件，没有打开。",
    "zip_broken": "压缩包损坏，或者不是真正的 Excel、Word、zip 文件。请重新导出一次。",
    "zip_escapes": "压缩包里有指向包外的路径（{name}），没有打开。请向提供文件的人要一份干净的。",
    "zip_locked": "文件加了密码。请去掉密码后再导入。",
    "xml_entities": "文件里有 XML 实体或外部引用，可能用来攻击服务器，没有读。请重新导出一份不带实体的。",
    "xml_broken": "XML 写法有误（第 {line} 行第 {column} 列）。请重新导出一次。",
    "xml_too_deep": "XML 嵌套太深或太大，没有读。请拆分后再导入。",
    "word_broken": "Word 文件损坏，读不出来。请用 Word 或 WPS 打开后另存一份。",
    "table_broken": "表格文件损坏，读不出来。请用 Excel 或 WPS 打开后另存为 xlsx。",
    "sheet_too_large": "表格{sheet}占的范围太大{cell}。多半是很远处有个多余的格子：请删掉数据右边和下边的空列、空行再存，或者拆成几个文件。",
    "workbook_other": "这是 ods 或 xlsb 表格，不能直接读。请用 Excel 或 WPS 另存为 xlsx 后再导入。",
    "too_many_items": "题目太多，一次最多 {most} 题。请拆成几个文件。",
    "too_many_lines": "文件行数太多，一次最多 {most} 行。请拆成几个文件。",
    "too_many_sheets": "工作表太多，一次最多 {most} 页。请拆成几个文件。",
    "too_slow": "这个文件读得太久，已经停下，没有导入任何内容。请拆成几个小文件再试。",
    "web_page": "这是网页，不是题目文件。请打开网页，复制里面的题目文字，粘贴到“粘贴文字”里。",
    "toml_broken": "TOML 写法有误（{where}）。",
    "unreadable": "读这个文件时出了错，已经记下来。没有导入任何内容，请把文件交给系统管理员查看。",
}
# A problem of one item or of the file: what is wrong and what to do. {read} is what stands there.
PROBLEMS = {
    "stem_missing": "没有题干。请补上题目文字。",
    "type_unknown": "不认识题型“{read}”。表格请在“指明各列”里说它是什么题型，一次全改；别的文件点“改这道题”。",
    "type_missing": "没有写题型。请补上。",
    "type_unsupported": "“{read}”不能自动判分，不导入。可以改写成选择题或判断题。",
    "choices_too_many": "选项有 {read} 个，最多 26 个。",
    "choice_empty": "选项 {read} 是空的。请补上，或者把后面的选项往前移。",
    "choices_double": "有两个选项一样：“{read}”。请改掉一个。",
    "choices_missing": "选择题至少要两个选项。请补上选项，每个选项前写 A. B. C.。",
    "text_too_long": "文字太长，像是几道题连在了一起。请检查题号。",
    "answers_differ": "题干括号里的答案和后面写的答案不一样（{read}）。请改成一样，或者删掉一处。",
    "answer_missing": "没有找到答案。请在题后写“答案：A”，或者在题干括号里写上。",
    "pairs_unreadable": "配对“{read}”读不懂。请逐项写出字母，用分号隔开，例如：氨=A；氯=C。",
    "answer_unreadable": "答案“{read}”读不懂。请写选项字母，例如 ABD。",
    "answer_not_a_choice": "答案“{read}”里的 {letters} 不是这道题的选项。最后一个选项是 {last}，请核对。",
    "answer_repeats": "答案“{read}”里有重复的字母，可能是几道题的答案连在一起。请改成这道题的答案。",
    "judgement_unreadable": "判断题的答案“{read}”读不懂。请写 对 或 错（√ × 也可以）。",
    "judgement_with_choices": "写的是判断题，但是有选项“{read}”。请改题型，或者删掉选项。",
    "written_with_choices": "填空题或数值题不应有选项，但是有“{read}”。请改题型，或者删掉选项。",
    "number_unreadable": "“{read}”不是一个数。请只写数字，例如 19.5。",
    "single_with_several": "写的是单选题，答案却有几个（{read}）。请改成多选题，或者只留一个答案。",
    "multiple_with_one": "多选题只有一个答案（{read}）。可以导入，请核对是不是漏了。",
    "ordering_incomplete": "排序题的答案要写全部选项的顺序，例如 CABD。现在是“{read}”。",
    "cell_became_date": "{cell} 被 Excel 变成了日期（{read}）。请把这一格设成文本，重新填写。",
    "readings_differ": "按题号分和按答案分，这里的结果不一样，分不清哪几行是一道题。请在每道题前写上题号后再导入。",
    "answers_two": "这道题写了两个不一样的答案。请只留一个。",
    "choices_out_of_row": "选项字母没有按 A、B、C 排（读到“{read}”）。请核对是不是漏了一个。",
    "choice_goes_on": (
        "选项后面接着一行更长的字（“{read}”），不像选项的话。在“对照原文”里点“这行不要”，或者点“改这道题”。"
    ),
    "blanks_several": "题干有 {read} 个空，答案却不是 {read} 段。请按顺序写答案，用分号隔开，例如：安全；预防。",
    "blanks_joined": "题干有 {read} 个空，题干后面加了一句怎么填；顿号、逗号、分号、空格隔开都算对。请核对各空的顺序。",
    "brackets_several": "题干里有几个括号都像答案（{read}）。请在题后写“答案：…”。",
    "bracket_open": "题干的括号没有写完，后面的“{read}”像是答案。请补上右括号，或者把答案写在题后。",
    "picture_in_choice": "选项 {read} 是图，分不清或拼不起来。点“改这道题”写成文字选项，或者把几张图拼成一张（图上标 A、B、C）放在题干里。",
    "pictures_joined": "选项 {read} 的图已经拼成一张，图上写了字母，放在题干下面；选项不打乱。请看一看图。",
    "other_key": "{where}是同一道题，答案却是“{read}”，这里是“{own}”。请核对哪个对，改成一样或删掉一道。",
    "bank_other_key": "题库里的 {read} 是同一道题，答案却不一样。请核对哪个对。",
    "explained_otherwise": "解析里写着“{read}”，和答案不一样。请核对哪个对。",
    "answer_of_sheet": "答案“{read}”取自“{sheet}”那一页，按题号对上的，请核对。",
    "key_marked": "答案取自选项旁边的“{read}”，请核对。",
    "mark_unsure": "选项旁边的“{read}”像是答案，但文件里不是每道选择题都这样标。请在题后写“答案：…”。",
    "red_choice": "没有写答案，但是“{read}”是红字，可能是答案。请在题后写“答案：…”。",
    "numbers_several": "数值题有几个答案（{read}），只能有一个。请拆开，或者写成一个数和允许误差。",
    "points_short": "没有一种选法能得满分（只有 {read} 分），不知道答案。请在原系统里核对后重新导出。",
    "tolerance_uneven": "允许误差上下不一样（{read}），请改成一样的。",
    "random_numbers": "题目里有随机数，每次都不一样，不能导入。请改成固定的数。",
    "adaptive": "这道题会按作答变化，不能导入。",
    "sound": "题目里有音频或视频，不能导入。",
    "stimulus_missing": "这道题要配合“{read}”来答，文件里没有这段材料。请传整个压缩包。",
    "test_without_items": "这只是试卷的目录，题在别的文件里。请传整个压缩包。",
    "header_inferred": "这张表没有表头，各列是按内容认的：{columns}。请核对下面的题目。",
    "header_missing": "这一页没有找到表头（读到“{read}”）。请在“指明各列”里说明每一列是什么。",
    "header_only": "这一页有表头，没有题。",
    "header_contradicted": "{column} 列的标题是“答案”，下面却像句子（“{read}”），而 {other} 列像答案。请检查标题有没有写错列。",
    "line_skipped": "这一段不像题目，没有导入：“{read}”。",
    "listed_answer_unused": "答案表里第 {number} 题的答案“{read}”没有对应的题目。请核对题号。",
    "nothing_found": "没有找到题目。请检查每道题前有没有题号，选项前有没有 A. B. C.。",
    "pictures_several": "一道题只能放一张图，只留了第一张。",
    "picture_refused": "图（{read}）不能用：不是 PNG、JPEG 等图片，或者太大。请换一张。",
    "pictures_refused": "文件里有 {read} 张图读不出来，没有导入。请另存为 PNG 或 JPEG 后放回去。",
    "picture_missing": "找不到图 {read}。请和题目一起打包成 zip，或者点“改这道题”，导入后再补图。",
    "picture_unread": (
        "这道题有图，旧版 Word（doc）和 PDF 里的图读不出来。不看图也能答的，点“改这道题”去掉“〔图〕”；"
        "要图的，用 Word 或 WPS 另存为 docx 再导入。"
    ),
    "picture_needed": "点图题没有图。请和图一起打包成 zip。",
    "area_unreadable": "点图区域“{read}”读不懂。区域要在图的范围里。",
    "active_defused": "文字里有网页脚本或嵌入内容，已经变成普通文字，不会运行。请检查后删掉。",
    "matching_split": "连线题已拆成几道单选题，这是其中第 {read} 道。请核对。",
    "interactions_several": "一道题里有 {read} 处作答{kinds}，只能导入有一处的。请拆成几道题。",
    "interaction_missing": "这道题没有能判分的作答方式，不导入。",
    "package_file_missing": "清单里写的文件 {read} 不在压缩包里。请重新打包。",
    "xml_broken": "这个文件的 XML 写法有误，没有导入。",
    "xml_too_deep": "这个文件的 XML 嵌套太深，没有导入。",
    **GUESS_SENTENCES,
}
FORMATS = {
    "xlsx": ("Excel 表格（xlsx）", "一行一题，改起来最方便"),
    "xls": ("旧版 Excel 表格（xls）", ""),
    "csv": ("CSV 表格", "任何表格软件都能打开"),
    "docx": ("Word 文档（docx）", "打印、传阅、请人改题"),
    "doc": ("旧版 Word 文档（doc）", "图读不出来，文字和表格都读"),
    "text": ("文本", "一、单选题 / 1. / A. / 答案："),
    "pdf": ("PDF", "文字能选中的读，扫描的不读；图读不出来"),
    "html": ("网页", "另存的网页，或者存成 xls、doc 的网页"),
    "mht": ("网页归档（mht）", ""),
    "rtf": ("RTF 文档", ""),
    "wordxml": ("Word XML 文档", ""),
    "zip": ("压缩包", "里面有几个文件"),
    "gift": ("GIFT", "Moodle 的文本格式"),
    "aiken": ("AIKEN", "最简单的单选题格式"),
    "moodle": ("Moodle XML", "Moodle 题库"),
    "qti": ("QTI", ""),
    "qti12": ("QTI 1.2", "较老的考试系统"),
    "qti21": ("QTI 2.1", "压缩包"),
    "qti22": ("QTI 2.2", "压缩包"),
    "qti30": ("QTI 3.0", "压缩包"),
    "toml": ("本系统的 TOML", "什么都不丢，适合备份和交换"),
}
FACTS = {
    "rationale": "解析", "topic": "主题", "roles": "适用人员", "industries": "适用行业", "posts": "适用岗位", "difficulty": "难度",
    "citations": "依据", "unit": "单位", "tolerance": "允许误差", "policy": "多选题的计分方式", "shuffle": "选项是否打乱",
    "read_aloud": "朗读文字", "case": "案例", "item_id": "题目编号", "picture": "图", "areas": "点图区域的精确位置（四舍五入到像素）",
}  # fmt: skip
COLUMNS = {"number": "题号", "type": "题型", "stem": "题干", "answer": "答案"}
INTERACTIONS = {
    "choiceInteraction": "选择",
    "textEntryInteraction": "填空",
    "extendedTextInteraction": "问答",
    "inlineChoiceInteraction": "下拉选词",
    "orderInteraction": "排序",
    "matchInteraction": "配对",
    "associateInteraction": "连线",
    "gapMatchInteraction": "拖放填空",
    "hotspotInteraction": "点图",
    "hottextInteraction": "点词",
    "sliderInteraction": "滑块",
    "uploadInteraction": "上传文件",
}
OBSTACLES = {
    "type": "这种格式没有这个题型",
    "text": "文字里有这种格式会认错的内容",
    "unfinished": "题目还没有写完",
}


class _Shown(dict):
    def __missing__(self, key: str) -> str:
        return ""


def refusal_sentence(code: str, data: dict) -> str:
    """Why a file was not read, and the mend."""
    cell = f"（一直到 {data['cell']} 格）" if data.get("cell") else ""
    return REFUSALS.get(code, REFUSALS["unreadable"]).format_map(_Shown({**data, "cell": cell}))


def problem_sentence(problem: dict) -> str:
    """What is wrong with an item, and the mend."""
    data = problem["data"]
    if problem["code"] == "left_out":
        return left_out_sentence(data, problem["read"])
    facts = {"number": problem["place"].get("number", ""), **data, "read": problem["read"]}
    if problem["code"] == "file_refused":
        return "这个文件没有读。" + refusal_sentence(problem["read"], data)
    if problem["code"] == "other_key":
        facts["where"] = place_words({name: data.get(name, "") for name in ("cell", "line", "number")})
    if problem["code"] == "header_inferred":
        facts["columns"] = "、".join(
            f"{COLUMNS[name]}在 {letter} 列" for name, letter in data.items() if name in COLUMNS
        )
    if problem["code"] == "interactions_several":
        kinds = [INTERACTIONS.get(one, "其他") for one in data.get("kinds", "").split("、") if one]
        facts["kinds"] = f"（{'、'.join(dict.fromkeys(kinds))}）" if kinds else ""
    return PROBLEMS.get(problem["code"], "这里有问题，请核对。").format_map(_Shown(facts))


def place_words(place: dict) -> str:
    """单选题 B5, 第 12 行, 第 3 题: where it stands in the author's file."""
    words = []
    inner = place.get("file", "").partition("/")[2]
    if inner:
        words.append(inner)
    if place.get("sheet"):
        words.append(f"工作表“{place['sheet']}”")
    if place.get("cell"):
        words.append(f"{place['cell']} 格" if not place["cell"].isdigit() else f"第 {place['cell']} 行")
    line = f"第 {place['line']} 行" if place.get("line") else ""
    if place.get("number") and not place.get("cell"):
        words.append(f"第 {place['number']} 题" + (f"（{line}）" if line else ""))
    elif line:
        words.append(line)
    return " ".join(words) or "整个文件"
