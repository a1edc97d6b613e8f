"use strict";
// Shows the chosen statement beside the text (below it on a phone). Without this script the numbers are plain links
// to the list of statements, which holds the same words; the panel only ever shows a copy of an entry there.
(() => {
  // A drawing too large for paper is printed as the list that says the same.
  const list = document.querySelector(".large .words");
  if (list) {
    let before = false;
    addEventListener("beforeprint", () => { before = list.open; list.open = true; });
    addEventListener("afterprint", () => { list.open = before; });
  }

  const panel = document.getElementById("panel");
  const body = panel.querySelector(".body");
  const hint = body.innerHTML;
  const entries = [...document.querySelectorAll(".list .st")];
  if (!entries.length) return;
  const order = entries.map((entry) => entry.dataset.n);
  const entry = new Map(entries.map((e) => [e.dataset.n, e]));
  const parts = new Map(order.map((n) => [n, []]));
  for (const piece of document.querySelectorAll("[data-m]")) {
    for (const token of piece.dataset.m.split(" ")) parts.get(token.slice(1))?.push([piece, "on-" + token[0]]);
  }
  let shown = null, pinned = null;

  function show(n) {
    if (n === shown) return;
    for (const [piece, mark] of parts.get(shown) ?? []) piece.classList.remove(mark);
    document.getElementById("m-" + shown)?.classList.remove("on");
    shown = n;
    for (const [piece, mark] of parts.get(n) ?? []) piece.classList.add(mark);
    document.getElementById("m-" + n)?.classList.add("on");
    if (!entry.has(n)) { body.innerHTML = hint; return; }
    const copy = document.createElement("div");
    copy.className = entry.get(n).className;
    for (const child of entry.get(n).children) copy.append(child.cloneNode(true));
    body.replaceChildren(copy);
    panel.scrollTop = 0;
  }

  function pin(n, scroll) {
    pinned = n;
    panel.classList.toggle("pinned", n !== null);
    document.body.classList.toggle("reading", n !== null);
    show(n);
    if (scroll && n !== null) bring(n);
  }

  // Keeps the words in sight: on a phone the sheet covers the lower half of the screen.
  function bring(n) {
    const piece = parts.get(n)?.[0]?.[0];
    if (!piece) return;
    piece.closest("details")?.setAttribute("open", "");
    const box = piece.getBoundingClientRect();
    const room = matchMedia("(max-width: 61.99rem)").matches ? innerHeight * 0.42 : innerHeight;
    if (box.top < 8 || box.bottom > room - 8) scrollBy({ top: box.top - room * 0.3, behavior: "auto" });
  }

  const numbersAt = (piece) => [...new Set(piece.dataset.m.split(" ").map((t) => t.slice(1)))].reverse();
  const main = document.querySelector("main");

  // What was pointed at last stays, so that the pointer can travel to the panel.
  main.addEventListener("mouseover", (event) => {
    const piece = pinned === null && event.target.closest("[data-m], .n");
    if (piece) show(piece.dataset.n ?? numbersAt(piece)[0]);
  });
  main.addEventListener("focusin", (event) => {
    if (event.target.matches(".n") && pinned === null) show(event.target.dataset.n);
  });
  main.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return;
    const number = event.target.closest(".n");
    const piece = event.target.closest("[data-m]");
    if (number) {
      event.preventDefault();
      pin(number.dataset.n, true);
    } else if (piece) {
      // The innermost first; each further click goes one statement outward, so the whole chain can be had.
      const here = numbersAt(piece);
      pin(here[(here.indexOf(pinned) + 1) % here.length], true);
    } else if (!event.target.closest("a, summary")) {
      pin(null);
    }
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const link = event.target.closest("a[data-n]");
    if (link) {
      event.preventDefault();
      pin(link.dataset.n, true);
    } else if (button) {
      const step = Number(button.dataset.go);
      const at = order.indexOf(shown);
      pin(step ? order[(Math.max(at, step > 0 ? -1 : 0) + step + order.length) % order.length] : null, true);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pin(null);
  });
  // A number in the list leads back into the text, as does an address that was kept.
  function arrive() {
    const asked = location.hash.match(/^#m-(.+)$/);
    if (asked && entry.has(asked[1])) pin(asked[1], true);
  }
  addEventListener("hashchange", arrive);
  panel.hidden = false;
  arrive();
})();
