/** The table of threats in SECURITY.md: every surface, the kinds of STRIDE, and a test for each row. */

import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';

const SURFACES = ['API', 'portal', 'CLI', 'files', 'SDK', 'mailer', 'database', 'proxies', 'telemetry'];
const KINDS = ['spoofing', 'tampering', 'repudiation', 'disclosure', 'denial of service', 'elevation'];
const KINDS_MIN = 2;

const text = readFileSync(fileURLToPath(new URL('SECURITY.md', ROOT)), 'utf8');
const section = text.slice(text.indexOf('## Threats'), text.indexOf('**The buyer'));
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\| (?:surface|-)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the table of threats', () => {
  for (const surface of SURFACES) {
    it(`has several kinds for the surface ${surface}`, () => {
      const kinds = rows.filter(([, own]) => own === surface).map(([, , kind = '']) => kind);
      expect(KINDS).to.include.members(kinds);
      expect(new Set(kinds).size).to.be.least(KINDS_MIN);
    });
  }

  it('has no other surface, and every kind', () => {
    expect(SURFACES).to.include.members(rows.map(([, surface = '']) => surface));
    expect(rows.map(([, , kind]) => kind)).to.include.members(KINDS);
  });

  it('names an existing test in each row', () => {
    for (const [, , , attempt, , tests = ''] of rows) {
      const paths = [...tests.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
      expect(paths, attempt).not.to.deep.equal([]);
      for (const path of paths) expect(existsSync(fileURLToPath(new URL(path, ROOT))), path).to.equal(true);
    }
  });
});
