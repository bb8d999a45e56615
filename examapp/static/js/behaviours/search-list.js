// A search form that shows what it finds while somebody types or chooses. data-url gives the found part alone,
// data-into names where it goes. Without a script the form is sent as any other.

const PAUSE = 180;

export function attach(form) {
  const into = document.getElementById(form.dataset.into);
  let timer, running;

  const query = () => {
    const held = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...held]) if (!value.trim()) held.delete(name);
    return held.toString();
  };
  // Leaving the search field tells of a change that was shown long ago; showing it again would wipe what stands below.
  let shown = query();
  const show = async (search) => {
    clearTimeout(timer);
    running?.abort();
    into.removeAttribute("aria-busy");
    if (search === shown) return;
    running = new AbortController();
    into.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(`${form.dataset.url}?${search}`, { signal: running.signal, cache: "no-store" });
      // Signed out, or refused: the page itself says why.
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const html = await response.text();
      history.replaceState(null, "", search ? `?${search}` : location.pathname);
      into.innerHTML = html;
      shown = search;
      into.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      into.removeAttribute("aria-busy");
      if (error.name === "TypeError") sayUnreached();
      else form.submit();
    }
  };
  // The list of before stays, under the words that it is the one of before.
  const sayUnreached = () => {
    if (into.querySelector("[data-part=unreached]")) return;
    const words = document.createElement("p");
    words.className = "notice notice--warn";
    words.dataset.part = "unreached";
    words.setAttribute("role", "alert");
    words.textContent = "▲ 现在没有网络，还没有找。下面是原来的；连上网会再找一次。";
    into.prepend(words);
    window.addEventListener("online", () => { words.remove(); show(query()); }, { once: true });
  };
  const soon = (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => show(query()), event.type === "change" ? 0 : PAUSE);
  };

  form.addEventListener("input", soon);
  form.addEventListener("compositionend", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(query());
  });
  // Taking a condition off must also empty its field.
  into.addEventListener("click", (event) => {
    const chip = event.target.closest("a[data-part=chip]");
    if (!chip || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const left = new URL(chip.href).searchParams;
    for (const field of form.querySelectorAll("[name]")) field.value = left.get(field.name) ?? "";
    show(query()).then(() => form.elements.q.focus());
  });
}
