'use strict';

const axios = require('axios');

/** Fetcher of the axios generations' sample apps; `fetcher(url, data)`. */
function axiosFetcher(visitor, headers = {}) {
  return async (url, data) => {
    const response = await axios({
      url,
      method: data ? 'POST' : 'GET',
      data,
      withCredentials: true,
      headers: { ...visitor.headers, ...headers },
    });
    visitor.accept(response.headers['set-cookie']);
    return response;
  };
}

/** Fetcher of the newer sample apps: the package's own, on the visitor's `fetch`. */
function nativeFetcher(visitor, module) {
  const { NativeDataFetcher } = require(module);
  const fetcher = new NativeDataFetcher({ fetch: visitor.fetch, credentials: 'include' });
  return (url, data) => fetcher.fetch(url, data);
}

/** The browser's side of an app: `trackingApi` of one package, talking to `host`. */
class Tracker {
  constructor({ tracking, fetcher }, { host, apiKey }) {
    this.trackEvent = require(tracking).trackingApi.trackEvent;
    this.fetcher = fetcher;
    this.options = { host, querystringParams: { sc_apikey: apiKey }, test: true };
  }

  track(visitor, entries) {
    return this.trackEvent(entries, { ...this.options, fetcher: this.fetcherOf(visitor) });
  }

  flush(visitor) {
    return this.trackEvent([], { ...this.options, action: 'flush', fetcher: this.fetcherOf(visitor) });
  }

  fetcherOf(visitor) {
    return this.fetcher === 'axios' ? axiosFetcher(visitor) : nativeFetcher(visitor, this.fetcher);
  }
}

module.exports = { Tracker, axiosFetcher };
