/**
 * No request starts costly work before a cheap check. The table of costly work is compared with the sources: a call that is
 * not in it fails, and so does a check that comes after the work, or in another function.
 */

import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { COSTLY, COSTLY_WORK, DOORS, WHOLE, type Guard } from './costly-work.ts';
import { readSources } from './house-rules.ts';
import { operationSites } from './operation-sites.ts';
import { maskSource } from './source-mask.ts';

/** What requests reach. Jobs, the composition and the primitives themselves are started by no request alone. */
const REACHED = /^server\/(?:accounts|domain(?!\/kernel\/ports)|http|portal|web)\//;

describe('costly work', () => {
  const files = readSources(fileURLToPath(ROOT));
  const sources = files.map(({ path, text }) => ({ path, text, code: maskSource(text).code }));
  const reached = sources.filter(({ path }) => REACHED.test(path));
  const textOf = (path: string): string => sources.find((source) => source.path === path)?.text ?? '';

  for (const [work, calls] of Object.entries(COSTLY)) {
    it(`is in the table: ${work}`, () => {
      const found = reached.flatMap(({ path, code }) => {
        const count = [...code.matchAll(calls)].length;
        return count === 0 ? [] : [[path, count] as const];
      });
      const listed = COSTLY_WORK.filter((row) => row.work === work).map(
        (row) => [row.file, row.calls] as const,
      );
      const inOrder = (rows: readonly (readonly [string, number])[]) =>
        rows.map(([file, count]) => `${file}: ${count}`).toSorted();
      expect(inOrder(found)).to.deep.equal(inOrder(listed));
    });
  }

  it('that a visitor or a customer starts has a check', () => {
    const bare = COSTLY_WORK.filter(
      ({ by, guards }) => guards.length === 0 && (by.includes('visitor') || by.includes('customer')),
    );
    expect(bare.map(({ work, file }) => `${work} in ${file}`)).to.deep.equal([]);
  });

  /** Why a check does not stand before its work; undefined: it does. */
  function faultOf({ file, check, work }: Guard): string | undefined {
    const text = textOf(file);
    const place = work.exec(text)?.index;
    if (place === undefined) return 'there is no such work';
    const before = text.slice(0, place);
    // a function begins after an empty line, or as a member of an object
    const begins = [...before.matchAll(/\n\n|\n {4}\w+: (?:async )?\(/g)].at(-1)?.index ?? 0;
    const within = before.slice(begins);
    return check.test(within) ? undefined : 'no check stands before the work';
  }
  const guards = [...new Set([...DOORS, ...COSTLY_WORK.flatMap((row) => row.guards)])];
  for (const row of guards) {
    it(`in ${row.file} begins with ${row.check.source.slice(0, 40)} before ${row.work.source.slice(0, 40)}`, () => {
      expect(faultOf(row)).to.equal(undefined);
    });
  }

  it('whose check comes later, or is in another function, is found', () => {
    const file = 'server/accounts/accounts.ts';
    const wrong = [
      { file, check: /const \{ receipt \} = await/, work: /operations\.account\.confirmPassword/ },
      { file, check: /planDeletion/, work: /await runErasure\(world/ },
      { file, check: /considerSignUp/, work: /next: await hashOf\(/ },
      { file, check: /proof/, work: /noSuchWork\(/ },
    ];
    for (const row of wrong) expect(faultOf(row), row.check.source).to.be.a('string');
  });

  it('over whole tables is asked for by no page', () => {
    const { bySite } = operationSites(files);
    for (const name of WHOLE)
      expect(bySite.get(name) ?? [], name)
        .to.not.include('portal')
        .and.not.include('api');
  });
});
