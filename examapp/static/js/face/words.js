// The Chinese of the camera page: what to do, what is wrong with a picture, how it ended, and what stands in the way.

export const ASK = {
  straight: "请正对镜头",
  turn_left: "慢慢把头转向您的左边",
  turn_right: "慢慢把头转向您的右边",
  nod: "慢慢低头",
  open_mouth: "请张大嘴",
  blink: "请闭上眼睛，数到二",
};
export const HINTS = {
  no_face: "没有看到脸，请把脸放进框里", several_faces: "画面里只能有您一个人", too_small: "请靠近一点",
  too_dark: "太暗了，请到亮一点的地方", too_bright: "太亮了，请避开强光", blurred: "不清楚，请拿稳手机",
  not_straight: "请正对镜头，头不要歪", same_picture: "请动一动", go_on: "再多一点", other_way: "往另一边",
  other_move: "不是这个动作。请正对镜头，重新来", too_fast: "太快了。先正对镜头，再慢慢来", go_back: "先正对镜头，再做",
  hold: "就这样，别动", again: "刚才没看清。请正对镜头，重新来", done: "好", picture_unreadable: "这一张没有拍好，正在重拍",
  offline: "网络断了，正在重连……", busy: "现在用的人多，请稍等几秒……", away: "正在重试……",
};
export const ENDS = {
  accepted: "核验通过", review: "机器拿不准，请工作人员看", not_accepted: "没有认出来", not_alive: "动作没有看清",
  not_done: "时间到了",
};
// [what happened, what is safe and what to do, words of the button or ""]; the other way stands below in each case.
export const TROUBLES = {
  denied: ["没有允许用摄像头", "什么也没有拍。想用的话，先在手机设置里允许浏览器用摄像头，再点“再试一次”。", "再试一次"],
  none: ["没有找到摄像头", "这台设备没有摄像头，或者摄像头坏了。可以换一部手机登录。", "再试一次"],
  in_use: ["摄像头正被占用", "别的软件（比如视频通话）正在用摄像头。关掉它，再点“再试一次”。", "再试一次"],
  insecure: ["这个网址不能用摄像头", "网址以 https 开头，浏览器才让用摄像头。请把这句话告诉安全员。", ""],
  wechat: ["微信里打不开摄像头", "点右上角的“…”，选“在浏览器打开”，登录后再来。", "再试一次"],
  old: ["这个浏览器不能用摄像头", "可以换一个浏览器，或者换一部手机登录。", ""],
  tap: ["点一下就开始", "手机要您点一下，才显示画面。", "打开摄像头"],
  lost: ["摄像头断了", "可能是来了电话，或者切到了别的软件。前面做的还在。", "再打开摄像头"],
  offline: ["网络断了", "没有做完，不算您没考好。答过的题都在。网络通了再点“再试一次”。", "再试一次"],
  busy: ["现在用的人多", "没有做完，不算您没考好。可以过一会儿再试。", "再试一次"],
  away: ["人脸核验现在用不了", "机器出了问题，不是您的问题，也不算您没考好。", "再试一次"],
  over: ["时间到了", "没有做完，不算您没考好。", "好"],
  stale: ["这一页过期了", "什么也没有丢。回上一页再来一次。", "回上一页"],
  signed_out: ["登录过期了", "什么也没有丢。重新登录后再来。", "去登录"],
  faces_off: ["人脸核验已经关闭", "工作人员刚刚关闭了人脸核验，不算您没考好。", ""],
  consent_needed: ["同意已经撤回", "人脸数据已经删除，不再拍照。", ""],
  consent_outdated: ["说明改过了", "请回上一页看一遍新的说明，同意了再拍。", ""],
  face_not_enrolled: ["人脸登记已经删除", "没有可以比对的人脸，不再拍照。", ""],
};
// After these there is nothing to try again on this page: the button leads back.
export const LEADS_BACK = ["over", "stale", "signed_out"];
