// The services as a front end calls them. Cookies make the visitor; nothing else is kept here.
const { site, key, root, csrf } = document.body.dataset;

export const home = root.replace(/\/$/, "");

function address(path, parameters = {}, query = "") {
  const all = new URLSearchParams({ ...parameters, sc_site: site, sc_apikey: key });
  new URLSearchParams(query).forEach((value, name) => all.has(name) || all.append(name, value));
  return `${path}?${all}`;
}

const layoutParameters = ({ path, language }) => ({ item: path, sc_lang: language });

// A page, personalized and counted as a page view. An unknown page is data too: its route is null.
export async function fetchLayout(place) {
  const url = address("/sitecore/api/layout/render/jss", layoutParameters(place), place.query);
  const answer = await fetch(url);
  if (!answer.ok && answer.status !== 404) throw new Error(`${answer.status} ${url}`);
  return { url, status: answer.status, data: await answer.json() };
}

const dictionaries = new Map();

export async function fetchPhrases(language) {
  if (!dictionaries.has(language)) {
    const answer = await fetch(address(`/sitecore/api/jss/dictionary/${site}/${language}`));
    dictionaries.set(language, (await answer.json()).phrases ?? {});
  }
  return dictionaries.get(language);
}

const post = (url, body) =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// One event, goal or outcome, or several in order; all or none are stored.
export async function track(...entries) {
  const answer = await post(address("/sitecore/api/jss/track/event"), entries);
  if (!answer.ok) throw new Error((await answer.json()).error?.message ?? answer.status);
}

export const endVisit = () => post(address("/sitecore/api/jss/track/flush"), []);

// These two are the demo's own, not services of JSS.
export const forgetMe = () => fetch(`${home}/-/forget`, { method: "POST", headers: { "X-CSRFToken": csrf } });

export async function fetchReasons(place) {
  const answer = await fetch(address(`${home}/-/why`, layoutParameters(place), place.query));
  return answer.ok ? answer.json() : { visit: null, goals: [], renderings: [] };
}
