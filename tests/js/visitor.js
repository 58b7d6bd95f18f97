'use strict';

const http = require('node:http');

const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const GLOBAL_COOKIE = 'SC_ANALYTICS_GLOBAL_COOKIE';

/**
 * A person with a browser: sends the cookies it was given, keeps those it is sent.
 *
 * Cookies are not told apart by port, as in a browser, so one jar serves the app's host and Django.
 */
class Visitor {
  /** `mark` ends the browser's name, so that what this visitor left behind can be found again. */
  constructor(mark = 'bystander') {
    this.userAgent = `${BROWSER} ${mark}`;
    this.cookies = new Map();
  }

  /** The 32 hex digits that the global cookie knows this visitor by, null before it came. */
  get contact() {
    const value = this.cookies.get(GLOBAL_COOKIE);
    return value ? decodeURIComponent(value).split('|')[0] : null;
  }

  /** Headers of every request this browser sends. */
  get headers() {
    const headers = { 'user-agent': this.userAgent, 'accept-language': 'en', 'accept-encoding': 'gzip, deflate, br' };
    if (this.cookies.size) {
      headers.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    return headers;
  }

  /** Keep the cookies of an answer; `setCookies` has one string for each Set-Cookie header. */
  accept(setCookies) {
    for (const line of setCookies || []) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1).replace(/^"(.*)"$/, '$1');
      if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) {
        this.cookies.delete(name);
      } else {
        this.cookies.set(name, value);
      }
    }
  }

  /** Open a page; answers `{status, headers, setCookies, body}` and follows no redirect. */
  open(url, { method = 'GET', headers = {} } = {}) {
    return new Promise((resolve, reject) => {
      // Who says "close" means a connection of its own; an old one may be closing just now.
      const agent = headers.connection === 'close' ? false : undefined;
      const request = http.request(url, { method, agent, headers: { ...this.headers, ...headers } }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const setCookies = response.headers['set-cookie'] || [];
          this.accept(setCookies);
          const body = Buffer.concat(parts).toString('utf-8');
          resolve({ status: response.statusCode, headers: response.headers, setCookies, body });
        });
      });
      request.on('error', reject);
      request.end();
    });
  }

  /** `fetch` as it works in a page of this browser. */
  get fetch() {
    return async (url, init = {}) => {
      const headers = new Headers(init.headers);
      Object.entries(this.headers).forEach(([name, value]) => headers.set(name, value));
      const response = await fetch(url, { ...init, headers });
      this.accept(response.headers.getSetCookie());
      return response;
    };
  }
}

module.exports = { Visitor };
