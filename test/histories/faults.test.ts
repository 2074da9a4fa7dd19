/**
 * Each planted fault is found: in a process whose product has the fault, some history breaks a property. The number of
 * histories until then is printed.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { rounds } from '../support/rounds.ts';
import { FAULTS } from './faults/faults.ts';

const HISTORIES_MAX = 2_000;
/** The faults to plant now. The first ones are found soon. */
const PLANTED = FAULTS.slice(0, rounds(FAULTS.length, 1));
const RUN = fileURLToPath(new URL('./find.js', import.meta.url));
const PLANT = new URL('./faults/plant.js', import.meta.url).href;
const run = promisify(execFile);

describe('the histories find a planted fault', function () {
  for (const { name, rule, breaks } of PLANTED) {
    it(`${name}, which breaks: ${rule}`, async () => {
      const words = ['--import', PLANT, RUN, String(HISTORIES_MAX), breaks];
      const env = { ...process.env, PLANTED_FAULT: name };
      const { stdout } = await run(process.execPath, words, { env });
      process.stdout.write(`      ${stdout}`);
      expect(stdout).to.match(/^history \d+: /);
    });
  }
});
