/**
 * The tests of the example app's licensing, without a server:
 *
 *   node --test license.test.mjs
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Quietkey } from '@quietkey/client';
import { TestKit } from '@quietkey/client/testing';
import { run } from './license.mjs';

const kit = new TestKit({ product: 'sonar' });

await test('a customer activates, and the app runs', async () => {
  const app = new Quietkey(kit.machine().options);
  const { lines } = await run(app, 'activate', kit.issue().key);
  assert.equal(lines[0], 'licensed (lease_valid)');
});

await test('a refusal is shown with what to do', async () => {
  const license = kit.issue();
  license.suspend();
  const app = new Quietkey(kit.machine().options);
  const { done, lines } = await run(app, 'activate', license.key);
  assert.equal(done, false);
  assert.deepEqual(lines.slice(0, 2), ['license_refused', 'This license is suspended.']);
});

await test('a server that is down does not close the app', async () => {
  const { options } = await kit.machineIn('lease_ended');
  kit.fail('maintenance');
  const { done, lines } = await run(new Quietkey(options), 'start');
  kit.recover();
  assert.equal(done, true);
  assert.equal(lines[0], 'stale (lease_ended)');
});

await test('a revoked license ends', async () => {
  const { options } = await kit.machineIn('revoked');
  const { lines } = await run(new Quietkey(options), 'start');
  assert.equal(lines[0], 'unlicensed (revoked)');
});
