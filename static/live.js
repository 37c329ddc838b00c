// Orderly: the live page. Rows come by themselves; without this script the page is whole and has a link to load it again.
(() => {
  "use strict";
  const live = document.getElementById("live");
  const feed = document.getElementById("feed");
  if (!live || !feed || !window.EventSource) return;
  const AT_MOST = 200;
  const AGAIN_MS = 1_500;
  const words = JSON.parse(live.dataset.words);
  const ru = document.documentElement.lang === "ru";
  const locale = ru ? "ru" : "en-GB";
  const month = ru ? "2-digit" : "short";
  const clock = new Intl.DateTimeFormat(locale, {
    timeZone: live.dataset.zone, day: ru ? "2-digit" : "numeric", month, year: "numeric", hour: "2-digit", minute: "2-digit",
  });
  const skew = Date.parse(live.dataset.now) - Date.now();
  const linkOf = { order: "/orders/", quote: "/quotes/", invoice: "/invoices/", payment: "/contracts/", credit_note: "/credit-notes/", block: "/contracts/", limit: "/contracts/" };

  // Days and sums as the server writes them: a short month has three letters, and only a few signs stand before the number.
  const moment = (at) => clock.format(new Date(at)).replace("Sept", "Sep").replace(", ", "\u00a0");
  const money = (act) =>
    act.sum && act.currency
      ? new Intl.NumberFormat(locale, { style: "currency", currency: act.currency, currencyDisplay: "narrowSymbol" })
        .format(act.sum).replace(/^([^\d$€£¥-]+?)\s*(\d.*)$/, "$2\u00a0$1")
      : "";

  function told(act) {
    if (act.kind === "page") {
      const [page, about = ""] = act.what.split(/ (.*)/s);
      return `${words[`page ${page}`] ?? words["page other"]} ${about}`.trim();
    }
    const name = words[act.kind] ?? act.kind;
    if (act.kind === "refused") return `${name}: ${words[`refused ${act.what}`] ?? act.what}`;
    return `${name} ${act.what}`.trim();
  }

  function make(name, text, href) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (href) element.href = href;
    return element;
  }

  function fresh(row) {
    row.classList.add("is-fresh");
    setTimeout(() => row.classList.remove("is-fresh"), 2500);
  }

  // ---------- the feed ----------
  function add(act) {
    const row = make("tr");
    const [when, who, what, sum] = ["td", "td", "td", "td"].map((name) => row.appendChild(make(name)));
    when.appendChild(make("time", moment(act.at))).dateTime = act.at;
    who.append(make("a", act.partner.name || act.partner.code, `/partners/${encodeURIComponent(act.partner.code)}`));
    if (act.person) {
      who.append(make("br"), make("span", act.person));
      who.lastChild.className = "muted";
    }
    const begins = act.what && linkOf[act.kind.split(".", 1)[0]];
    const leads = act.kind.includes(".") && begins;
    what.append(leads ? make("a", told(act), begins + encodeURIComponent(act.what)) : told(act));
    sum.className = "num";
    sum.textContent = money(act);
    feed.prepend(row);
    while (feed.rows.length > AT_MOST) feed.lastElementChild.remove();
    document.getElementById("feed-empty")?.remove();
    fresh(row);
  }

  // The place of the last act that a page holds.
  function place(page) {
    return Number(new URL(page.dataset.stream, location.href).searchParams.get("after"));
  }

  // ---------- who is on line ----------
  const part = (row, name) => row.querySelector(`[data-part="${name}"]`);

  function presence(act) {
    if (!act.person) return;
    const isOver = act.kind === "signed_out" || act.kind === "representation.ended";
    const isOwnStep = !act.kind.includes(".");
    const row = live.querySelector(`[data-who="${CSS.escape(`${act.partner.code}|${act.person}`)}"]`);
    // What an order leaves in the cart, and how often something was refused, the act itself does not tell.
    if (isOwnStep && !isOver ? !row || act.kind === "refused" : row) again();
    if (isOver) row?.remove();
    else if (row && isOwnStep) {
      row.dataset.at = act.at;
      const last = part(row, "last");
      last.dateTime = act.at;
      last.textContent = moment(act.at);
      if (act.kind === "page") part(row, "page").textContent = told(act);
      else if (act.kind === "cart") part(row, "cart").textContent = Number(act.what) ? money(act) : "";
      else if (act.kind.startsWith("search")) part(row, "search").textContent = ` ${told(act)}`;
      fresh(row);
    }
  }

  // Somebody new, or more than an act tells: the rows, with the ways to act, come from the server. Seldom, however many come.
  let waiting = 0;
  let asked = 0;
  function again() {
    if (waiting) return;
    const pause = Math.max(500, asked + AGAIN_MS - Date.now());
    waiting = setTimeout(async () => {
      waiting = 0;
      asked = Date.now();
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const young = page.getElementById("online");
        if (!answer.ok || !young) return;
        document.getElementById("online").replaceWith(young);
        // Acts that came meanwhile are not in it.
        if (place(page.getElementById("live")) < Number(last)) again();
      } catch {
        // The next act asks again.
      }
    }, pause);
  }

  setInterval(() => {
    const oldest = Date.now() + skew - Number(live.dataset.minutes) * 60_000;
    for (const row of live.querySelectorAll("[data-who]")) if (Date.parse(row.dataset.at) < oldest) row.remove();
  }, 5000);

  // ---------- the stream: open while the page is looked at, going on where it ended ----------
  let stream = null;
  let last = place(live);

  function open() {
    if (stream || document.hidden) return;
    const address = new URL(live.dataset.stream, location.href);
    address.searchParams.set("after", last);
    stream = new EventSource(address);
    stream.onmessage = (event) => {
      last = event.lastEventId;
      const act = JSON.parse(event.data);
      if (!live.dataset.kind || act.kind === live.dataset.kind) add(act);
      presence(act);
    };
  }

  function close() {
    stream?.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
