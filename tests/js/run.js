'use strict';

// Standard output carries the report; the proxies announce themselves there.
console.log = console.info = console.error;

const { Visitor } = require('./visitor');
const { clients, checks } = require('./versions.json');

const IMPLEMENTED = {
  ...require('./checks/delivery'),
  ...require('./checks/tracking'),
  ...require('./checks/transport'),
};

/**
 * `node run.js core-23 < world.json`: make every check of one client, print one JSON line for each.
 *
 * `world` names the server and what is defined there: `{host, site, apiKey, event, goal, outcome, campaign}`,
 * each definition as `{id, name}`. A line is `{check, error, contact}`: `error` is null when the check
 * held, `contact` the id in the visitor's global cookie. The visitor's browser calls itself `… core-23/{check}`.
 */
async function main([name], world) {
  const version = clients[name];
  for (const check of [...checks['every driver'], ...checks[version.driver]]) {
    const outcome = await make(check, version, world, new Visitor(`${name}/${check}`));
    process.stdout.write(`${JSON.stringify({ check, ...outcome })}\n`);
  }
}

/** One check by `visitor`, with clients of its own. */
async function make(check, version, world, visitor) {
  const { Client } = require(`./clients/${version.driver}`);
  const connected = [];
  const connect = async (changes = {}) => {
    const client = new Client(version, { ...world, ...changes });
    await client.start();
    connected.push(client);
    return client;
  };
  try {
    await IMPLEMENTED[check]({ client: await connect(), connect, visitor, world });
    return { error: null, contact: visitor.contact };
  } catch (error) {
    return { error: describe(error), contact: visitor.contact };
  } finally {
    await Promise.all(connected.map((client) => client.stop()));
  }
}

/** The error's own words, and of an HTTP answer its status and body. */
function describe(error) {
  const { response } = error;
  const answered = response ? `\nanswer: ${response.status} ${JSON.stringify(response.data)}` : '';
  return `${error.stack || JSON.stringify(error)}${answered}`;
}

async function readInput() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf-8'));
}

readInput()
  .then((world) => main(process.argv.slice(2), world))
  .then(() => process.exit(0));
