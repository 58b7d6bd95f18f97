'use strict';

const http = require('node:http');
const { listen, close } = require('../page-host');
const { Visitor } = require('../visitor');
const { Tracker } = require('./tracker');

const LAYOUT_SERVICE_ROUTE = '/sitecore/api/layout/render/jss';
const PASSED_THROUGH = ['/dist', '/assets', '/sitecore/api', '/-/jssmedia', '/-/media', '/layouts/system'];

/** The node proxy in front of Django: pages are rendered from the layout it fetches, the API is passed through. */
class ProxyClient {
  constructor(version, world) {
    this.version = version;
    this.world = world;
    this.app = http.createServer(expressApp(version, world));
  }

  async start() {
    this.url = await listen(this.app);
    this.tracker = new Tracker(this.version, { host: this.url, apiKey: this.world.apiKey });
  }

  stop() {
    return close(this.app);
  }

  async layout(visitor, path, { language, headers, query } = {}) {
    return (await this.rendered(visitor, path, { language, headers, query })).layout;
  }

  /** The phrases that reach the app through its view bag. */
  async dictionary(language) {
    return (await this.rendered(new Visitor(), '/', { language })).viewBag.dictionary;
  }

  head(visitor, path) {
    return visitor.open(`${this.url}${path}`, { method: 'HEAD' });
  }

  /** Open a page and read back what `renderView` was given; rejects like a client when nothing was rendered. */
  async rendered(visitor, path, { language, headers, query }) {
    const localized = language ? `/${language}${path}` : path;
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const answer = await visitor.open(`${this.url}${encodeURI(localized)}${search}`, { headers });
    const rendered = answer.body.match(/^<html>(.*)<\/html>$/s);
    if (!rendered) {
      throw Object.assign(new Error(`the proxy answered ${answer.status}: ${answer.body.slice(0, 200)}`), {
        response: { status: answer.status },
      });
    }
    const page = JSON.parse(rendered[1]);
    if (page.viewBag.statusCode !== answer.status) {
      throw new Error(`rendered with ${page.viewBag.statusCode}, answered with ${answer.status}`);
    }
    return page;
  }
}

function expressApp({ proxy, express }, world, render = renderView) {
  const app = require(express)();
  app.disable('x-powered-by');
  const { default: scProxy, headlessProxy } = require(proxy);
  const config = proxyConfig(world);
  const middleware = headlessProxy
    ? headlessProxy.middleware(render, config, parseRouteUrl)
    : scProxy(render, config, parseRouteUrl);
  app.use(middleware);
  return app;
}

function proxyConfig({ host, site, apiKey, tracking }) {
  return {
    apiHost: host,
    layoutServiceRoute: LAYOUT_SERVICE_ROUTE,
    apiKey,
    qsParams: `sc_site=${site}${tracking === undefined ? '' : `&tracking=${tracking}`}`,
    pathRewriteExcludeRoutes: PASSED_THROUGH,
    proxyOptions: { logLevel: 'silent' },
    onError: (error, response) => ({ statusCode: response.statusCode, content: String(error) }),
    createViewBag: async (request, response, proxyResponse, layout) => {
      const language = layout && layout.sitecore && layout.sitecore.context.language;
      return language ? { dictionary: await fetchDictionary({ host, site, apiKey, language }) } : {};
    },
  };
}

async function fetchDictionary({ host, site, apiKey, language }) {
  const response = await fetch(`${host}/sitecore/api/jss/dictionary/${site}/${language}?sc_apikey=${apiKey}`);
  return (await response.json()).phrases;
}

/** The app: its "page" is what it was given, so that a check can look at it. */
function renderView(callback, path, layout, viewBag) {
  callback(null, { html: `<html>${JSON.stringify({ path, layout, viewBag })}</html>` });
}

/** `/de/about` is the route `/about` in German, as in the sample apps; proxy 11 hands in the query, too. */
function parseRouteUrl(url) {
  const [, lang, sitecoreRoute] = url.match(/^(?:\/([a-z]{2}))?(?=[/?]|$)(.*)$/s) || [];
  return { lang, sitecoreRoute: sitecoreRoute === undefined ? url : sitecoreRoute };
}

module.exports = { Client: ProxyClient, expressApp };
