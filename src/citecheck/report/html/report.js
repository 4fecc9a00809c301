"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const cards = all("article.card");
  const rows = all(".row");
  const status = document.querySelector(".status");
  const chips = all("[data-filter]");
  const rule = document.getElementById("rule");
  const host = document.getElementById("host");
  const find = document.getElementById("find");
  const keys = document.getElementById("keys");
  const expand = document.getElementById("expand");
  const PRESSING = new Set(["error", "warning", "note"]);
  let state = "";
  let current = null;
  let opened = null;

  const open = (card, yes) => {
    card.classList.toggle("open", yes);
    card.querySelector(".head").setAttribute("aria-expanded", String(yes));
  };
  const sentence = (card) => document.querySelector(`.cited[data-cards~="${card.id}"]`);
  const cardsOf = (element) => (element.dataset.cards?.split(" ") ?? [element.hash.slice(1)]).map((id) => document.getElementById(id));

  const choose = (card, { scroll = true } = {}) => {
    if (opened !== card) {
      if (opened) open(opened, false);
      opened = card.classList.contains("open") ? null : card;
    }
    if (current) {
      current.classList.remove("current");
      sentence(current)?.classList.remove("current");
    }
    current = card;
    card.classList.add("current");
    sentence(card)?.classList.add("current");
    open(card, true);
    if (scroll) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      card.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
    card.focus({ preventScroll: true });
    const walk = walked();
    const at = walk.indexOf(card);
    if (at >= 0) status.textContent = `${at + 1} of ${walk.length}`;
  };

  const shown = () => cards.filter((card) => !card.hidden);
  const walked = () => {
    const found = shown();
    const pressing = found.filter((card) => PRESSING.has(card.dataset.tone));
    return pressing.length ? pressing : found;
  };
  const step = (by) => {
    const walk = walked();
    if (!walk.length) return;
    let at = walk.indexOf(current);
    if (at < 0 && current) {
      const after = walk.findIndex((card) => current.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING);
      at = after < 0 ? walk.length - 1 : by > 0 ? after - 1 : after;
    }
    if (at < 0) at = by > 0 ? -1 : 0;
    choose(walk[(at + by + walk.length) % walk.length]);
  };

  const bare = (card) => card.querySelector(".marker").textContent.replace(/^\[\^?|\]$/g, "").toLowerCase();
  const known = new Map();
  const words = (card) => {
    if (!known.has(card)) known.set(card, `${sentence(card)?.textContent ?? ""} ${card.textContent}`.toLowerCase());
    return known.get(card);
  };

  const filter = () => {
    const sought = find.value.trim().toLowerCase();
    const on = Boolean(state || rule.value || host.value || sought);
    const number = sought.replace(/^\[\^?|\]$/g, "");
    const numbered = number && cards.some((card) => bare(card) === number);
    root.classList.toggle("filtered", on);
    for (const card of cards) {
      const { state: own, rules, hosts } = card.dataset;
      card.hidden = Boolean(
        (state && own !== state) ||
          (rule.value && !rules.split(" ").includes(rule.value)) ||
          (host.value && !hosts.split(" ").includes(host.value)) ||
          (sought && !(numbered ? bare(card) === number : words(card).includes(sought))),
      );
    }
    for (const row of rows) {
      row.classList.toggle("off", on && !row.querySelector("article.card:not([hidden])"));
    }
    for (const each of all(".cited, .ref")) {
      each.classList.toggle("off", cardsOf(each).every((card) => card.hidden));
    }
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.dataset.filter === state));
    status.textContent = on ? `${shown().length} of ${cards.length}` : "";
  };

  const follow = (kind) => {
    const sources = current ? all(".source", current) : [];
    const found = sources.find((each) => each.dataset[kind]);
    if (found) window.open(found.dataset[kind], "_blank", "noopener,noreferrer");
    else if (kind === "href") status.textContent = "No address to open";
    else status.textContent = sources.find((each) => each.dataset.show)?.dataset.show ?? "No copy is kept";
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = `Copied: ${text}`;
    } catch {
      window.prompt("Copy:", text);
    }
  };
  const copyRepair = () => {
    const offered = current?.querySelector(".offer .copy") ?? current?.querySelector(".address .copy");
    if (offered) copy(offered.dataset.text);
  };
  const everything = () => {
    const closed = shown().some((card) => !card.classList.contains("open"));
    for (const card of shown()) open(card, closed);
    expand.textContent = closed ? "Close all" : "Open all";
  };
  const theme = () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };
  const pick = (number) => {
    const chip = chips[number];
    if (chip) chip.click();
  };

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    o: () => follow("href"),
    c: () => follow("copy"),
    y: copyRepair,
    "/": () => find.focus(),
    x: () => current && open(current, !current.classList.contains("open")),
    e: everything,
    t: theme,
    "?": () => (keys.open ? keys.close() : keys.showModal()),
  };

  root.classList.add("js");
  const first = cards.find((card) => PRESSING.has(card.dataset.tone));
  for (const card of cards) open(card, card === first);
  opened = first;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, input")) return;
    const act = KEYS[event.key] || (/^[0-7]$/.test(event.key) && (() => pick(Number(event.key))));
    if (!act) return;
    event.preventDefault();
    act();
  });
  find.addEventListener("input", filter);
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(1);
    if (event.key === "Escape") find.blur();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (button) {
      copy(button.dataset.text);
      return;
    }
    const head = event.target.closest(".head");
    if (head) {
      const card = head.closest(".card");
      if (card.classList.contains("open")) open(card, false);
      else choose(card, { scroll: false });
      return;
    }
    const cited = event.target.closest(".cited, .ref, a.marker");
    if (cited) {
      event.preventDefault();
      const [card, ...others] = cardsOf(cited);
      choose([card, ...others].find((each) => !each.hidden) ?? card);
    }
  });
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      state = chip.dataset.filter === state ? "" : chip.dataset.filter;
      filter();
    });
  }
  rule.addEventListener("change", filter);
  host.addEventListener("change", filter);
  expand.addEventListener("click", everything);
  document.getElementById("theme").addEventListener("click", theme);
  document.getElementById("help").addEventListener("click", KEYS["?"]);
  const target = document.getElementById(location.hash.slice(1));
  if (target?.matches("article.card")) choose(target);
})();
