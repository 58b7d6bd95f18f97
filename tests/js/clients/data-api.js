'use strict';

const { Tracker, axiosFetcher } = require('./tracker');

/** Core 11-16: plain functions; the app brings the fetcher and the whole query. */
class DataApiClient {
  constructor(version, world) {
    this.world = world;
    this.dataApi = require(version.core).dataApi;
    this.tracker = new Tracker(version, { host: world.host, apiKey: world.apiKey });
  }

  async start() {}

  async stop() {}

  layout(visitor, path, { language, headers, query } = {}) {
    return this.dataApi
      .fetchRouteData(path, this.options(visitor, { language, headers, query }))
      .catch((error) => {
        if (error.response && error.response.status === 404) return error.response.data;
        throw error;
      });
  }

  placeholder(visitor, name, path) {
    return this.dataApi.fetchPlaceholderData(name, path, this.options(visitor, {}));
  }

  /** These apps load phrases through the i18next browser backend: a plain request. */
  async dictionary(language) {
    const { host, site, apiKey } = this.world;
    const response = await fetch(`${host}/sitecore/api/jss/dictionary/${site}/${language}?sc_apikey=${apiKey}`);
    return (await response.json()).phrases;
  }

  options(visitor, { language, headers, query }) {
    const { host, site, apiKey, tracking } = this.world;
    return {
      layoutServiceConfig: { host },
      querystringParams: {
        sc_apikey: apiKey,
        sc_site: site,
        sc_lang: language || '',
        ...(tracking === undefined ? {} : { tracking }),
        ...query,
      },
      fetcher: axiosFetcher(visitor, headers),
    };
  }
}

module.exports = { Client: DataApiClient };
