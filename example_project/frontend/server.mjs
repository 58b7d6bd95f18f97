// The rendering host: Django posts a page, and gets its HTML; browsers get the app's files.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { render } from "./dist/server/entry-server.js";

const PORT = Number(process.env.PORT || 3000);
const ORIGIN = process.env.ORIGIN || `http://127.0.0.1:${PORT}`;
const CMS = process.env.CMS || "";
const API_KEY = process.env.SITECORE_API_KEY || "7D0C2F5A-3B61-4E0B-9A1C-52E8D1B6F0A4";
const CLIENT = new URL("./dist/client/", import.meta.url).pathname;
const TYPES = { ".js": "text/javascript", ".css": "text/css" };
const manifest = JSON.parse(readFileSync(join(CLIENT, ".vite/manifest.json"), "utf8"));
const entry = manifest["src/entry-client.jsx"].file;

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
// Nothing in it ends the script.
const embedded = (value) => JSON.stringify(value).replace(/</g, "\\u003c");

/** The whole page; the server has counted its view, so the tracker does not. */
function pageOf(path, layout, viewBag) {
  const { context, route } = layout.sitecore;
  const dictionary = viewBag.dictionary ?? {};
  const tracker = { apiKey: API_KEY, site: context.site.name, language: context.language, pageId: route?.itemId, counted: true };
  return `<!doctype html>
<html lang="${escaped(context.language)}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${escaped(route?.displayName || route?.name || "404")} · Harbour Outfitters</title>
<link rel="stylesheet" href="${CMS}/static/demo/storefront.css">
<script defer src="${CMS}/static/django_jss/tracker.js" data-jss-tracker="${escaped(JSON.stringify(tracker))}"></script>
</head>
<body><div id="app">${render(layout, dictionary)}</div>
<script type="application/json" id="__JSS_STATE__">${embedded({ ...layout, viewBag: { dictionary } })}</script>
<script type="module" src="${ORIGIN}/${entry}"></script></body>
</html>`;
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString("utf8"));
}

function file(response, url) {
  const path = normalize(decodeURIComponent(new URL(url, ORIGIN).pathname));
  if (!path.startsWith("/assets/")) return response.writeHead(404).end();
  try {
    const content = readFileSync(join(CLIENT, path));
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream", "Access-Control-Allow-Origin": "*" });
    return response.end(content);
  } catch {
    return response.writeHead(404).end();
  }
}

const server = createServer(async (request, response) => {
  if (request.method !== "POST") return file(response, request.url);
  const answer = (status, told) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(told));
  try {
    const { args } = await bodyOf(request);
    const viewBag = JSON.parse(args[2]);
    return answer(200, { html: pageOf(args[0], JSON.parse(args[1]), viewBag), status: viewBag.statusCode });
  } catch (error) {
    return answer(500, { errorMessage: error.message, errorDetails: String(error.stack) });
  }
});
server.listen(PORT, "127.0.0.1", () => console.log(`Rendering host: ${ORIGIN}`));
