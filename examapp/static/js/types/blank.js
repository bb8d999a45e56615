// 填空题.

import { written } from "./written.js";

export const blank = { ...written, name: "填空题", hint: "填几个字，填完自动保存" };
