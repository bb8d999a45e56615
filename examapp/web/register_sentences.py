"""Refusals around registers, rosters and accounts: title and text of each code."""

REGISTER_SENTENCES: dict[str, tuple[str, str]] = {
    "wording_missing": ("还没填", "这一格要填，印在记录上的就是这些字。"),
    "wording_too_long": ("太长了", "最多 {most} 个字，请精简。"),
    "uscc_taken": ("企业已登记", "信用代码 {uscc} 的企业已经登记。"),
    "industry_unknown": ("没选行业类别", "请选择行业类别。"),
    "id_number_wrong": ("身份证号不对", "身份证号的位数、出生日期或校验位不对，请对照证件重填。"),
    "name_differs": ("姓名对不上", "您的名单上这个身份证号是另一个姓名，现在填的是“{name}”。请核对证件。"),
    "role_unknown": ("人员类别不对", "请选择人员类别。"),
    "post_unknown": ("岗位不对", "没有“{post}”这个重点岗位，请从列表里选。"),
    "date_missing": ("没填日期", "请填写日期。"),
    "table_unreadable": ("文件读不出来", "{cause_text}没有导入任何内容。"),
    "too_many_rows": ("行数太多", "一次最多导入 {most} 行，请拆成几个文件。"),
    "import_has_faults": ("还有错误", "名单里还有错误，请改好后重新上传。"),
    "not_looked_at": (
        "还没有看过",
        "文件里有没有用到的内容，或者题数对不上。请先看一看，在“我看过了”前打勾，再导入全部。",
    ),
    "nothing_chosen": ("没有选题目", "没有可以导入的题目。请勾选至少一道没有问题的题。"),
    "draft_has_faults": (
        "有题目要先改",
        "第 {number} 道题还有问题，不能导入。请在文件里改好后重新上传，或者不勾选它。没有导入任何题目。",
    ),
    "nothing_to_export": ("没有可导出的题目", "按现在的条件，没有这种格式装得下的题目。请换条件或换格式。"),
    "file_missing": ("没选文件", "请先选择要导入的文件。"),
    "account_incomplete": ("没填完整", "请填写登录名、姓名和角色。"),
    "account_scope_missing": ("没填范围", "监管科室和执法人员要选区域，企业安全员要填已登记企业的信用代码。"),
    "certificate_missing": ("没填执法证号", "请填写姓名和执法证号。"),
    "certificate_taken": (
        "执法证号已有",
        "执法证号 {number} 已经登记过{login_text}。要改区域、账号或合并，请在“执法人员”里点开这个人。没有改动任何内容。",
    ),
    "certificate_other_name": (
        "执法证号是另一个人的",
        "执法证号 {number} 登记的姓名是“{name}”。请核对证件；登记错了的，在“执法人员”里点开改过来。没有改动任何内容。",
    ),
    "certificate_merged": (
        "执法证号已经合并",
        "这个执法证号的登记已经并入“{name}”（{number}），请填那个执法证号。没有改动任何内容。",
    ),
    "account_not_free": ("账号不能关联", "这个账号已经属于别人，或者不是在用的执法人员账号。请重新选择。"),
    "inspector_two_accounts": (
        "两边都有账号",
        "这一条和“{name}”各有一个登录账号，合并以后只能留一个。请先解除其中一个的账号，再合并。没有改动任何内容。",
    ),
    "inspector_unfinished": (
        "还有没办完的抽考",
        "{name}还有没办完的抽考（没结束或者没生成记录）。请先办完或取消，再来做这一步。没有改动任何内容。",
    ),
    "auditor_by_console": (
        "审计员不由管理员设置",
        "审计员要和系统管理员分开（三员分立），所以管理员不能添加审计员，也不能给审计员发登录链接。"
        "请管服务器的人执行 examapp auditor-link，把打印出来的一次性链接交给担任审计员的人。没有改动任何内容。",
    ),
}
