import { Placeholder, SitecoreContext } from "@sitecore-jss/sitecore-jss-react";
import { componentFactory } from "./components.jsx";
import { Phrases } from "./phrases.jsx";

/** A page of the site: what the Layout Service answered, and the dictionary. */
export default function App({ layout, dictionary }) {
  const { route } = layout.sitecore;
  if (!route) return <main id="main"><section className="text"><h1>404</h1><p>{dictionary["not-found"]}</p><p><a className="button" href="/">{dictionary["to-home"]}</a></p></section></main>;
  return (
    <Phrases.Provider value={dictionary}>
      <SitecoreContext componentFactory={componentFactory} layoutData={layout}>
        <Placeholder name="jss-header" rendering={route} />
        <main id="main"><Placeholder name="jss-main" rendering={route} /></main>
        <Placeholder name="jss-footer" rendering={route} />
      </SitecoreContext>
    </Phrases.Provider>
  );
}
