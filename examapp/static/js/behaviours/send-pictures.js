// Pictures go up as soon as they are taken, one after the other: a lost network stops at one, not at all of them.

export function attach(form) {
  const input = form.querySelector("input[type=file]");
  const told = form.querySelector("[data-part=told]");
  form.querySelector("[data-part=send]").hidden = true;
  const send = async (file) => {
    const body = new FormData(form);
    body.delete(input.name);
    body.append(input.name, file);
    const response = await fetch(form.action, { method: "POST", body });
    if (response.status >= 500) throw new Error(String(response.status));
    return response;
  };
  input.addEventListener("change", async () => {
    const files = [...input.files];
    for (const [index, file] of files.entries()) {
      told.textContent = `正在送第 ${index + 1} 张，共 ${files.length} 张…`;
      try {
        const response = await send(file);
        if (!response.ok) {
          const page = new DOMParser().parseFromString(await response.text(), "text/html");
          const words = page.querySelector("[role=alert], .notice--bad")?.textContent.trim();
          told.textContent = `第 ${index + 1} 张没有收下：${words || "请重新打开这一页再试。"}`;
          input.value = "";
          return;
        }
      } catch {
        told.textContent = `第 ${index + 1} 张没有送到，前面的都送到了。请看看网络，再选一次这张和后面的。`;
        input.value = "";
        return;
      }
    }
    told.textContent = `${files.length} 张都送到了。`;
    input.value = "";
  });
}
