'use strict';

const assert = require('node:assert/strict');
const { Visitor } = require('../visitor');

/** What lies between client and server: cookies, headers, methods. */
module.exports = {
  async cookies_arrive_separately({ client, visitor, world }) {
    const bystander = new Visitor();
    const query = new URLSearchParams({ item: '/', sc_apikey: world.apiKey, sc_site: world.site });
    const sent = await bystander.open(`${world.host}/sitecore/api/layout/render/jss?${query}`);

    await client.layout(visitor, '/');

    assert.ok(sent.setCookies.length >= 2, `one Set-Cookie cannot show the pitfall: ${sent.setCookies}`);
    assert.deepEqual([...visitor.cookies.keys()].sort(), [...bystander.cookies.keys()].sort());
    assert.match(visitor.contact, /^[0-9a-f]{32}$/);
    for (const value of visitor.cookies.values()) assert.doesNotMatch(value, /[,;]/);
  },

  async conditional_headers_ignored({ client, visitor, world }) {
    const conditional = {
      'if-none-match': '*',
      'if-modified-since': new Date(Date.now() + 86400000).toUTCString(),
      connection: 'close',
      origin: 'http://app.example',
      authorization: 'Basic c29tZWJvZHk6ZWxzZQ==',
    };

    const { route } = (await client.layout(visitor, '/', { headers: conditional })).sitecore;

    assert.equal(route.name, 'home');
    const query = new URLSearchParams({ item: '/', sc_apikey: world.apiKey, sc_site: world.site });
    const direct = await visitor.open(`${world.host}/sitecore/api/layout/render/jss?${query}`, { headers: conditional });
    assert.equal(direct.status, 200);
    assert.equal(direct.headers.etag, undefined);
    assert.equal(direct.headers['last-modified'], undefined);
    assert.match(direct.headers['cache-control'], /no-store/);
  },

  async referrer_and_address_pass_through({ client, visitor }) {
    // As it comes through a balancer in front of the app's host.
    const headers = { referer: 'https://news.example/story', 'x-forwarded-for': '198.51.100.23' };

    await client.layout(visitor, '/about', { headers });
  },

  async length_announced({ visitor, world }) {
    const query = new URLSearchParams({ item: '/', sc_apikey: world.apiKey, sc_site: world.site });
    const answer = await visitor.open(`${world.host}/sitecore/api/layout/render/jss?${query}`);

    // The proxies add a Content-Length of their own and keep a Transfer-Encoding: such an answer no browser reads.
    assert.equal(Number(answer.headers['content-length']), Buffer.byteLength(answer.body));
    assert.equal(answer.headers['transfer-encoding'], undefined);
  },

  async head_has_no_body({ client, visitor }) {
    const answer = await client.head(visitor, '/about');

    assert.equal(answer.status, 200);
    assert.equal(answer.body, '');
  },
};
