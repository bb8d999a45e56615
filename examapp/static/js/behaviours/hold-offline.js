// A form that is sent without a network would give way to the browser's own error page: it stays, and says so.

export function attach(form) {
  const words = document.createElement("p");
  words.className = "notice notice--warn";
  words.setAttribute("role", "alert");
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    words.textContent = "没有网络，还没有提交。填的都在，连上以后再点一次。";
    form.append(words);
  });
  window.addEventListener("online", () => words.remove());
}
