// Copies data-text and says so on the button itself; where copying is refused the text is selected instead.

export function attach(button) {
  const usual = button.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.text);
      button.textContent = "已复制";
    } catch {
      const source = document.getElementById(button.dataset.source || "");
      if (source) window.getSelection().selectAllChildren(source);
      button.textContent = source ? "已选中，请手动复制" : "复制不了，请手动抄写";
    }
    setTimeout(() => { button.textContent = usual; }, 3000);
  });
}
