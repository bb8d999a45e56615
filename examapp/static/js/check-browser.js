/* Written so that a browser of 2009 reads it: whoever cannot answer here is told so before anything starts.
   The floor is Chrome and WebView 79 and iOS 13.4; README says so. Nothing newer than ES3 may stand here. */
(function () {
  var root = document.documentElement;
  var chrome = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent);
  var known = "noModule" in document.createElement("script") && window.Promise && Promise.allSettled &&
    window.fetch && window.AbortController && window.ResizeObserver && Object.fromEntries;
  if (known && (!chrome || Number(chrome[1]) >= 79)) { return; }
  root.setAttribute("data-too-old", "true");

  function words() {
    var main = document.getElementById("main");
    var answers = /^\/(q|seat|attempts)(\/|$)/.test(location.pathname);
    var note = document.createElement("div");
    var title = document.createElement("h1");
    var text = document.createElement("p");
    var part;
    if (!main) { return; }
    note.className = "card";
    note.setAttribute("role", "alert");
    note.setAttribute("data-part", "too-old");
    title.appendChild(document.createTextNode("这台手机的浏览器太旧，不能在线答题"));
    text.appendChild(document.createTextNode(answers ?
      "还没有开始计时，也没有丢什么。请告诉现场执法人员，用平板作答；换一部手机重新扫码也可以。" :
      "要考的时候，请换一部手机，或者请安全员、执法人员安排用平板作答。这里的内容照样可以看。"));
    note.appendChild(title);
    note.appendChild(text);
    if (answers) {
      for (part = main.firstChild; part; part = part.nextSibling) {
        if (part.nodeType === 1) { part.style.display = "none"; }
      }
      part = main.nextSibling;
      while (part) {
        if (part.nodeType === 1) { part.style.display = "none"; }
        part = part.nextSibling;
      }
    }
    main.insertBefore(note, main.firstChild);
  }

  if (document.addEventListener) { document.addEventListener("DOMContentLoaded", words, false); }
  else { window.attachEvent("onload", words); }
})();
