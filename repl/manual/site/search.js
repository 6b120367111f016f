// The search of the pages. The index is a list of {name, brief, url, text}, in the variable moonloopIndex.
"use strict";

// find lists the entries that have all words, those first whose name has them.
function find(index, query) {
  const words = query.toLowerCase().split(/\s+/).filter((w) => w !== "");
  if (words.length === 0) return [];
  const hits = [];
  for (const entry of index) {
    const name = entry.name.toLowerCase();
    const brief = entry.brief.toLowerCase();
    let rank = 0;
    for (const word of words) {
      if (name === word || name.endsWith("." + word) || name.endsWith(":" + word)) continue;
      if (name.includes(word)) rank = Math.max(rank, 1);
      else if (brief.includes(word)) rank = Math.max(rank, 2);
      else if (entry.text.includes(word)) rank = Math.max(rank, 3);
      else { rank = -1; break; }
    }
    if (rank >= 0) hits.push({ entry, rank });
  }
  return hits.sort((a, b) => a.rank - b.rank).map((h) => h.entry); // stable
}

// shown is how many hits are listed.
const shown = 50;

function show(list, status, query) {
  const found = find(moonloopIndex, query);
  list.replaceChildren();
  for (const entry of found.slice(0, shown)) {
    const link = document.createElement("a");
    link.href = entry.url;
    link.textContent = entry.name;
    const brief = document.createElement("small");
    brief.textContent = entry.brief;
    link.append(brief);
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  status.textContent = query.trim() === "" ? "" : found.length === 0 ? "nothing found" : found.length > shown ? "the first " + shown + " of " + found.length : found.length + " found";
  if (query.trim() !== "" && found.length === 0) {
    const item = document.createElement("li");
    const text = document.createElement("span");
    text.textContent = "nothing found";
    item.append(text);
    list.append(item);
  }
}

function start() {
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  const status = document.getElementById("count");
  const close = () => list.replaceChildren();
  input.addEventListener("input", () => show(list, status, input.value));
  input.addEventListener("focus", () => show(list, status, input.value));
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "/" && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape") {
      close();
      input.focus();
      close();
    } else if (event.key === "ArrowDown" && links.length > 0 && (at >= 0 || document.activeElement === input)) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] ?? input).focus();
    } else if (event.key === "Enter" && document.activeElement === input && links.length > 0) {
      links[0].click();
    }
  });
  document.querySelector(".search").addEventListener("focusout", (event) => {
    if (event.relatedTarget !== null && !event.relatedTarget.closest(".search")) close();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) close();
  });
  if (window.matchMedia("(max-width: 45rem)").matches) {
    for (const part of document.querySelectorAll("nav details")) part.open = false;
  }
}

if (typeof document !== "undefined") start();
