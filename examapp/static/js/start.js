// Attaches behaviours: an element with data-behaviour="verb-noun" gets js/behaviours/verb-noun.js.

// A page that answers a form is, for Back and reload, the page of its address: no browser asks to send a form again.
// An address that only takes forms leads to its page (web/page_of.py).
if (document.documentElement.dataset.answers === "form") {
  window.history.replaceState(window.history.state, "", window.location.href);
}

for (const element of document.querySelectorAll("[data-behaviour]")) {
  for (const name of element.dataset.behaviour.split(" ")) {
    import(`./behaviours/${name}.js`).then((behaviour) => behaviour.attach(element));
  }
}
