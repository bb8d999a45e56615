"""The sentences about corrections, new versions of records, and what follows from rulings."""

RECORD_SENTENCES: dict[str, tuple[str, str]] = {
    "retest_running": (
        "正在另一场补考",
        "{name}在另一项整改里的补考还没有办完，办完再开这一场。没有开出新的补考。",
    ),
    "held_for_ruling": (
        "要先修订题目",
        "题目 {item} 的答案经申诉裁定有误，已经暂停。改好并发布新的一版以后，自动恢复使用。",
    ),
    "signing_key_unknown": (
        "没有这个签发密钥",
        "请核对密钥的名字，examapp keys show 会列出来。没有改动任何内容。",
    ),
    "confirmation_missing": (
        "还等执法人员确认",
        "别人都签完了，还等{names}确认。请用本人手机登录，打开“等您确认”；没带手机的，在这台平板上用本人账号登录。",
    ),
    "signature_of_another": (
        "要由本人登录以后签",
        "{name}的签字要用{name}本人的账号登录，别人的登录不能代签。没有保存这次签字，别的都没有变。",
    ),
    "results_changed": ("成绩或姓名刚刚改过", "请看一遍新的结果再签。这次的签字没有保存。"),
    "sending_back_unexplained": ("没写原因", "退回要写明哪里不对，让同组的人知道改什么。还没有退回。"),
    "amendment_unsigned": (
        "内容改过，还没重新签字",
        "{names} 签的是更正以前的结果。请他们到“签字”页重新签字，签不了的，写明原因。还没有提交。",
    ),
    "amendment_waiting": (
        "已经有一份更正或撤销在等确认",
        "{name} 已经提出，还没有确认。请先确认或退回那一份。没有改动任何内容。",
    ),
    "amendment_foreign": (
        "要由这次检查的执法人员办",
        "更正和撤销由这次检查的一名执法人员提出，另一名用本人账号确认。没有改动任何内容。",
    ),
    "amendment_by_oneself": (
        "要由另一名执法人员确认",
        "提出的人不能自己确认。请另一名执法人员用本人账号登录，打开这份记录确认。没有改动任何内容。",
    ),
    "amendment_outdated": (
        "提出以后内容又变了",
        "提出更正以后，成绩或姓名又有改动。请退回这一份，看清楚后重新提出。原来的记录没有改动。",
    ),
    "amendment_none": ("没有等确认的事", "这份更正或撤销已经退回或者办完了，请刷新页面。没有改动任何内容。"),
    "name_missing": ("没填姓名", "请填写更正后的姓名。还没有改动。"),
    "correction_reason_missing": ("没写原因", "请写明为什么更正，会印在记录上。还没有改动。"),
    "correction_foreign": (
        "要由这次检查的执法人员办",
        "姓名由这次检查的执法人员更正。没有改动任何内容。",
    ),
    "correction_unconfirmed": (
        "还没有核对身份",
        "这个人还没有核对过身份。没来的人姓名写错，请在名单里改。没有改动任何内容。",
    ),
}
