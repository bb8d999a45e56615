// Attaches behaviours: an element with data-behaviour="verb-noun" gets js/behaviours/verb-noun.js.

for (const element of document.querySelectorAll("[data-behaviour]")) {
  for (const name of element.dataset.behaviour.split(" ")) {
    import(`./behaviours/${name}.js`).then((behaviour) => behaviour.attach(element));
  }
}
