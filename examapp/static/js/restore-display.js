// Before the first paint: the type size and contrast that this person chose on this device, so that nothing moves
// later.
(function () {
  try {
    var size = localStorage.getItem("examapp-type-size");
    var contrast = localStorage.getItem("examapp-contrast") ||
      (matchMedia("(prefers-contrast: more)").matches ? "high" : "");
    if (size) document.documentElement.dataset.typeSize = size;
    if (contrast) document.documentElement.dataset.contrast = contrast;
  } catch (error) { /* private mode: the defaults hold */ }
})();
