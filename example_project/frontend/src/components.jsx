// The components of the site, as React components of the published JSS package.
import { Image, Link, Placeholder, RichText, Text, useSitecoreContext } from "@sitecore-jss/sitecore-jss-react";
import { usePhrases } from "./phrases.jsx";

const present = (field) => field?.value?.src;
const Heading = ({ fields, params }) =>
  fields?.heading?.value ? <Text tag={params?.level === "1" ? "h1" : "h2"} field={fields.heading} /> : null;

/** A path of the site in the language of the page. */
function useLocal() {
  const language = useSitecoreContext().sitecoreContext.language;
  return (path) => (language && language !== "en" ? `/${language}${path}` : path);
}

const Banner = ({ fields }) => <p className="banner"><Text field={fields.text} /></p>;

function Navigation({ fields }) {
  const { sitecoreContext } = useSitecoreContext();
  const phrase = usePhrases();
  const local = useLocal();
  const { language, itemPath } = sitecoreContext;
  return (
    <header>
      <a className="brand" href={local("/")}>
        <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 5v20M11 11h10M6 18c1 5 5 8 10 8s9-3 10-8" /></svg>
        <Text field={fields.brand} />
      </a>
      <nav aria-label={phrase("menu")}>
        {fields.pages.map(({ id, url, displayName }) => (
          <a key={id} href={local(url)} aria-current={itemPath === url ? "page" : undefined}>{displayName}</a>
        ))}
      </nav>
      <span className="languages">
        {["en", "da"].map((code) => (
          <a key={code} lang={code} href={`/${code}${itemPath}`} aria-current={code === language ? "true" : undefined}>{code}</a>
        ))}
      </span>
    </header>
  );
}

const Footer = ({ fields }) => (
  <footer>
    <div className="wrap">
      <RichText field={fields.text} />
      <p>{["mail", "guide", "map", "people"].map((name) => fields[name]?.value?.href && <Link key={name} field={fields[name]} />)}</p>
    </div>
  </footer>
);

const Hero = ({ fields }) => (
  <section className="hero">
    {present(fields.image) && <Image field={fields.image} />}
    <div><Text tag="h1" field={fields.heading} /><Text tag="p" field={fields.text} /><Link className="button" field={fields.link} /></div>
  </section>
);

const Section = ({ rendering, fields, params }) => (
  <section>
    <Heading fields={fields} params={params} />
    <div className="grid" style={{ "--columns": params?.columns || 3 }}><Placeholder name="jss-section" rendering={rendering} /></div>
  </section>
);

const Columns = ({ rendering }) => (
  <div className="columns">
    <div><Placeholder name="jss-left" rendering={rendering} /></div>
    <div><Placeholder name="jss-right" rendering={rendering} /></div>
  </div>
);

const Card = ({ fields }) => (
  <article className="card">
    {present(fields.image) && <Image field={fields.image} />}
    <Text tag="h3" field={fields.heading} /><Text tag="p" field={fields.text} /><Link field={fields.link} />
  </article>
);

const Rich = ({ fields, params }) => <section className="text"><Heading fields={fields} params={params} /><RichText field={fields.text} /></section>;
const Quote = ({ fields }) => <blockquote><Text tag="p" field={fields.text} /><footer><Text field={fields.author} /></footer></blockquote>;
const Picture = ({ fields }) => <figure><Image field={fields.image} /><figcaption><Text field={fields.caption} /></figcaption></figure>;

/** The tracker reads the attributes; here only the thanks are shown. */
const thank = (text) => (event) => { event.currentTarget.textContent = text; event.currentTarget.disabled = true; };

const Newsletter = ({ fields }) => (
  <section className="offer">
    <div><Text tag="h2" field={fields.heading} /><Text tag="p" field={fields.text} /></div>
    <button className="button" data-jss-goal="newsletter-sign-up" onClick={thank(fields.thanks?.value)}>{fields.button.value}</button>
  </section>
);

const Booking = ({ fields }) => (
  <section className="offer">
    <div><Text tag="h2" field={fields.heading} /><Text tag="p" field={fields.text} /></div>
    <button className="button" data-jss-goal="tour-booked" data-jss-outcome="rental" onClick={thank(fields.thanks?.value)}
      data-jss-data={JSON.stringify({ monetaryValue: fields.price.value, currencyCode: "DKK" })}>
      {fields.button.value} · {fields.price.value} kr.
    </button>
  </section>
);

const Tabs = ({ rendering }) => <section className="tabs"><Placeholder name="jss-tabs" rendering={rendering} /></section>;
const Tab = ({ fields }) => <details><summary data-jss-event="tab-opened">{fields.heading.value}</summary><RichText field={fields.text} /></details>;

const Facts = ({ rows }) => (
  <dl>{rows.filter(([, value]) => value).flatMap(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}</dl>
);

function ProductFacts({ fields }) {
  const phrase = usePhrases();
  const route = useSitecoreContext().sitecoreContext.route?.fields ?? {};
  const guide = fields.guide?.fields;
  const rows = [
    [phrase("weight"), route.weight?.value && `${route.weight.value} kg`],
    [phrase("length"), route.length?.value && `${route.length.value} m`],
    [phrase("guide"), guide && `${guide.fullName.value}, ${guide.role.value}`],
    [phrase("brochure"), fields.brochure?.value?.src && <a href={fields.brochure.value.src} data-jss-event="brochure-opened">PDF</a>],
  ];
  return (
    <section className="product">
      {present(fields.image) && <Image field={fields.image} />}
      <div>
        <Text tag="h1" field={fields.heading} /><Text tag="p" field={fields.intro} />
        <p className="price">{phrase("price-from")} {fields.price.value} kr. {phrase("per-day")}</p>
        <Facts rows={rows} />
      </div>
    </section>
  );
}

function TourFacts({ fields }) {
  const phrase = usePhrases();
  const rows = [
    [phrase("starts"), fields.starts.value.slice(0, 16).replace("T", " ")],
    [phrase("guides"), fields.guides.map((guide) => guide.fields.fullName.value).join(", ")],
  ];
  return (
    <section className="product">
      {present(fields.image) && <Image field={fields.image} />}
      <div><Text tag="h1" field={fields.heading} /><Text tag="p" field={fields.intro} /><Facts rows={rows} /><Link field={fields.booking} /></div>
    </section>
  );
}

const People = ({ fields, params }) => (
  <section>
    <Heading fields={fields} params={params} />
    <div className="grid">
      {fields.people.map(({ id, fields: person }) => (
        <article className="card" key={id}><h3>{person.fullName.value}</h3><p><b>{person.role.value}</b></p><p>{person.about.value}</p></article>
      ))}
    </div>
  </section>
);

function ArticleHeader() {
  const phrase = usePhrases();
  const fields = useSitecoreContext().sitecoreContext.route?.fields ?? {};
  return (
    <section className="article">
      {present(fields.picture) && <Image field={fields.picture} />}
      <Text tag="h1" field={fields.headline} /><p className="lead"><Text field={fields.summary} /></p>
      <p className="byline">{phrase("by")} {fields.author?.fields?.fullName?.value} · {fields.publishedOn?.value?.slice(0, 10)}</p>
    </section>
  );
}

function ArticleList({ fields, params }) {
  const phrase = usePhrases();
  const local = useLocal();
  return (
    <section>
      <Heading fields={fields} params={params} />
      <div className="grid">
        {fields.articles.map(({ id, url, fields: article }) => (
          <article className="card" key={id}>
            {present(article.picture) && <Image field={article.picture} />}
            <h3>{article.headline.value}</h3><p>{article.summary.value}</p>
            <a href={local(url)} aria-label={article.headline.value}>{phrase("read-more")}</a>
          </article>
        ))}
      </div>
    </section>
  );
}

const components = {
  Banner, Navigation, Footer, Hero, Section, Columns, Card, RichText: Rich, Quote, Picture, Newsletter, Booking, Tabs, Tab,
  ProductFacts, TourFacts, People, ArticleHeader, ArticleList,
};

export const componentFactory = (name) => components[name] ?? null;
