import { renderToString } from "react-dom/server";
import App from "./App.jsx";

/** The HTML of a page, without the document around it. */
export const render = (layout, dictionary) => renderToString(<App layout={layout} dictionary={dictionary} />);
