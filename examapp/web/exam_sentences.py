"""The Chinese of assessments: refusals and acts of the log."""

from examapp.web.account_sentences import ACCOUNT_SENTENCES
from examapp.web.face_sentences import FACE_ACTS, FACE_SENTENCES

# Of a field of the exam form: what it has to be.
EXAM_FIELDS = {
    "name": "名称写 2 到 80 个字。",
    "opens_at": "没有填开始时间。",
    "closes_at": "截止时间要晚于开始时间，两个都要填。",
    "sittings": "场次太多了，请合并一些。",
    "attempts_allowed": "可以考 1 到 9 次，请填一个整数。",
    "wait_hours": "两次之间隔 0 到 720 小时，请填一个整数。",
    "face_moments": "中途核对的次数不对；只有选了人脸核验的考核才有。",
}
EXAM_SENTENCES = {
    "practice_no_employment": (
        "还不能练习",
        "您的名字现在不在任何企业的名单上，不知道该练哪些题。请找企业安全员。",
    ),
    "practice_nothing_left": ("这里没有题", "这里现在没有可以练的题，换一个主题试试。"),
    "practice_empty": ("还没有作答", "请先作答，再点“看答案”。"),
    "practice_order_incomplete": ("顺序没有排完", "请给每一步选一个次序，每个次序只用一次。"),
    "identity_needed": ("先确认是本人", "这次考核要先确认您是本人，再开始。"),
    "attestation_note_missing": (
        "没写是谁证明的",
        "由在场的人证明的，请写明是谁、在哪里看到本人答题。没有记下任何内容。",
    ),
    "faces_off": ("没有开通人脸核验", "这里没有开通人脸核验。请用当面核对的办法，时间和成绩不受影响。"),
    "faces_unavailable": (
        "人脸核验现在用不了",
        "人脸核验暂时用不了。请改用当面核对，时间和成绩不受影响。",
    ),
    "faces_busy": ("正忙", "现在用的人多，稍等几秒再试，或者改用当面核对。"),
    "faces_full": ("不能再登记人脸", "登记人脸的人数已到上限，请用当面核对的办法。"),
    "picture_unreadable": ("照片读不出来", "这张照片读不出来，请再拍一次。"),
    "assessment_in_future": ("日期不对", "评估日期不能晚于今天，请填评估做完的那一天。还没有开通。"),
    "assessment_missing": (
        "没有写全",
        "开通前要先做个人信息保护影响评估，请把编号、日期、评估人和联系方式写全。",
    ),
    "consent_outdated": (
        "说明改过了",
        "人脸核验的说明改过了，要您看过新的说明、重新同意才能用。不同意的，用当面核对的办法，时间和成绩不受影响。",
    ),
    "consent_needed": ("还没有同意", "使用人脸前要先看说明、本人同意。不同意的，用当面核对的办法。"),
    "face_age_unknown": (
        "不能登记",
        "登记的证件上看不出年龄，所以不能登记人脸。请安全员或者执法人员当面看证件，时间和成绩不受任何影响。",
    ),
    "face_too_young": ("不能登记", "不满 14 周岁的不登记人脸，请用当面核对的办法。"),
    "face_not_enrolled": ("还没有登记人脸", "您的人脸还没有登记，或者安全员还没有确认。可以先用当面核对。"),
    "face_tries_used": ("请用当面核对", "人脸核验已经试过两次。请改用当面核对，时间和成绩不受影响。"),
    "face_too_few": ("照片不够", "至少要登记 {least} 张才能确认，请本人再拍。"),
    "face_other_person": ("和前面的照片不像", "这张和前面登记的不像同一个人，请本人重新拍。"),
    "face_no_face": ("没有看到脸", "请把脸放进框里。"),
    "face_several_faces": ("看到不止一个人", "画面里只能有您一个人。"),
    "face_too_small": ("离得太远", "请靠近一点。"),
    "face_too_dark": ("太暗", "光线太暗，请到亮一点的地方。"),
    "face_too_bright": ("太亮", "光线太强，请避开强光。"),
    "face_blurred": ("不清楚", "画面不清楚，请拿稳手机，擦一擦镜头。"),
    "face_not_straight": ("没有正对", "请正对镜头，头不要歪。"),
    "certificate_without_pass": ("还没有合格", "考核合格以后才能领取合格证明。"),
    "certificates_none": ("没有合格证明", "{year} 年还没有人合格，或者成绩还没有公布。"),
    "certificates_too_many": ("太多了", "有 {count} 份合格证明，一个文件最多放 {most} 份。"),
    "certificate_too_early": ("成绩还没有公布", "成绩公布以后才能领取合格证明。"),
    "certificate_unknown": ("查不到这份证明", "二维码对应的证明不存在，请核对纸件，或者向出具单位查询。"),
    "appeal_too_early": ("还不能申诉", "成绩公布以后才能申诉。"),
    "appeal_too_late": ("申诉时间已过", "成绩公布后 {days} 天内可以申诉，现在已经过了。"),
    "appeal_short": ("没有写清楚", "请用几个字写明这道题哪里不对。每题只能申诉一次，这一次还没有用掉。"),
    "appeal_long": ("写得太长", "写了 {length} 个字，最多 {most} 个。请写短一点，还没有提交。"),
    "appeal_empty": ("没有写内容", "请写明这道题哪里不对，再提出申诉。"),
    "answer_missing": ("没有写答复", "请写一句给申诉人的答复，再提交。"),
    "ruling_missing": ("没有选怎么处理", "请先选一种处理办法，再点“下一步”。没有改动任何成绩。"),
    "ruling_key_wrong": (
        "新答案不合适",
        "新答案和原来的一样，或者不符合这道题的题型，请重新选择。没有改动任何成绩。",
    ),
    "audience_malformed": ("考核对象写得不对", "考核对象里有认不出的内容，请重新选择。没有改动任何内容。"),
    "audience_empty": (
        "没有人要参加",
        "按这些条件现在没有一个人要参加。请检查人员类别、行业、岗位和入职时间。",
    ),
    "enterprise_not_listed": (
        "没有这家企业",
        "信用代码 {uscc} 的企业没有登记，或者不在您的管辖范围内。请改正，没有改动任何内容。",
    ),
    "sitting_missing": (
        "有人没有场次",
        "有 {number} 人没有可以参加的场次，例如{region}的企业。请给这个区县加一场，或者加一场不限区县的。",
    ),
    "exam_facts_wrong": ("有一项填得不对", "请检查填写的内容，改正后再保存。没有改动任何内容。"),
    "window_shorter": ("不能缩短时间", "已经通知的截止时间只能延后，不能提前。"),
    "exam_passed": ("已经合格", "您这次考核已经合格，不用再考。"),
    "exam_not_open": ("还没到时间", "{opens_at} 开始。到时候再来。"),
    "exam_over": ("考核时间已过", "这次考核的时间已经过了。需要补考的，请找企业安全员。"),
    "exam_in_use": ("有人正在答题", "现在有 {count} 人正在答题，还没有取消。请看清人数，再按一次。"),
    "exam_cancelled": ("考核已取消", "这次考核已经取消，不用再考。"),
    "tries_used_up": ("次数用完了", "这次考核的 {count} 次机会都用完了。请找企业安全员。"),
    "results_come_later": ("已经交卷", "成绩在截止以后公布，到时候在这里看。"),
    "wait_before_next_try": (
        "已经交卷",
        "成绩在截止以后公布。想再考一次，{until} 之后可以，有一次合格就算合格。",
    ),
    "wait_before_resit": ("还不能补考", "两次考试之间要隔一段时间，{until} 之后可以再考。"),
    **ACCOUNT_SENTENCES,
    **FACE_SENTENCES,
}

EXAM_ACTS = {
    "exam.created": "新建考核", "exam.changed": "修改考核", "exam.prolonged": "延长考核时间", "exam.announced": "发布考核",
    "exam.cancelled": "取消考核", "exam.deleted": "删除考核草稿",
    "exam.registered": "登记应考人员", "exam.resit_built": "生成补考试卷", "exam.accommodated": "给予加时或大字",
    "certificate.issued": "出具合格证明", "certificate.revoked": "撤销合格证明",
    "faces.switched_on": "开通人脸核验", "faces.switched_off": "关闭人脸核验", "face.consented": "同意使用人脸",
    "face.withdrawn": "撤回同意并删除人脸", "face.offered": "登记人脸", "face.confirmed": "确认人脸登记", "face.refused": "不认可人脸登记",
    "face.purged": "到期删除人脸", "face.check_started": "开始人脸核验", "face.check_ended": "人脸核验结束",
    "identity.asked": "请求当面核对身份", "identity.checked": "当面核对身份", "identity.attested": "证明是本人",
    "passkey.added": "添加通行密钥", "passkey.removed": "删除通行密钥", "message.given_up": "外部通知没有发出",
    "appeal.filed": "提出申诉", "dispute.proposed": "提出申诉处理意见", "dispute.sent_back": "退回申诉处理意见", "dispute.ruled": "申诉处理完毕",
    "attempt.regraded": "重新评分", "candidate.code_issued": "打印激活码", "candidate.activated": "激活个人账号", "candidate.signed_in": "个人登录",
    "candidate.reset_offered": "当面核对身份证，发重设码", "candidate.reset_refused": "重设时身份证号对不上", "candidate.reset": "重设个人密码",
    "candidate.password_set": "本人改密码",
    **FACE_ACTS,
}  # fmt: skip

FACT_LABELS = {
    "name": "名称", "kind": "类别", "closes_at": "截止时间", "attempts_allowed": "可以考几次",
    "wait_hours": "两次之间隔多久", "shows": "什么时候看成绩", "identity_level": "怎么确认是本人",
    "sittings": "场次",
    "face_moments": "考核中途再看一眼",
}  # fmt: skip
