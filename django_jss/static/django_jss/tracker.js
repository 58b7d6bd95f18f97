// See tracker.d.ts.
(function (root) {
  if (root.jssTracker) return;

  const { document, location, navigator } = root;
  const KINDS = ["goal", "event", "outcome", "campaign"];
  const MARKS = `[data-jss-${KINDS.join("],[data-jss-")}]`;
  const FILE = /\.(?:pdf|zip|docx?|xlsx?|pptx?|csv|mp[34]|dmg|exe|apk|epub)$|\/[-~]\/(?:jss)?media\//i;
  let options = {};
  // What the server lacks, and what is on its way.
  let queue = [], sending = [], beaconed = [];
  let isOn, timer, delay = 1000;
  // Paths of the address and of the last view; that view if only the address told of it.
  let current, told, guessed, searched;
  let referrer = document?.referrer, deepest = 0;
  let disengage = () => {};

  const attempt = (act) => { try { return act(); } catch {} };
  const url = (service) => {
    const { endpoint = "", apiKey = "", site = "", language = "" } = options;
    return `${endpoint}/sitecore/api/jss/${service}?${new URLSearchParams({ sc_apikey: apiKey, sc_site: site, sc_lang: language, partial: true })}`;
  };
  const call = (service, body, keepalive) => fetch(url(service), { method: body && "POST", body, credentials: "include", keepalive });
  // There is no `crypto.randomUUID` without HTTPS.
  const id = () => URL.createObjectURL(new Blob()).slice(-36);
  const body = (batch) => JSON.stringify(batch.map((entry) => ({ ...entry, $sent: Date.now() })));

  function changed() {
    queue = queue.slice(-100);
    if (!isOn) return;
    attempt(() => (queue.length ? (sessionStorage.jssTracker = JSON.stringify(queue)) : delete sessionStorage.jssTracker));
    if (queue.length > 19 && delay === 1000) flush();
    else if (queue.length) timer ||= setTimeout(flush, delay);
  }

  function add(entry) {
    queue.push({ ...entry, $id: id(), $at: Date.now() });
    changed();
  }

  // What the server has or refuses is forgotten; the rest goes again with its ids.
  async function flush() {
    timer = clearTimeout(timer);
    if (!isOn || sending.length || !queue.length) return;
    const batch = sending = queue.slice(0, 50);
    const text = body(batch);
    try {
      // 64 kB are kept alive.
      const answer = await call("track/event", text, text.length < 2e4);
      if (answer.status >= 500 || answer.status === 429) throw 0;
      const { errors } = await answer.json().catch(() => ({}));
      if (errors || !answer.ok) console.warn("jssTracker: refused", errors?.map(({ index }) => batch[index]) ?? batch);
      queue = queue.filter((entry) => !batch.includes(entry));
      delay = 1000;
    } catch {
      delay = Math.min(delay * 2, 6e4);
    }
    sending = [];
    changed();
  }

  // Beacons hear no answer: the next call repeats them.
  function leave() {
    disengage();
    const batch = queue.slice(sending.length).filter((entry) => !beaconed.includes(entry));
    if (isOn && batch.length && navigator.onLine && navigator.sendBeacon(url("track/event"), body(batch))) beaconed = queue;
  }

  function page(pageId, address = location.pathname + location.search) {
    const path = new URL(address, location).pathname;
    options.pageId = pageId;
    if (guessed && path === told) {
      if (pageId) Object.assign(guessed, { pageId, url: address, pageUrl: undefined });
      guessed = null;
      return changed();
    }
    disengage();
    deepest = 0;
    told = path;
    guessed = null;
    add({ ...(pageId ? { pageId, url: address } : { pageUrl: address }), referrer });
    referrer = "";
  }

  function search() {
    const text = options.searchParameter && new URLSearchParams(location.search).get(options.searchParameter);
    if (text && text !== searched) add({ searchFor: text });
    searched = text;
  }

  // An address is replaced while somebody types.
  function routed(isNew) {
    setTimeout(() => {
      if (options.spa === false) return;
      if (current !== (current = location.pathname) && current !== told) {
        page();
        guessed = queue.at(-1);
      }
      if (isNew) search();
    });
  }

  function marked(element) {
    for (const kind of KINDS) {
      const name = element.getAttribute(`data-jss-${kind}`);
      if (name) tracker[kind](name, attempt(() => JSON.parse(element.dataset.jssData)));
    }
  }

  function clicked({ target }) {
    const element = target.closest(MARKS);
    if (element && !element.matches("form")) marked(element);
    const link = target.closest("a[href]");
    if (!link) return;
    if (options.downloads !== false && FILE.test(link.pathname)) add({ download: link.href });
    else if (options.outbound && /^http/.test(link.protocol) && link.host !== location.host) add({ eventId: options.outbound, url: link.href });
  }

  function scrolled() {
    const room = document.documentElement.scrollHeight - innerHeight;
    const percent = Math.min(Math.floor(((scrollY + 1) / Math.max(room, 1)) * 4) * 25, 100);
    if (percent > deepest) add({ eventId: options.scroll, percent: (deepest = percent) });
  }

  function watchEngagement() {
    let seconds = 0, active = Date.now();
    for (const kind of ["pointermove", "keydown", "scroll"]) addEventListener(kind, () => { active = Date.now(); }, { passive: true });
    setInterval(() => { seconds += !document.hidden && Date.now() - active < 3e4; }, 1000);
    disengage = () => { if (seconds) add({ eventId: options.engaged, seconds }); seconds = 0; };
  }

  function begin() {
    if (isOn != null) return;
    isOn = true;
    queue = [...(attempt(() => JSON.parse(sessionStorage.jssTracker)) ?? []), ...queue];
    changed();
  }

  function listen() {
    document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
    addEventListener("pagehide", leave);
    addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return;
      guessed = null;
      page(options.pageId);
    });
    addEventListener("online", () => { delay = 1000; flush(); });
    addEventListener("popstate", () => routed(true));
    for (const name of ["pushState", "replaceState"]) {
      const original = history[name];
      history[name] = (...given) => { original.apply(history, given); routed(name === "pushState"); };
    }
    document.addEventListener("click", clicked, true);
    document.addEventListener("submit", ({ target }) => { if (target.matches(MARKS)) marked(target); }, true);
    if (options.scroll) addEventListener("scroll", scrolled, { passive: true });
    if (options.engaged) watchEngagement();
  }

  function start(given = {}) {
    if (options.apiKey) return;
    options = given;
    const go = () => {
      current = told = location.pathname;
      if (options.counted) referrer = "";
      else page(options.pageId);
      search();
      listen();
      if (options.consent === "given" || (!options.requireConsent && options.consent !== "refused"
        && !navigator.globalPrivacyControl && navigator.doNotTrack !== "1")) begin();
      else if (!options.consent) chosen().catch(() => {});
    };
    if (document.prerendering) document.addEventListener("prerenderingchange", go);
    else go();
  }

  async function chosen(body) {
    const answer = await call("consent", body), state = await answer.json();
    if (state.consent === "given") begin();
    return state;
  }

  function consent(isGiven) {
    if (!isGiven) {
      queue = [];
      changed();
    }
    // Late answers undo no refusal.
    isOn = isGiven && (isOn || null);
    return chosen(JSON.stringify({ consent: isGiven }));
  }

  const tracker = root.jssTracker = {
    start, page, consent, flush,
    search: (searchFor, results) => add({ searchFor, results }),
    download: (download) => add({ download }),
    error: (text, data) => add({ ...data, error: String(text).slice(0, 500) }),
  };
  for (const kind of KINDS) tracker[kind] = (name, data) => add({ ...data, [`${kind}Id`]: name });
  // On a server nobody is tracked.
  if (!document) for (const name in tracker) tracker[name] = async () => {};
  const own = document?.currentScript?.dataset.jssTracker;
  if (own) start(JSON.parse(own));
})(globalThis);
