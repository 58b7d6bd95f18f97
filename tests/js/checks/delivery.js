'use strict';

const assert = require('node:assert/strict');
const { rejectsWith } = require('./rejects');

const UNKNOWN_KEY = '{00000000-1111-4222-8333-444444444444}';

/** What the clients read: routes, placeholders, phrases, and how they learn that something is not there. */
module.exports = {
  async route_found({ client, visitor }) {
    const { context, route } = (await client.layout(visitor, '/')).sitecore;

    assert.equal(context.pageEditing, false);
    assert.equal(context.pageState, 'normal');
    assert.equal(context.site.name, 'lighthouse');
    assert.equal(context.language, 'en');
    assert.equal(context.itemPath, '/');
    assert.equal(route.name, 'home');
    assert.deepEqual(route.fields, { pageTitle: { value: 'Harbour Lighthouse' } });
    const [story, tabs] = route.placeholders['lighthouse-main'];
    assert.equal(story.componentName, 'Story');
    assert.deepEqual(story.params, { columns: '2' });
    assert.deepEqual(story.fields, {
      heading: { value: 'Welcome to the lighthouse' },
      text: { value: '<p>Climb <strong>193 steps</strong> to the lamp.</p>' },
      steps: { value: 193 },
    });
    const titles = tabs.placeholders['lighthouse-tabs'].map((tab) => tab.fields.title.value);
    assert.deepEqual(titles, ['By ferry', 'On foot']);
  },

  async route_with_spaces_found({ client, visitor }) {
    const { context, route } = (await client.layout(visitor, '/opening-hours')).sitecore;

    assert.equal(route.name, 'opening hours');
    assert.equal(context.itemPath, '/opening-hours');
  },

  async second_language({ client, visitor }) {
    const { context, route } = (await client.layout(visitor, '/about', { language: 'de' })).sitecore;

    assert.equal(context.language, 'de');
    assert.equal(route.itemLanguage, 'de');
    assert.equal(route.fields.pageTitle.value, 'Über die Wärter');
  },

  async not_found({ client, visitor }) {
    const data = await client.layout(visitor, '/keepers/of/nothing');

    assert.equal(typeof data, 'object');
    assert.equal(data.sitecore.route, null);
    assert.equal(data.sitecore.context.language, 'en');
    assert.equal(data.sitecore.context.site.name, 'lighthouse');
  },

  async missing_translation_not_found({ client, visitor }) {
    const { context, route } = (await client.layout(visitor, '/opening-hours', { language: 'de' })).sitecore;

    assert.equal(route, null);
    assert.equal(context.language, 'de');
  },

  async wrong_key_rejected({ connect, visitor }) {
    const stranger = await connect({ apiKey: UNKNOWN_KEY });

    await rejectsWith(400, stranger.layout(visitor, '/'));
    await rejectsWith(400, stranger.tracker.track(visitor, [{ eventId: 'Brochure opened' }]));
    assert.equal(visitor.contact, null);
  },

  async placeholder({ client, visitor }) {
    const answer = await client.placeholder(visitor, 'lighthouse-main', '/about');

    assert.equal(answer.name, 'lighthouse-main');
    assert.equal(answer.path, '/lighthouse-main');
    const headings = answer.elements.map((element) => element.fields.heading.value);
    assert.deepEqual(headings, ['About the keepers']);
  },

  async nested_placeholder({ client, visitor }) {
    const { route } = (await client.layout(visitor, '/')).sitecore;
    const { uid } = route.placeholders['lighthouse-main'][1];
    const path = `/lighthouse-main/lighthouse-tabs-{${uid.toUpperCase()}}-0`;

    const answer = await client.placeholder(visitor, path, '/');

    assert.equal(answer.name, 'lighthouse-tabs');
    assert.equal(answer.elements.length, 2);
  },

  async unknown_placeholder_rejected({ client, visitor }) {
    await rejectsWith(404, client.placeholder(visitor, 'no-such-placeholder', '/'));
  },

  async dictionary({ client }) {
    assert.deepEqual(await client.dictionary('en'), {
      'buy-ticket': 'Buy a ticket',
      closed: 'Closed in fog',
      steps: '{{count}} steps',
    });
    assert.equal((await client.dictionary('de')).closed, 'Bei Nebel geschlossen');
  },
};
