// Wakes up what the server rendered; where it rendered nothing, renders it.
import { createRoot, hydrateRoot } from "react-dom/client";
import App from "./App.jsx";

const state = JSON.parse(document.getElementById("__JSS_STATE__").textContent);
const root = document.getElementById("app") ?? document.getElementById("root");
const app = <App layout={{ sitecore: state.sitecore }} dictionary={state.viewBag?.dictionary ?? {}} />;
if (root.childElementCount) hydrateRoot(root, app);
else createRoot(root).render(app);
