'use strict';

const http = require('node:http');

/** The app's own server: turns a page request into one call of a client, as a server-rendered app does. */
class PageHost {
  constructor() {
    this.server = http.createServer((request, response) => this.answer(request, response));
  }

  async start() {
    this.url = await listen(this.server);
  }

  stop() {
    return close(this.server);
  }

  /**
   * Let `visitor` open `path` while the page is made by `load(request, response)`.
   *
   * Settles as `load` does, once the page and its cookies have reached the visitor.
   */
  async visit(visitor, path, load, headers) {
    this.load = load;
    await visitor.open(`${this.url}${encodeURI(path)}`, { headers });
    return this.loading;
  }

  async answer(request, response) {
    this.loading = this.load(request, response);
    try {
      await this.loading;
      response.end('rendered');
    } catch {
      response.writeHead(500).end('failed');
    }
  }
}

/** Start `server` on a free port; answers its URL. */
function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

/** Stop `server` without waiting for idle connections. */
function close(server) {
  return new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

module.exports = { PageHost, listen, close };
