// Orderly: comfort for pages that already work without it.
// Each block listens on the document, so that swapped parts need no wiring.
(() => {
  "use strict";
  const page = document;
  page.documentElement.classList.add("js");

  // ---------- form[data-swap]: send in place, take the named parts from the answered page ----------
  const ALSO = ["#cart-link", "#notices"];

  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.swap || event.defaultPrevented) return;
    if (form.enctype === "multipart/form-data") return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
  });

  // One sending after the other, so that no older answer takes the place of a newer one.
  let line = Promise.resolve();

  async function send(form, submitter) {
    const fields = new URLSearchParams(new FormData(form, submitter));
    const address = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", location.href);
    const post = form.method === "post";
    if (!post) address.search = fields;
    const release = hold(form);
    try {
      const ask = () =>
        fetch(address, {
          method: post ? "POST" : "GET",
          body: post ? fields : undefined,
          headers: { Accept: "text/html" },
          credentials: "same-origin",
        });
      line = line.then(ask, ask);
      const answer = await line;
      // The server has acted and sent us elsewhere (or to sign in): go there, never send twice.
      if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
        location.assign(answer.url);
        return;
      }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      // Each part once: what a live region has taken over is gone from the answer.
      const parts = new Set([...form.dataset.swap.split(","), ...ALSO]);
      if (!swap(parts, fresh, form)) throw new Error("the answer lacks the part");
      forget();
    } catch {
      release();
      resend(form, submitter);
      return;
    }
    release();
  }

  // Fields become read-only while the answer is awaited, so that nothing typed meanwhile is overwritten.
  function hold(form) {
    const fields = [...form.elements].filter((field) => "readOnly" in field && !field.readOnly);
    form.setAttribute("aria-busy", "true");
    for (const field of fields) field.readOnly = true;
    return () => {
      form.removeAttribute("aria-busy");
      for (const field of fields) field.readOnly = false;
    };
  }

  function resend(form, submitter) {
    delete form.dataset.swap;
    if (form.isConnected) form.requestSubmit(submitter);
    else location.reload();
  }

  // Replaces every named element that both pages have; says whether the first of them was there.
  let swapping = false;
  function swap(selectors, fresh, sent) {
    let first;
    for (const selector of selectors) {
      const old = page.querySelector(selector);
      const young = fresh.querySelector(selector);
      const found = Boolean(old && young);
      first ??= found;
      if (!found) continue;
      const restore = keeper(old, sent);
      // A live region must stay the same element to be read aloud.
      const isLive = old.hasAttribute("aria-live") || old.getAttribute("role") === "status";
      // A field that goes while somebody types into it says that it was changed; it is not.
      swapping = true;
      if (isLive) old.replaceChildren(...young.childNodes);
      else old.replaceWith(young);
      swapping = false;
      restore(isLive ? old : young);
    }
    return first === true;
  }

  // What is typed beside the sent form stays, with its caret. The focus goes to the same element, else to the one in the same place;
  // a removed line hands over to its neighbour.
  const TYPED = "input:not([type]), textarea";
  const markOf = (field) => [field.name, field.form?.elements.sku?.value, field.matches(TYPED) || field.value].join();
  function keeper(old, sent) {
    const held = page.activeElement ?? page.body;
    const isHeld = held !== old && old.contains(held);
    const place = [...old.querySelectorAll(held.localName)].indexOf(held);
    const { selectionStart: from, selectionEnd: to } = held;
    const edited = [...old.querySelectorAll(TYPED)].filter((field) => field.form !== sent && field.value !== field.defaultValue);
    return (now) => {
      const twin = (field) => field.name && [...now.querySelectorAll(field.localName)].find((one) => markOf(one) === markOf(field));
      for (const field of edited) {
        const other = twin(field);
        if (other) other.value = field.value;
      }
      if (!isHeld) return;
      const peers = now.querySelectorAll(held.localName);
      const next = (held.id && now.querySelector(`#${CSS.escape(held.id)}`)) || twin(held) || peers[Math.min(place, peers.length - 1)];
      next?.focus();
      if (!next?.matches(TYPED) || next.value !== held.value) return;
      next.setSelectionRange(from, to);
      // The browser tells no change of what was typed before the field was there.
      next.addEventListener("blur", () => {
        if (page.activeElement !== next && next.value !== next.defaultValue) ordered(next);
      });
    };
  }

  // ---------- form[data-once]: one press, one sending ----------
  const pressed = new Set();

  page.addEventListener("submit", (event) => {
    const form = event.target;
    // A button that asks for a file leaves the page as it is.
    if (!("once" in form.dataset) || event.defaultPrevented || event.submitter?.matches("[data-file]")) return;
    // After this turn, so that the pressed button's own value is still sent.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:not([type=button]):not(:disabled)")) {
        button.disabled = true;
        pressed.add(button);
      }
    });
  });

  addEventListener("pageshow", () => {
    for (const button of pressed) button.disabled = false;
    pressed.clear();
  });

  // ---------- [data-auto-submit]: a choice is an order to go ----------
  function ordered(field) {
    if (!swapping && field.matches("[data-auto-submit]")) field.form?.requestSubmit();
  }
  page.addEventListener("change", (event) => ordered(event.target));

  // ---------- input[data-suggest]: what may be meant by the letters typed so far; without an answer one types on ----------
  let wondering;
  page.addEventListener("input", (event) => {
    const field = event.target;
    const words = field.dataset.suggest ? field.value.trim() : "";
    if (words.length < 2) return;
    clearTimeout(wondering);
    wondering = setTimeout(async () => {
      const address = `${field.dataset.suggest}?${new URLSearchParams({ q: words })}`;
      const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
      if (!answer?.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      field.list?.replaceChildren(...fresh.querySelectorAll("option"));
    }, 250);
  });

  // ---------- keyboard: "/" to the search, Enter and arrows along the quantities, Escape folds ----------
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const spot = event.target;
    if (spot.matches(".qty")) walk(event, spot);
    else if (event.key === "/" && !spot.matches("input, textarea, select, [contenteditable]")) {
      const search = page.querySelector(".top-search input");
      if (!search) return;
      event.preventDefault();
      search.select();
      search.focus();
    }
    if (event.key === "Escape") fold(null);
  });

  function walk(event, spot) {
    const by = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    const table = spot.closest("table");
    if (!by || !table) return;
    const all = [...table.querySelectorAll(".qty:not(:disabled)")];
    const next = all[all.indexOf(spot) + by];
    if (event.key === "Enter") {
      const alone = spot.form?.querySelectorAll(".qty").length === 1;
      // A row with its own form is sent as usual; it may be left only when the page stays.
      if (alone && !spot.form.dataset.swap) return;
      if (!next) return;
      if (alone && !spot.reportValidity()) return;
      event.preventDefault();
      if (alone) spot.form.requestSubmit();
    } else if (!next) return;
    else event.preventDefault();
    next.focus();
    next.select();
  }

  function fold(except) {
    for (const why of page.querySelectorAll(".table .why[open], .menu details[open]")) {
      if (why.contains(except)) continue;
      if (why.contains(page.activeElement)) why.querySelector("summary")?.focus();
      why.open = false;
    }
  }
  page.addEventListener("click", (event) => fold(event.target));

  // ---------- the search: suggestions below the field, chosen with arrows and Enter, folded with Escape ----------
  const ask = page.querySelector(".top-search input");
  let list, pause;
  const chosen = () => list?.querySelector("[aria-selected=true]");
  function suggest(fresh) {
    list?.remove();
    list = fresh?.children.length ? fresh : null;
    if (list) ask.after(list);
    ask.setAttribute("aria-expanded", Boolean(list));
    mark("aria-controls", list?.id);
    choose();
  }
  function choose(next) {
    chosen()?.removeAttribute("aria-selected");
    next?.setAttribute("aria-selected", "true");
    next?.scrollIntoView({ block: "nearest" });
    mark("aria-activedescendant", next?.id);
  }
  const mark = (name, id) => (id ? ask.setAttribute(name, id) : ask.removeAttribute(name));
  const open = (one) => one && location.assign(one.dataset.href);
  async function look(words) {
    // Suggestions are a comfort: without an answer there are none.
    const answer = await fetch(`/suggestions?${new URLSearchParams({ q: words })}`).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("suggested");
    if (ask.value.trim() === words && page.activeElement === ask) suggest(fresh);
  }
  if (ask) {
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": false, autocomplete: "off" })) ask.setAttribute(name, value);
    ask.addEventListener("input", () => {
      clearTimeout(pause);
      const words = ask.value.trim();
      if (words.length < 2) suggest();
      else pause = setTimeout(look, 150, words);
    });
    ask.addEventListener("keydown", (event) => {
      const now = chosen();
      if (!list || event.isComposing) return;
      if (event.key === "ArrowDown") choose(now ? now.nextElementSibling : list.firstElementChild);
      else if (event.key === "ArrowUp") choose(now ? now.previousElementSibling : list.lastElementChild);
      else if (event.key === "Escape") suggest();
      else if (event.key === "Enter" && now) open(now);
      else return;
      event.preventDefault();
    });
    // A press on a suggestion must not take the focus, which would fold the list before the press ends.
    ask.form.addEventListener("mousedown", (event) => event.target.closest("#suggested") && event.preventDefault());
    ask.form.addEventListener("click", (event) => open(event.target.closest("#suggested li")));
    ask.form.addEventListener("focusout", (event) => {
      if (!ask.form.contains(event.relatedTarget)) suggest();
    });
    ask.form.addEventListener("submit", () => clearTimeout(pause));
  }

  // ---------- form[data-keep]: what was typed survives a lost session ----------
  const UNKEPT = ["password", "hidden", "file", "submit", "button", "reset", "image"];
  const owner = `keep:${page.body.dataset.user ?? ""}:`;
  const keyOf = (field, path = location.pathname) =>
    `${owner}${path}:${field.form.dataset.keep}:${field.name}${field.type === "radio" ? `=${field.value}` : ""}`;
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  const isKept = (field) => field?.form && "keep" in field.form.dataset && field.name && !UNKEPT.includes(field.type);

  // Storage may be full or forbidden; the page works on without it.
  function withStorage(act) {
    try {
      return act(sessionStorage);
    } catch {
      return null;
    }
  }

  const keptKeys = (start) => withStorage((store) => Object.keys(store).filter((key) => key.startsWith(start))) ?? [];

  const drop = (key) => withStorage((store) => store.removeItem(key));

  // data-kept-clear="/path" forgets one page of this person, with data-kept-names only these fields of it, a line each; an empty path
  // forgets everything.
  function forget() {
    for (const { dataset } of page.querySelectorAll("[data-kept-clear]")) {
      const start = dataset.keptClear ? `${owner}${dataset.keptClear}:` : "keep:";
      const names = dataset.keptNames?.split("\n");
      keptKeys(start)
        .filter((key) => !names || names.includes(key.slice(start.length)))
        .forEach(drop);
    }
  }
  forget();

  // What stood in a field before anything was typed; of a list of goods, what lies in the cart. That is kept beside what is typed.
  const isGood = (field) => "sums" in field.form.dataset;
  const baseOf = (field) => (isGood(field) ? (field.form.elements.namedItem(field.name.replace("q.", "was."))?.value ?? "") : field.defaultValue);
  const isAsBefore = (field) => (isChoice(field) ? field.checked === field.defaultChecked : field.value === baseOf(field));
  const textOf = (field) => (isGood(field) ? `${baseOf(field)}\n${field.value}` : field.value);

  page.addEventListener("input", (event) => {
    const field = event.target;
    if (!isKept(field)) return;
    const group = field.type === "radio" ? field.form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`) : [field];
    for (const one of group) {
      if (isAsBefore(one)) drop(keyOf(one));
      else withStorage((store) => store.setItem(keyOf(one), isChoice(one) ? (one.checked ? "1" : "") : textOf(one)));
    }
  });

  for (const field of page.querySelectorAll("form[data-keep] :is(input, select, textarea)")) {
    const kept = isKept(field) ? withStorage((store) => store.getItem(keyOf(field))) : null;
    if (kept === null) continue;
    if (isChoice(field)) field.checked = kept === "1";
    else if (!isGood(field)) field.value = kept;
    else {
      const [was, text] = kept.split("\n");
      // The cart has changed since: what was typed was meant for another.
      if (was === baseOf(field)) field.value = text;
      else drop(keyOf(field));
    }
  }

  // ---------- form[data-sums]: a list of goods as an order form, summed by the server while one types ----------
  const pieces = new DOMParser();
  let counting;
  let waiting;

  // What was typed on other pages of the list goes along with this one; an emptied field too, with what stood in it.
  for (const form of page.querySelectorAll("form[data-sums]")) {
    const start = `${owner}${location.pathname}:${form.dataset.keep}:`;
    const names = keptKeys(start).map((key) => key.slice(start.length));
    for (const name of names.filter((name) => !form.elements.namedItem(name))) {
      const [was, text] = (withStorage((store) => store.getItem(start + name)) ?? "").split("\n");
      for (const [of, value] of [[name, text], [name.replace("q.", "was."), was]]) {
        const field = page.createElement("input");
        Object.assign(field, { type: "hidden", name: of, value });
        if (was || text) form.append(field);
      }
    }
    if (names.length) count(form);
  }

  page.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.sums) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => count(form), 250);
  });

  async function count(form) {
    counting?.abort();
    counting = new AbortController();
    try {
      const answer = await fetch(form.dataset.sums, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", signal: counting.signal });
      if (!answer.ok || answer.redirected) return;
      const fresh = pieces.parseFromString(await answer.text(), "text/html");
      for (const young of fresh.querySelectorAll("[id]")) page.getElementById(young.id)?.replaceChildren(...young.childNodes);
    } catch {
      // Another count is under way, or the line is down: the old figures stand.
    }
  }

  // With a script another page of the list is an address of its own, and what was typed is kept here.
  page.addEventListener("click", (event) => {
    const button = event.target.closest("form[data-sums] button[name=to]");
    if (!button) return;
    event.preventDefault();
    const to = new URL(location);
    for (const name of ["added", "put", "cursor"]) to.searchParams.delete(name);
    if (button.value) to.searchParams.set("cursor", button.value);
    location.assign(to);
  });

  // ---------- a demo tells in the foot what the page weighed and how long the server took ----------
  addEventListener("load", () => {
    const [sent] = performance.getEntriesByType("navigation");
    const took = sent?.serverTiming?.find((part) => part.name === "app");
    const name = page.querySelector(".foot > span");
    if (!took || !name) return;
    const told = (value, unit) =>
      new Intl.NumberFormat(page.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
    name.append(` · ${told(sent.transferSize / 1000, "kilobyte")} · ${told(took.duration, "millisecond")}`);
  });
})();
