'use strict';

// `node proxy-site.js < world.json`: a site behind the node proxy, whose app writes its pages by hand; prints its URL and
// runs until it is ended. `world` is `{host, site, apiKey}`.
const report = console.log.bind(console);
console.log = console.info = console.error;

const http = require('node:http');
const { listen } = require('./page-host');
const { clients } = require('./versions.json');
const { expressApp } = require('./clients/proxy');

const SCRIPT = `<script>document.querySelector("button").onclick = () => fetch("/sitecore/api/jss/track/event?sc_apikey=KEY&sc_site=SITE",
  {method: "POST", credentials: "include", headers: {"Content-Type": "application/json"}, body: JSON.stringify([{goalId: "Sign-up"}])})
  .then(() => { document.title = "sent"; });</script>`;

let input = '';
process.stdin.on('data', (part) => { input += part; });
process.stdin.on('end', async () => {
  const world = JSON.parse(input);
  const script = SCRIPT.replace('KEY', world.apiKey).replace('SITE', world.site);
  const renderView = (callback, path, layout) => {
    const route = JSON.parse(JSON.stringify(layout)).sitecore.route;
    const hero = route && route.placeholders['jss-main'][0];
    callback(null, { html: `<html><body><h1>${hero ? hero.fields.heading.value : route ? route.name : 'missing'}</h1><button>Sign up</button>${script}</body></html>` });
  };
  report(await listen(http.createServer(expressApp(clients['proxy-23'], world, renderView))));
});
