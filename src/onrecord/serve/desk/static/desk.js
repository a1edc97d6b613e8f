"use strict";
// On the article page: pointing at marked words shows their statement in the margin, and the other way round. Without
// this script the numbers are plain links that lead to the same.
(() => {
  const entries = new Map([...document.querySelectorAll(".list .st[data-n]")].map((e) => [e.dataset.n, e]));
  if (!entries.size) return;
  const parts = new Map([...entries.keys()].map((n) => [n, []]));
  for (const piece of document.querySelectorAll(".text [data-m]")) {
    for (const token of piece.dataset.m.split(" ")) parts.get(token.slice(1))?.push([piece, "on-" + token[0]]);
  }
  const numbersAt = (piece) => [...new Set(piece.dataset.m.split(" ").map((t) => t.slice(1)))].reverse();
  let shown = null;

  function show(n) {
    if (n === shown) return;
    for (const [piece, mark] of parts.get(shown) ?? []) piece.classList.remove(mark);
    entries.get(shown)?.classList.remove("on");
    shown = n;
    for (const [piece, mark] of parts.get(n) ?? []) piece.classList.add(mark);
    entries.get(n)?.classList.add("on");
  }

  document.querySelector(".text").addEventListener("click", (event) => {
    const piece = event.target.closest("[data-m]");
    if (!piece || event.target.closest("a, summary") || !getSelection().isCollapsed) return;
    // The innermost first; each further click goes one statement outward.
    const here = numbersAt(piece);
    const n = here[(here.indexOf(shown) + 1) % here.length];
    show(n);
    entries.get(n)?.scrollIntoView({ block: "nearest" });
  });
  document.querySelector(".list").addEventListener("mouseover", (event) => {
    const entry = event.target.closest(".st[data-n]");
    if (entry) show(entry.dataset.n);
  });
  const arrive = () => show(location.hash.match(/^#(?:st|m)-(.+)$/)?.[1] ?? shown);
  addEventListener("hashchange", arrive);
  document.addEventListener("keydown", (event) => event.key === "Escape" && show(null));
  arrive();
})();
