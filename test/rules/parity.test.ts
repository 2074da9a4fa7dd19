/**
 * Parity of the API, the portal and the CLI: every operation is asked for from where the table says, and from nowhere
 * else. An operation that no site asks for must be one of the server's own, and asked for there.
 */

import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { operations } from '../../server/domain/operations.ts';
import { ROOT } from '../support/root.ts';
import { readSources, type SourceFile } from './house-rules.ts';
import { operationSites } from './operation-sites.ts';
import { PARITY } from './parity.ts';

const NAMES = Object.values(operations).flatMap((area) => Object.keys(area));

describe('the table of parity', () => {
  const { bySite, byServer } = operationSites(readSources(fileURLToPath(ROOT)));
  const listed = PARITY.flatMap((row) => row.operations.map(({ name }) => ({ name, sites: row.sites })));

  it('lists every operation once, and no other', () => {
    expect(listed.map(({ name }) => name).toSorted()).to.deep.equal(NAMES.toSorted());
  });
  it('gives a reason where there are fewer than two sites', () => {
    const unexplained = PARITY.filter(({ sites, why = '' }) => sites.length < 2 && why.length < 20);
    expect(unexplained).to.deep.equal([]);
  });
  for (const { name, sites } of listed) {
    it(`${name}: ${sites.length === 0 ? 'the server itself' : sites.join(', ')}`, () => {
      expect(bySite.get(name) ?? [], 'in the sources').to.deep.equal(sites);
      if (sites.length === 0) expect(byServer.has(name), 'nothing asks for it').to.equal(true);
    });
  }
});

describe('the sites of an operation', () => {
  const sitesIn = (...files: SourceFile[]) => operationSites(files);
  const asks = (path: string, text: string): SourceFile => ({ path, text });

  it('are where it is named, comments and strings aside', () => {
    const { bySite, byServer } = sitesIn(
      asks('server/portal/routes/a.ts', 'run(operations.account\n  .one, {});'),
      asks('scripts/commands/b.ts', "// operations.account.two\nconst x = 'operations.account.two';"),
      asks('server/jobs/c.ts', 'run(operations.account.three, {});'),
      asks('scripts/demo/d.ts', 'run(operations.account.four, {});'),
    );
    expect(['one', 'two', 'three', 'four'].map((name) => bySite.get(name))).to.deep.equal([
      ['portal'],
      undefined,
      undefined,
      undefined,
    ]);
    expect([...byServer].toSorted()).to.deep.equal(['one', 'three']);
  });
  it('are also where a job is started that names it', () => {
    const job = asks(
      'server/jobs/work.ts',
      "import { runStep } from './step.ts';\nexport async function runWork() {}",
    );
    const step = asks(
      'server/jobs/step.ts',
      'export function runStep() { run(operations.privacy.step, {}); }',
    );
    const command = asks(
      'scripts/commands/work.ts',
      "import { runWork } from '../../server/composition/world.ts';",
    );
    expect(sitesIn(job, step, command).bySite.get('step')).to.deep.equal(['cli']);
    expect(sitesIn(job, step, asks('scripts/commands/other.ts', 'runWork();')).bySite.get('step')).to.equal(
      undefined,
    );
  });
  it('are the API where a row of its routes has it', () => {
    expect(sitesIn().bySite.get('activate')).to.deep.equal(['api']);
  });
});
