"use strict";
(function () {
  var form = document.getElementById("filter");
  if (!form) return;
  var cards = Array.prototype.slice.call(document.querySelectorAll("article"));
  var shown = document.getElementById("shown");
  function apply() {
    var severity = form.elements.severity.value;
    var family = form.elements.family.value;
    var path = form.elements.path.value.toLowerCase();
    var count = 0;
    cards.forEach(function (card) {
      var fits = (!severity || card.dataset.severity === severity) &&
        (!family || card.dataset.family === family) &&
        (!path || card.querySelector(".where").textContent.toLowerCase().indexOf(path) >= 0);
      card.hidden = !fits;
      if (fits) count += 1;
    });
    shown.textContent = count + " of " + cards.length;
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("article details").forEach(function (part) { part.open = true; });
  });
  apply();
})();
