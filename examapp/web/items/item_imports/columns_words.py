"""The words of the page where columns are named."""

FIELDS = (
    ("", "不导入"),
    ("stem", "题干"),
    ("answer", "答案"),
    ("type", "题型"),
    ("choice", "选项（一列一个）"),
    ("flag", "这个选项对不对"),
    ("choices", "选项（都在一格，或一行一个）"),
    ("rationale", "解析"),
    ("number", "题号"),
    ("topic", "主题"),
    ("difficulty", "难度"),
    ("citations", "依据"),
    ("roles", "适用人员"),
    ("industries", "适用行业"),
    ("posts", "适用岗位"),
    ("unit", "单位"),
    ("tolerance", "允许误差"),
    ("case_text", "案例"),
    ("case_id", "案例编号"),
    ("item_id", "题目编号"),
)
DIVIDERS = (
    ("", "自动认"),
    ("lines", "换行"),
    ("**", "**"),
    ("##", "##"),
    ("^*^", "^*^"),
    ("|||", "|||"),
    ("|", "|"),
    (";", "分号"),
    ("、", "顿号"),
    ("$$", "$$"),
    ("@@", "@@"),
    ("//", "//"),
)
JUDGEMENTS = (("", "对、错，√、×，或者字母"), ("12", "1 是对，2 是错"), ("21", "1 是错，2 是对"))
TYPES = (
    ("", "还没有说明，这些题停下"),
    ("single", "单选题"),
    ("multiple", "多选题"),
    ("judgement", "判断题"),
    ("blank", "填空题"),
    ("numeric", "数值题"),
    ("ordering", "排序题"),
    ("auto", "按选项和答案认"),
)
FILLS = (("", "就是空的"), ("yes", "和上一行一样"))
_ORIGINS = {
    "header": "按表头认出",
    "inferred": "没有表头，按内容认的",
    "said": "按您指明的读",
    "remembered": "按以前指明过的读",
    "none": "没有认出",
    "answers": "答案表，按题号分给各题",
}


def origin_words(look: dict) -> str:
    """How a sheet was read, with how many items, or why not."""
    if not look["taken"]:
        return "隐藏的工作表，没有读" if look["hidden"] else "没有勾选，没有读"
    if look["origin"] == "none":
        return "没有认出" if look["row_count"] else "空的"
    if look["origin"] == "answers":
        return _ORIGINS["answers"]
    return f"{_ORIGINS[look['origin']]}，{look['items']} 题"
