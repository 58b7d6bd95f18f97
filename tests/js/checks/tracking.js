'use strict';

const assert = require('node:assert/strict');
const { rejectsWith } = require('./rejects');

const UNKNOWN_ID = '{DEADBEEF-0000-4000-8000-000000000001}';

/**
 * What the clients report. A check here proves that the client is content; the Python side looks up
 * what the database holds for the contact that the check ends with.
 */
module.exports = {
  async page_view_stored({ client, visitor }) {
    await client.layout(visitor, '/about');
  },

  async untracked_visit_leaves_nothing({ connect, visitor }) {
    const silent = await connect({ tracking: false });

    const { route } = (await silent.layout(visitor, '/about')).sitecore;

    assert.equal(route.name, 'about');
    assert.deepEqual([...visitor.cookies.keys()], []);
  },

  async same_visitor_on_second_call({ client, visitor }) {
    await client.layout(visitor, '/');
    const first = visitor.contact;
    await client.layout(visitor, '/about');

    assert.ok(first);
    assert.equal(visitor.contact, first);
  },

  async campaign_in_page_query({ client, visitor, world }) {
    const { route } = (await client.layout(visitor, '/about', { query: { sc_camp: world.campaign.id } })).sitecore;

    assert.equal(route.name, 'about');
  },

  async page_view_tracked({ client, visitor }) {
    const { route } = (await client.layout(visitor, '/')).sitecore;
    await client.tracker.track(visitor, { pageId: route.itemId, url: '/?tab=2' });
  },

  async event_tracked({ client, visitor, world }) {
    await client.layout(visitor, '/about');
    await client.tracker.track(visitor, [{ eventId: world.event.id, document: 'keepers.pdf', pages: 12 }]);
  },

  async goal_tracked({ client, visitor, world }) {
    await client.layout(visitor, '/');
    await client.tracker.track(visitor, [{ goalId: world.goal.name.toUpperCase() }]);
  },

  async goal_changes_the_hero({ client, visitor, world }) {
    const hero = async () => (await client.layout(visitor, '/')).sitecore.route.placeholders['lighthouse-main'][0];

    const before = await hero();
    await client.tracker.track(visitor, [{ goalId: world.letter.name }]);
    const after = await hero();

    assert.equal(after.uid, before.uid);
    assert.notEqual(after.dataSource, before.dataSource);
    assert.notDeepEqual(after.fields, before.fields);
  },

  async outcome_tracked({ client, visitor, world }) {
    await client.layout(visitor, '/');
    await client.tracker.track(visitor, [{ outcomeId: world.outcome.id, currencyCode: 'EUR', monetaryValue: 12.5 }]);
  },

  async campaign_tracked({ client, visitor, world }) {
    await client.layout(visitor, '/');
    await client.tracker.track(visitor, [{ campaignId: world.campaign.name }]);
  },

  async batch_tracked({ client, visitor, world }) {
    const { route } = (await client.layout(visitor, '/')).sitecore;
    await client.tracker.track(visitor, [
      { eventId: world.event.name },
      { pageId: route.itemId, url: '/#tickets' },
      { goalId: world.goal.id },
      { outcomeId: world.outcome.name, monetaryValue: '30', currencyCode: 'EUR' },
    ]);
  },

  async unknown_id_rejected({ client, visitor, world }) {
    await client.layout(visitor, '/');
    await rejectsWith(400, client.tracker.track(visitor, [{ goalId: world.goal.id }, { goalId: UNKNOWN_ID }]));
    await rejectsWith(400, client.tracker.track(visitor, [{ pageId: UNKNOWN_ID, url: '/' }]));
  },

  async flush_ends_visit({ client, visitor }) {
    await client.layout(visitor, '/');
    const before = visitor.contact;
    await client.tracker.flush(visitor);
    await client.layout(visitor, '/about');

    assert.equal(visitor.contact, before);
  },
};
