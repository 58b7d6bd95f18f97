'use strict';

const assert = require('node:assert/strict');

/** Expect that `promise` rejects, as a client does, with an error that carries the answer's `status`. */
async function rejectsWith(status, promise) {
  let error;
  try {
    await promise;
  } catch (caught) {
    error = caught;
  }
  assert.ok(error, `expected a rejection with ${status}, but the call succeeded`);
  assert.ok(error.response, `expected a rejection with ${status}, got ${error.stack || error}`);
  assert.equal(error.response.status, status);
}

module.exports = { rejectsWith };
