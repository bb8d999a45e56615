"""The Chinese of reviews of faces, of pictures that are kept, and of the filing."""

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
