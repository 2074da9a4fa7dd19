/**
 * The promises of the client in C: it has no global variables, its check neither allocates nor does I/O, and no token,
 * state or answer makes it access memory out of bounds. The sanitizers report such an access.
 */

import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rounds } from '../support/rounds.ts';
import { expand } from '../support/token-rows.ts';
import type { TokenTable } from '../support/make-token-vectors.ts';
import { readVectors } from '../support/vectors.ts';
import { buildC, builtDriver, C, requireTools, type Driver } from './support/other-languages.ts';
import type { StepVector } from './support/protocol-vectors.ts';

const { setting, machines, steps } = readVectors<{
  setting: { server: string; product: string; rootKey: string };
  machines: Record<string, object[]>;
  steps: StepVector[];
}>('protocol');
const stateAfter = (title: string): string => steps.find((step) => step.title === title)!.after!;

describe('the client in C', () => {
  let driver: Driver;
  let folder: string;
  before(function () {
    requireTools(C, { skip: () => this.skip() });
    folder = mkdtempSync(join(tmpdir(), 'quietkey-c-'));
    driver = C.start();
  });
  after(async () => {
    if (folder) rmSync(folder, { recursive: true });
    expect((await driver?.end()) ?? 0).to.equal(0);
  });

  it('has no global variable, and a sample that says what is missing', () => {
    const [object, sample] = [join(folder, 'quietkey.o'), join(folder, 'sample')];
    buildC(object, ['client-sdk/c/quietkey.c'], ['-c', '-fno-pie']);
    const { stdout } = spawnSync('nm', [object], { encoding: 'utf8' });
    expect(stdout).to.match(/ T qk_check$/m);
    expect(stdout.split('\n').filter((line) => / [bBcCdD] /.test(line))).to.deep.equal([]);
    buildC(sample, ['client-sdk/c/sample.c', object], ['-no-pie']);
    const run = (env: object): ReturnType<typeof spawnSync> =>
      spawnSync(sample, ['check'], { env: { ...env } });
    expect(run({})).to.include({ status: 2 });
    const values = Object.values({ ...setting, folder: join(folder, 'app') });
    const names = ['SERVER', 'PRODUCT', 'ROOT_KEY', 'FOLDER'].map((name) => `QUIETKEY_SAMPLE_${name}`);
    const found = run(Object.fromEntries(names.map((name, index) => [name, values[index]])));
    expect([found.status, String(found.stdout)]).to.deep.equal([0, 'unlicensed (no_activation)\n']);
  });

  it('checks without an allocation and without a system call', async () => {
    for (const title of [
      'renew: the next lease',
      'renew: revoked',
      'check: only other hardware, on the second day',
    ]) {
      const { now } = steps[0]!;
      const adapters = machines['another computer'];
      const request = {
        run: 'pure',
        ...setting,
        identity: 'adapters',
        adapters,
        now,
        text: stateAfter(title),
      };
      expect(await driver.ask(request), title).to.deep.equal({ allocations: 0, exit: 7 });
    }
  });

  it('gives the verdict of the SDK on each token of the frozen table', async () => {
    const { contexts, vectors } = readVectors<TokenTable>('tokens');
    const differ: string[] = [];
    for (const { name, type, context, token, verdict } of vectors) {
      const { rootKey, issuer, product, minimumKeySetVersion, keySet } = contexts[context]!;
      const where = { server: 'https://license.example.com', rootKey, issuer, product, minimumKeySetVersion };
      const asked = await driver.ask({ run: 'token', ...where, keySet, type, token: expand(token) });
      const { verdict: given } = asked as { verdict: string };
      if ((given === 'ok') !== (verdict === 'ok')) differ.push(`${name}: ${given}, not ${verdict}`);
    }
    // a name that is dangerous in JavaScript only, and a depth that no claim has
    expect(differ.filter((line) => !/__proto__|1,000 deep/.test(line))).to.deep.equal([]);
  });

  it('reads damaged states, answers and tokens, whose signatures count as right', () => {
    const escapes = String.raw`{"invented":"\u00e9\ud83d\ude00\ud800\u0000\"\\\/\b\f\n\r\t","latestDay":-1.5e-3}`;
    const texts = steps.flatMap(({ after: stored, exchanges }) => [
      ...(typeof stored === 'string' ? [stored] : []),
      ...exchanges.flatMap(({ answer }) => answer?.body ?? []),
    ]);
    const { vectors } = readVectors<TokenTable>('tokens');
    const tokens = vectors.flatMap(({ token }) => (typeof token === 'string' ? [token] : []));
    const input = [...texts, ...tokens, escapes, ''].filter((line) => !line.includes('\n')).join('\n');
    const ran = spawnSync(builtDriver(), ['18', String(rounds(10_000)), setting.rootKey], {
      input,
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).to.deep.equal([0, '']);
  });

  it('reads no damaged state or answer where it must not', async () => {
    const sources = steps.filter(
      ({ after, exchanges }) => typeof after === 'string' && exchanges.length === 1,
    );
    let seed = 18;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (seed >>> 8) % below;
    };
    const damaged = (text: string): string => {
      const place = random(text.length);
      const piece = text.slice(random(text.length)).slice(0, random(60));
      const edits = [
        text.slice(0, place),
        text.slice(place),
        '"\\u0000{[,:}]0-9e.AZ\ud800é'.charAt(random(24)),
        piece,
      ];
      return `${edits[0]}${edits[2 + random(2)]}${edits[1]!.slice(random(3) * random(40))}`;
    };
    for (let round = 0; round < rounds(100); round += 1) {
      const { after: stored, exchanges, now } = sources[random(sources.length)]!;
      const answer = { ...exchanges[0]!.answer!, body: damaged(exchanges[0]!.answer!.body) };
      const text = random(2) === 0 ? stored! : damaged(stored!);
      const where = { ...setting, identity: 'adapters', adapters: machines['laptop'], now };
      const request = { run: 'damaged', ...where, text, answers: [answer, answer] };
      expect(await driver.ask(request)).to.deep.equal({});
    }
  });
});
