// A small front end without a framework: it asks the services for a page, draws what it gets, and reports what happens.
import { drawPage, pageOf } from "./components.js";
import { drawPanel } from "./panel.js";
import { endVisit, fetchLayout, fetchPhrases, fetchReasons, forgetMe, home, track } from "./services.js";

const app = document.querySelector("#app");
const panel = document.querySelector("#panel");
const LANGUAGE = "harbour-language";

// Where the visitor is: path in the site, language, and the query string, which rules may ask about.
function placeNow() {
  const { pathname, search } = location;
  return {
    path: decodeURI(pathname.slice(home.length)).replace(/\/+$/, "") || "/",
    language: localStorage.getItem(LANGUAGE) ?? "en",
    query: search.slice(1),
  };
}

let latest = 0;

async function show({ keepsPosition = false } = {}) {
  const turn = ++latest;
  const place = placeNow();
  const [answer, phrases] = await Promise.all([fetchLayout(place), fetchPhrases(place.language)]);
  // After the page view, so that the reasons are those of the visit that it belongs to.
  const reasons = await fetchReasons(place);
  if (turn !== latest) return;
  const personalized = new Set(reasons.renderings.map(({ uid }) => uid));
  const page = pageOf(answer.data, place, phrases, personalized);
  const update = () => {
    app.innerHTML = drawPage(page);
    adoptLinks();
    panel.innerHTML = drawPanel({ answer, reasons, place, phrase: page.phrase, isOpen: panel.firstElementChild?.open });
    document.title = [page.route?.fields.pageTitle?.value ?? "404", "Harbour Outfitters"].join(" · ");
    document.documentElement.lang = place.language;
    document.querySelector("[data-phrase]").textContent = page.phrase("skip-to-content");
    if (!keepsPosition) scrollTo({ top: 0, behavior: "instant" });
  };
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.startViewTransition && !isStill ? document.startViewTransition(update) : update();
}

// Links in rich text are paths of the site too.
function adoptLinks() {
  for (const anchor of app.querySelectorAll('a[href^="/"]')) {
    const href = anchor.getAttribute("href");
    if (!href.startsWith(`${home}/`) && !/^\/[-~/]/.test(href)) anchor.setAttribute("href", home + href);
  }
}

function go(url) {
  history.pushState(null, "", url);
  return show();
}

async function report(button) {
  button.disabled = true;
  await track(...JSON.parse(button.dataset.track));
  button.textContent = button.dataset.thanks;
  // The hero of the start page knows of the goal with the next request.
  if (placeNow().path === "/") setTimeout(show, 1200);
}

function selectTab(tab) {
  for (const other of tab.parentElement.children) {
    const isSelected = other === tab;
    other.setAttribute("aria-selected", isSelected);
    other.tabIndex = isSelected ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !isSelected;
  }
  track({ eventId: "tab-opened", tab: tab.textContent });
}

const actions = {
  sign: () => track({ goalId: "newsletter-sign-up" }).then(() => go(`${home}/`)),
  spring: () => go(`${home}/?utm_campaign=spring&sc_camp=spring`),
  plain: () => go(`${home}/`),
  end: () => endVisit().then(() => go(`${home}/`)),
  forget: () => forgetMe().then(() => go(`${home}/`)),
};

document.addEventListener("click", (event) => {
  const found = (selector) => event.target.closest(selector);
  const language = found("[data-language]")?.dataset.language;
  const anchor = found("a[href]");
  if (found("[data-track]")) report(found("[data-track]"));
  else if (found("[role=tab]")) selectTab(found("[role=tab]"));
  else if (found("[data-action]")) actions[found("[data-action]").dataset.action]();
  else if (language) {
    localStorage.setItem(LANGUAGE, language);
    show({ keepsPosition: true });
  } else if (anchor) {
    if (anchor.dataset.event) track({ eventId: anchor.dataset.event });
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey) && !anchor.target;
    const isPage = anchor.getAttribute("href").startsWith(`${home}/`);
    if (isPlain && isPage) {
      event.preventDefault();
      go(anchor.href);
    }
  }
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest("[role=tab]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const tabs = [...tab.parentElement.children];
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  next.focus();
  selectTab(next);
});

addEventListener("popstate", () => show());
show();
