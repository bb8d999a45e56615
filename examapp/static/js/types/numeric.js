// 数值题.

import { written } from "./written.js";

export const numeric = {
  ...written,
  name: "数值题",
  hint: "填一个数，填完自动保存",
  draft(slot, rows, form) {
    const unit = form.elements.unit.value.trim();
    return unit ? { ...slot, unit } : slot;
  },
};
