// The browser's side of the tracker API; tracker.d.ts explains each option.
(function (root) {
  "use strict";
  const calls = ["start", "page", "event", "goal", "outcome", "campaign", "search", "download", "error", "consent", "flush"];
  // While a page is rendered on a server there is nobody to track.
  if (!root.document) {
    root.jssTracker = Object.fromEntries(calls.map((name) => [name, () => {}]));
    return;
  }
  if (root.jssTracker) return;

  const { document, location, navigator } = root;
  const STORE = "jss-tracker";
  const FILE = /\.(?:pdf|zip|docx?|xlsx?|pptx?|csv|mp[34]|dmg|exe|apk|epub)$|\/[-~]\/(?:jss)?media\//i;
  let options = {};
  let isOn = false;
  let queue = [];
  let timer = 0;
  let delay = 1000;
  let path = "";

  const storage = (act) => { try { return act(root.sessionStorage); } catch { return null; } };
  const keep = () => storage((kept) => (queue.length ? kept.setItem(STORE, JSON.stringify(queue.slice(-100))) : kept.removeItem(STORE)));
  const url = (service) => {
    const { endpoint = "", apiKey = "", site, language } = options;
    const query = new URLSearchParams({ sc_apikey: apiKey, ...(site && { sc_site: site }), ...(language && { sc_lang: language }) });
    return `${endpoint}/sitecore/api/jss/${service}?${query}`;
  };
  const id = () => root.crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
    (c) => (c ^ (root.crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const refuses = () => navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";

  function add(entry) {
    queue.push({ ...entry, $id: id(), $at: Date.now() });
    if (!isOn) return;
    keep();
    wait();
  }

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(flush, queue.length > 19 ? 0 : delay);
  }

  const body = (batch) => JSON.stringify(batch.map((entry) => ({ ...entry, $sent: Date.now() })));

  // What the server has is no longer kept; what it refuses is left out, and the rest goes again with the same ids.
  async function flush() {
    clearTimeout(timer);
    if (!isOn || !queue.length) return;
    const batch = queue.slice(0, 50);
    queue = queue.slice(50);
    try {
      const answer = await fetch(url("track/event"), { method: "POST", body: body(batch), credentials: "include", keepalive: true });
      if (answer.status >= 500 || answer.status === 429) throw answer.status;
      if (answer.status === 400) {
        const wrong = new Set(((await answer.json()).errors ?? batch.map((_, index) => ({ index }))).map((error) => error.index));
        console.warn("jssTracker: refused", batch.filter((_, index) => wrong.has(index)));
        if (wrong.size) queue = [...batch.filter((_, index) => !wrong.has(index)), ...queue];
      }
      delay = 1000;
    } catch {
      queue = [...batch, ...queue];
      delay = Math.min(delay * 2, 60000);
    }
    keep();
    if (queue.length) wait();
  }

  function leave() {
    if (!isOn || !queue.length || !navigator.sendBeacon) return;
    if (navigator.sendBeacon(url("track/event"), new Blob([body(queue)], { type: "text/plain" }))) queue = [];
    keep();
  }

  function page(pageId, address) {
    path = location.pathname;
    const url = address ?? path + location.search;
    add({ ...(pageId ? { pageId, url } : { pageUrl: url }), ...(document.referrer && { referrer: document.referrer }) });
  }

  function routed() {
    setTimeout(() => { if (options.spa !== false && location.pathname !== path) page(); });
  }

  const dataOf = (element) => { try { return JSON.parse(element.dataset.jssData || "{}"); } catch { return {}; } };

  function marked(element) {
    for (const kind of ["goal", "event", "outcome"]) {
      const name = element.getAttribute(`data-jss-${kind}`);
      if (name) add({ ...dataOf(element), [`${kind}Id`]: name });
    }
  }
  const MARKS = "[data-jss-goal],[data-jss-event],[data-jss-outcome]";

  function clicked(event) {
    const element = event.target.closest?.(MARKS);
    if (element && element.tagName !== "FORM") marked(element);
    const link = event.target.closest?.("a[href]");
    if (!link) return;
    if (options.downloads !== false && FILE.test(link.pathname)) add({ download: link.href });
    else if (options.outbound && /^http/.test(link.protocol) && link.host !== location.host) add({ eventId: options.outbound, url: link.href });
  }

  function watchScroll(name) {
    let deepest = 0;
    root.addEventListener("scroll", () => {
      const room = document.documentElement.scrollHeight - root.innerHeight;
      const percent = room > 0 ? Math.floor((root.scrollY / room) * 4) * 25 : 100;
      if (percent > deepest) add({ eventId: name, percent: (deepest = percent) });
    }, { passive: true });
  }

  function watchEngagement(name) {
    let seconds = 0;
    let active = Date.now();
    for (const kind of ["pointermove", "keydown", "scroll"]) root.addEventListener(kind, () => { active = Date.now(); }, { passive: true });
    setInterval(() => { if (!document.hidden && Date.now() - active < 30000) seconds += 1; }, 1000);
    return () => { if (seconds) add({ eventId: name, seconds }); seconds = 0; };
  }

  function begin() {
    if (isOn) return;
    isOn = true;
    queue = [...(storage((kept) => JSON.parse(kept.getItem(STORE))) ?? []), ...queue];
    if (queue.length) wait();
  }

  function listen() {
    const engaged = options.engaged ? watchEngagement(options.engaged) : () => {};
    const left = () => { if (document.visibilityState === "hidden") { engaged(); leave(); } };
    document.addEventListener("visibilitychange", left);
    root.addEventListener("pagehide", () => { engaged(); leave(); });
    root.addEventListener("online", () => { delay = 1000; flush(); });
    root.addEventListener("popstate", routed);
    for (const name of ["pushState", "replaceState"]) {
      const original = root.history[name];
      root.history[name] = function (...given) { const result = original.apply(this, given); routed(); return result; };
    }
    document.addEventListener("click", clicked, true);
    document.addEventListener("submit", (event) => { if (event.target.matches?.(MARKS)) marked(event.target); }, true);
    if (options.scroll) watchScroll(options.scroll);
  }

  function start(given = {}) {
    if (options.apiKey) return;
    options = given;
    const go = () => {
      path = location.pathname;
      if (!options.counted) page(options.pageId);
      const searched = options.searchParameter && new URLSearchParams(location.search).get(options.searchParameter);
      if (searched) add({ searchFor: searched });
      listen();
      if (options.consent === "given" || (!options.requireConsent && !refuses())) begin();
    };
    if (document.prerendering) document.addEventListener("prerenderingchange", go, { once: true });
    else go();
  }

  async function consent(isGiven) {
    const answer = await fetch(url("consent"), { method: "POST", body: JSON.stringify({ consent: isGiven }), credentials: "include" });
    if (isGiven && answer.ok) begin();
    else { isOn = false; queue = []; keep(); }
    return answer.json();
  }

  root.jssTracker = {
    start, page, consent, flush,
    event: (eventId, data) => add({ ...data, eventId }),
    goal: (goalId, data) => add({ ...data, goalId }),
    outcome: (outcomeId, data) => add({ ...data, outcomeId }),
    campaign: (campaignId, data) => add({ ...data, campaignId }),
    search: (searchFor, results) => add({ searchFor, ...(results !== undefined && { results }) }),
    download: (address) => add({ download: address }),
    error: (text, data) => add({ ...data, error: String(text).slice(0, 500) }),
  };
  const own = document.currentScript?.dataset.jssTracker;
  if (own) start(JSON.parse(own));
})(globalThis);
