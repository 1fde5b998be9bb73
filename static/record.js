// The record of a debate: a link to a quote opens whatever it is folded into, and its place is shown for a moment.
"use strict";

function reveal() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  place.scrollIntoView({ block: "center" });
}

addEventListener("hashchange", reveal);
if (location.hash) reveal();
