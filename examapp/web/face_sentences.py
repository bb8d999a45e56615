"""The Chinese of checks of faces and how they end, of reviews, of pictures that are kept, and of the filing."""

FACE_SENTENCES = {
    "filing_missing": ("没有写备案编号", "请先开通人脸核验，并写上备案编号，再登记。没有改动任何内容。"),
    "review_verdict_unknown": ("没有选结论", "请选“是本人”或者“不能确认”。没有改动任何内容。"),
    "review_note_missing": ("没有写理由", "请写一句根据什么下的结论，再提交。没有改动任何内容。"),
    "statement_missing": ("没有写内容", "请写几句您的情况，再提交。"),
    "password_needed": ("密码不对", "看照片前要再输一次自己的密码。没有设过密码的，请先在“改密码”里设一个。"),
}

FACE_ACTS = {
    "face.pictures_purged": "到期删除人脸照片", "face.picture_viewed": "查看人脸照片", "face.reviewed": "复核人脸核验",
    "face.answered": "本人对人脸核验作说明", "face.copied": "本人索取人脸资料副本", "face.moment_by_person": "中途核验改为当面核对",
    "faces.filed": "登记人脸应用备案",
}  # fmt: skip

# How a check before a try ended: (heading, what it means). What to do next stands in the buttons below.
ENDINGS = {
    "review": (
        "机器拿不准，正在请工作人员看",
        "不算您没考好，也不是说您不是本人。工作人员看过以后，这一页会自动往下走。不想等，现在就可以用当面核对。",
    ),
    "not_accepted": ("没有认出来", "不算您没考好。可能是光线暗、戴了口罩或者帽子。"),
    "not_alive": ("动作没有看清", "不算您没考好。请把手机拿稳，一个人对着镜头，慢慢做动作。"),
    "not_done": ("没有做完", "时间到了，或者中途离开了，不算您没考好。"),
}
# How a look within a try ended; said above the paper, which goes on in each case.
MOMENT_ENDINGS = {
    "accepted": "看过了，是您本人。请接着答题。",
    "review": "机器拿不准，已经请工作人员看，不影响您答题和成绩。请接着答题。",
    "not_accepted": "这次没有认出来，已经记下，不影响您答题和成绩。请接着答题。",
    "not_alive": "动作没有看清，已经记下，不影响您答题和成绩。请接着答题。",
    "not_done": "时间到了，没有看完。不要紧，不影响您答题和成绩。请接着答题。",
    "person": "改用当面核对，已经通知安全员。不用等，请接着答题。",
    "skipped": "人脸核验现在用不了，这次不用看了。请接着答题。",
}
