// The components of the site: each turns a rendering of the layout answer into HTML.
import { home } from "./services.js";

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escape = (text) => String(text ?? "").replace(/[&<>"]/g, (sign) => SIGNS[sign]);

// Content knows paths of the site; this storefront stands below a path of its own.
export const local = (href) => (/^\/(?![-~/])/.test(href) ? `${home}${href}` : href);

const text = (field) => escape(field?.value);
const html = (field) => field?.value ?? "";

function link(field, className = "") {
  const { href, text: label, target, title, linktype } = field?.value ?? {};
  if (!href) return "";
  const attributes = [`href="${escape(local(href))}"`, `class="${className}"`];
  if (target) attributes.push(`target="${escape(target)}" rel="noopener"`);
  if (title) attributes.push(`title="${escape(title)}"`);
  if (linktype === "media") attributes.push('data-event="brochure-opened"');
  return `<a ${attributes.join(" ")}>${escape(label ?? href)}</a>`;
}

// Media are asked for in the size in which they are shown, as the media API of JSS does it.
function image(field, sizes = "(min-width: 60rem) 33vw, 100vw") {
  const { src, alt, width, height } = field?.value ?? {};
  if (!src) return "";
  const url = new URL(src, location.href);
  const path = url.pathname.replace("/-/media/", "/-/jssmedia/");
  const set = [480, 800, 1200].map((wide) => `${escape(path)}?w=${wide} ${wide}w`).join(", ");
  return `<img src="${escape(path)}" srcset="${set}" sizes="${sizes}" alt="${escape(alt)}" width="${width ?? ""}" height="${height ?? ""}">`;
}

const day = (value, language, options) => new Date(value).toLocaleString(language, { timeZone: "Europe/Copenhagen", ...options });
const heading = (field, params) => (field?.value ? (params?.level === "1" ? `<h1>${text(field)}</h1>` : `<h2>${text(field)}</h2>`) : "");

const components = {
  Banner: ({ fields }) => `<p class="banner">${text(fields.text)}</p>`,

  Navigation({ fields }, page) {
    const pages = fields.pages.map(
      ({ url, displayName }) =>
        `<a href="${local(url)}"${page.path === url || page.path.startsWith(`${url}/`) ? ' aria-current="page"' : ""}>${escape(displayName)}</a>`,
    );
    const languages = ["en", "da"].map(
      (code) => `<button data-language="${code}" aria-pressed="${code === page.language}" lang="${code}">${code}</button>`,
    );
    return `<header><a class="brand" href="${home}/"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 5v20M11 11h10M6 18c1 5 5 8 10 8s9-3 10-8"/></svg>${text(fields.brand)}</a>
      <nav aria-label="${escape(page.phrase("menu"))}">${pages.join("")}</nav><span class="languages">${languages.join("")}</span></header>`;
  },

  Footer: ({ fields }) =>
    `<footer><div class="wrap">${html(fields.text)}<p>${[fields.mail, fields.guide, fields.map, fields.people].map((field) => link(field)).join("")}</p></div></footer>`,

  Hero: ({ fields }) =>
    `<section class="hero">${image(fields.image, "(min-width: 70rem) 70rem, 100vw")}<div><h1>${text(fields.heading)}</h1><p>${text(fields.text)}</p>${link(fields.link, "button")}</div></section>`,

  Section: ({ fields, params, placeholders }, page) =>
    `<section>${heading(fields?.heading, params)}<div class="grid" style="--columns: ${Number(params.columns) || 3}">${page.draw(placeholders["jss-section"])}</div></section>`,

  Columns: ({ placeholders }, page) =>
    `<div class="columns"><div>${page.draw(placeholders["jss-left"])}</div><div>${page.draw(placeholders["jss-right"])}</div></div>`,

  Card: ({ fields }) =>
    `<article class="card">${image(fields.image)}<h3>${text(fields.heading)}</h3><p>${text(fields.text)}</p>${link(fields.link)}</article>`,

  RichText: ({ fields, params }) => `<section class="text">${heading(fields.heading, params)}${html(fields.text)}</section>`,

  Quote: ({ fields }) => `<blockquote><p>${text(fields.text)}</p><footer>${text(fields.author)}</footer></blockquote>`,

  Picture: ({ fields }) => `<figure>${image(fields.image, "(min-width: 60rem) 50vw, 100vw")}<figcaption>${text(fields.caption)}</figcaption></figure>`,

  Newsletter: ({ fields }) =>
    `<section class="offer"><div><h2>${text(fields.heading)}</h2><p>${text(fields.text)}</p></div>
      <button class="button" data-track='[{"goalId": "newsletter-sign-up"}]' data-thanks="${text(fields.thanks)}">${text(fields.button)}</button></section>`,

  Booking({ fields }) {
    const entries = [{ goalId: "tour-booked" }, { outcomeId: "rental", monetaryValue: fields.price.value, currencyCode: "DKK" }];
    return `<section class="offer"><div><h2>${text(fields.heading)}</h2><p>${text(fields.text)}</p></div>
      <button class="button" data-track="${escape(JSON.stringify(entries))}" data-thanks="${text(fields.thanks)}">${text(fields.button)} · ${text(fields.price)} kr.</button></section>`;
  },

  // The titles stand in the tabs, so the content of the placeholder is read before it is drawn.
  Tabs({ uid, placeholders }, page) {
    const tabs = placeholders["jss-tabs"];
    const buttons = tabs.map(
      ({ fields }, index) =>
        `<button role="tab" id="tab-${uid}-${index}" aria-controls="pane-${uid}-${index}" aria-selected="${index === 0}" tabindex="${index ? -1 : 0}">${text(fields.heading)}</button>`,
    );
    const panes = tabs.map(
      (tab, index) =>
        `<div role="tabpanel" id="pane-${uid}-${index}" aria-labelledby="tab-${uid}-${index}"${index ? " hidden" : ""}>${page.draw([tab])}</div>`,
    );
    return `<section class="tabs"><div role="tablist">${buttons.join("")}</div>${panes.join("")}</section>`;
  },

  Tab: ({ fields }) => html(fields.text),

  ProductFacts({ fields }, page) {
    const route = page.route.fields;
    const unit = (field, sign) => `${field.value.toLocaleString(page.language)} ${sign}`;
    const guide = fields.guide?.fields;
    const facts = [
      [page.phrase("weight"), route.weight?.value && unit(route.weight, "kg")],
      [page.phrase("length"), route.length?.value && unit(route.length, "m")],
      [page.phrase("guide"), guide && `${text(guide.fullName)}, ${text(guide.role)}`],
      [page.phrase("brochure"), fields.brochure?.value?.src && `<a data-event="brochure-opened" href="${escape(new URL(fields.brochure.value.src, location.href).pathname)}">PDF, ${Math.ceil(fields.brochure.value.size / 1024)} kB</a>`],
    ].filter(([, value]) => value);
    const rows = facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${value}</dd>`).join("");
    return `<section class="product">${image(fields.image, "(min-width: 60rem) 60vw, 100vw")}<div><h1>${text(fields.heading)}</h1><p>${text(fields.intro)}</p>
      <p class="price">${escape(page.phrase("price-from"))} ${text(fields.price)} kr. ${escape(page.phrase("per-day"))}</p><dl>${rows}</dl></div></section>`;
  },

  TourFacts({ fields }, page) {
    const starts = day(fields.starts.value, page.language, { dateStyle: "full", timeStyle: "short" });
    const guides = fields.guides.map((guide) => text(guide.fields.fullName)).join(", ");
    return `<section class="product">${image(fields.image, "(min-width: 60rem) 60vw, 100vw")}<div><h1>${text(fields.heading)}</h1><p>${text(fields.intro)}</p>
      <dl><dt>${escape(page.phrase("starts"))}</dt><dd>${escape(starts)}</dd><dt>${escape(page.phrase(fields.guides.length > 1 ? "guides" : "guide"))}</dt><dd>${guides}</dd></dl>${link(fields.booking)}</div></section>`;
  },

  People({ fields, params }) {
    const people = fields.people.map(
      ({ fields: person }) => `<article class="card"><h3>${text(person.fullName)}</h3><p><b>${text(person.role)}</b></p><p>${text(person.about)}</p></article>`,
    );
    return `<section>${heading(fields.heading, params)}<div class="grid">${people.join("")}</div></section>`;
  },

  // What it shows are fields of the route, which belongs to the route type "Article".
  ArticleHeader(rendering, page) {
    const { fields } = page.route;
    const author = text(fields.author?.fields?.fullName);
    return `<section class="article">${image(fields.picture, "(min-width: 70rem) 70rem, 100vw")}<h1>${text(fields.headline)}</h1>
      <p class="lead">${text(fields.summary)}</p><p class="byline">${escape(page.phrase("by"))} ${author} · ${escape(day(fields.publishedOn.value, page.language, { dateStyle: "long" }))}</p></section>`;
  },

  ArticleList({ fields }, page) {
    const articles = fields.articles.map(
      ({ url, fields: article }) => `<article class="card">${image(article.picture)}<h3>${text(article.headline)}</h3><p>${text(article.summary)}</p>
        <a href="${local(url)}" aria-label="${text(article.headline)}">${escape(page.phrase("read-more"))}</a></article>`,
    );
    return `<section>${heading(fields.heading)}<div class="grid">${articles.join("")}</div></section>`;
  },
};

function drawOne(rendering, page) {
  const component = components[rendering.componentName];
  const content = component ? component(rendering, page) : `<p class="missing">${escape(rendering.componentName)}</p>`;
  return page.personalized.has(rendering.uid) ? `<div class="personalized">${content}</div>` : content;
}

// A page of the site: `place` says where and in which language, `personalized` holds uids of renderings.
export function pageOf(layout, place, phrases, personalized) {
  const page = {
    ...place,
    route: layout.sitecore.route,
    personalized,
    phrase: (key) => phrases[key] ?? key,
    draw: (renderings = []) => renderings.map((rendering) => drawOne(rendering, page)).join(""),
  };
  return page;
}

export function drawPage(page) {
  const { route, phrase } = page;
  if (!route) {
    return `<main id="main"><section class="text"><h1>404</h1><p>${escape(phrase("not-found"))}</p><p><a class="button" href="${home}/">${escape(phrase("to-home"))}</a></p></section></main>`;
  }
  const { "jss-header": header, "jss-main": main, "jss-footer": footer } = route.placeholders;
  return `${page.draw(header)}<main id="main">${page.draw(main)}</main>${page.draw(footer)}`;
}
