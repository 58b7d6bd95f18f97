'use strict';

const { PageHost } = require('../page-host');
const { Tracker } = require('./tracker');

/** Core 19-23: services that take the page's request and response and carry the visitor's headers themselves. */
class LayoutServiceClient {
  constructor(version, world) {
    const { RestLayoutService } = require(version.layout);
    const { RestDictionaryService } = require(version.i18n);
    const { host: apiHost, site: siteName, apiKey, tracking } = world;
    this.layoutService = new RestLayoutService({ apiHost, apiKey, siteName, tracking });
    this.dictionaryService = new RestDictionaryService({ apiHost, apiKey, siteName });
    this.tracker = new Tracker(version, { host: apiHost, apiKey });
    this.pages = new PageHost();
  }

  start() {
    return this.pages.start();
  }

  stop() {
    return this.pages.stop();
  }

  /** `query` becomes part of the path, as these services know no other way to pass it on. */
  layout(visitor, path, { language, headers, query } = {}) {
    const asked = query ? `${path}?${new URLSearchParams(query)}` : path;
    const load = (request, response) => this.layoutService.fetchLayoutData(asked, language, request, response);
    return this.pages.visit(visitor, path, load, headers);
  }

  placeholder(visitor, name, path, { language } = {}) {
    const load = (request, response) =>
      this.layoutService.fetchPlaceholderData(name, path, language, request, response);
    return this.pages.visit(visitor, path, load);
  }

  dictionary(language) {
    return this.dictionaryService.fetchDictionaryData(language);
  }
}

module.exports = { Client: LayoutServiceClient };
