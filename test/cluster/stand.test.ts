/**
 * The parts of the stand (`npm run test:cluster`) that need no cluster: how configurations are taken out of
 * OPERATIONS.md, how outages are counted, and how what was confirmed is compared with what is stored.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { readUsage } from '../../server/config/usage.ts';
import { ROOT } from '../support/root.ts';
import { faultsBetween, type Confirmed, type Stored } from './stand/compare.ts';
import {
  configurationOf,
  configurationsOf,
  substituted,
  USES,
  variablesOf,
  type Configuration,
} from './stand/configurations.ts';
import { readOptions, USAGE } from './stand/options.ts';
import { outagesOf, stillFailing, type Attempt } from './stand/outages.ts';
import { loopback } from './stand/loopback.ts';
import { MACHINE_NAMES } from './stand/network.ts';
import { isEnough } from './stand/pooler.ts';
import { SCENARIO_NAMES } from './stand/scenarios.ts';
import { statedTimes } from './stand/stated.ts';

const operations = readFileSync(new URL('OPERATIONS.md', ROOT), 'utf8');
const names = Object.keys(USES) as Configuration[];

describe('the configurations of OPERATIONS.md', () => {
  it('each have a row that says what runs them, and no row has none', () => {
    expect([...configurationsOf(operations).keys()]).to.have.members(names);
  });

  for (const name of names) {
    const { by, leftOut }: { by?: string; leftOut?: string } = USES[name];
    if (by === undefined) {
      it(`${name} is left out with a reason`, () => {
        expect(leftOut).to.match(/\w+ \w+ \w+/);
      });
    } else {
      it(`${name} is used by ${by}`, () => {
        expect(readFileSync(new URL(by, ROOT), 'utf8')).to.include(`'${name}'`);
      });
    }
  }

  it('a block that nobody runs would be found, also a second one, an indented one and one without a language', () => {
    const document = `
## Proxy
\`\`\`nginx
one;
\`\`\`
text
\`\`\`nginx
two;
\`\`\`
1. In a list:
   \`\`\`ini
   A=1

     B=2
   \`\`\`
\`\`\`
bare
\`\`\`
\`\`\`sh
# no heading
ls
\`\`\`
### Traefik
\`\`\`toml
a = 1
\`\`\`
`;
    expect(Object.fromEntries(configurationsOf(document))).to.deep.equal({
      'Proxy: nginx': 'one;',
      'Proxy: nginx 2': 'two;',
      'Proxy: ini': 'A=1\n\n  B=2',
      'Proxy: ': 'bare',
      'Traefik: toml': 'a = 1',
    });
    expect(() => configurationOf(document, 'Proxy: haproxy')).to.throw('no block "Proxy: haproxy"');
  });

  it('are used with nothing replaced but what is named, and a name that is gone is an error', () => {
    expect(substituted('listen 443; key a.key;', { 'a.key': '/b.key' })).to.equal('listen 443; key /b.key;');
    expect(() => substituted('listen 443;', { 'a.key': '/b.key' })).to.throw('no "a.key"');
  });

  it('have variables, whose values may contain =', () => {
    expect(variablesOf('A=1\n\nURL=postgres://a/b?c=d')).to.deep.equal({ A: '1', URL: 'postgres://a/b?c=d' });
  });
});

describe('the times that OPERATIONS.md states', () => {
  it('are there for each fault of the stand, and for no other', () => {
    const stated = statedTimes(operations);
    expect([...stated.keys()]).to.have.members(SCENARIO_NAMES);
    expect(stated.get('busy-license')?.outageMs).to.equal(0);
    for (const { outageMs, answerMs } of stated.values()) expect(outageMs + answerMs).to.be.least(1_000);
  });
});

describe('outages', () => {
  const attempt = (answeredMs: number, status: number | null, rest: Partial<Attempt> = {}): Attempt => ({
    client: 'nginx 1',
    sentMs: answeredMs - 10,
    answeredMs,
    status,
    code: null,
    hasRetryAfter: true,
    ...rest,
  });
  const cases: readonly [string, Attempt[], number][] = [
    ['none', [attempt(10, 200), attempt(20, 409), attempt(30, 429), attempt(40, 404)], 0],
    ['one answer of 5xx, until the next that is not', [attempt(10, 503), attempt(1_010, 200)], 1_000],
    [
      'several in a row',
      [attempt(10, 503), attempt(500, 502), attempt(2_010, 504), attempt(3_010, 409)],
      3_000,
    ],
    ['no answer', [attempt(10, null), attempt(510, 200)], 500],
    ['busy ends it: the server is there', [attempt(10, 503), attempt(410, 429), attempt(9_000, 503)], 400],
    ['the longest of two', [attempt(1, 500), attempt(2, 200), attempt(3, 500), attempt(9, 200)], 6],
    ['one that has not ended', [attempt(10, 503), attempt(5_010, 503)], 5_000],
    [
      'of clients apart',
      [attempt(10, 503), attempt(20, 200, { client: 'nginx 2' }), attempt(1_010, 200)],
      1_000,
    ],
    [
      'of clients that alternate',
      [attempt(10, 503), attempt(20, 503, { client: 'b' }), attempt(30, 200)],
      20,
    ],
    ['nothing', [], 0],
  ];
  for (const [title, attempts, longestMs] of cases) {
    it(title, () => {
      expect(outagesOf(attempts).longestMs).to.equal(longestMs);
    });
  }

  it('count answers, the slowest, and those that do not say when to ask again', () => {
    const attempts = [
      attempt(3_000, 200, { sentMs: 0 }),
      attempt(4_000, 503, { code: 'server_unavailable' }),
      attempt(5_000, 503, { hasRetryAfter: false }),
      attempt(6_000, 429, { code: 'busy', hasRetryAfter: false }),
      attempt(7_000, null, { code: 'ECONNRESET', hasRetryAfter: false }),
    ];
    expect(outagesOf(attempts)).to.deep.equal({
      longestMs: 2_000,
      slowestMs: 3_000,
      withoutRetryAfter: 1,
      answers: {
        '200': 1,
        '503 server_unavailable': 1,
        '503': 1,
        '429 busy': 1,
        'no answer (ECONNRESET)': 1,
      },
    });
    expect(stillFailing(attempts)).to.deep.equal(['nginx 1']);
    expect(stillFailing([...attempts, attempt(8_000, 200)])).to.deep.equal([]);
  });
});

describe('what was confirmed, against what is stored', () => {
  const confirmed: Confirmed[] = [
    { activation: 'a', license: 'L', sequence: 1 },
    { activation: 'b', license: 'L', sequence: 2 },
  ];
  const row = (activation: string, rest: object = {}) => ({
    activation,
    license: 'L',
    sequence: 2,
    isActive: true,
    ...rest,
  });
  const license = (rest: object = {}) => ({ license: 'L', seats: 2, used: 2, ...rest });
  const whole: Stored = { activations: [row('a'), row('b')], licenses: [license()] };

  const cases: readonly [string, Stored, RegExp[]][] = [
    ['all there', whole, []],
    [
      'one that was never confirmed',
      { ...whole, activations: [...whole.activations, row('c', { isActive: false })] },
      [],
    ],
    [
      'one is missing',
      { ...whole, activations: [row('b')] },
      [/^1 confirmed .* not in the database, such as a/, /counts 2/],
    ],
    [
      'an earlier sequence',
      { ...whole, activations: [row('a'), row('b', { sequence: 1 })] },
      [/^1 .* earlier sequence/],
    ],
    [
      'another license',
      { ...whole, activations: [row('a', { license: 'M' }), row('b')] },
      [/another license/, /counts 2/],
    ],
    [
      'one seat too many',
      { activations: [row('a'), row('b'), row('c')], licenses: [license({ used: 3 })] },
      [/L has 3 activations on 2 seats/],
    ],
    [
      'a counter that differs',
      { ...whole, licenses: [license({ used: 1 })] },
      [/counts 1 seats in use and has 2/],
    ],
    ['an empty database', { activations: [], licenses: [license({ used: 0 })] }, [/^2 confirmed/]],
  ];
  for (const [title, stored, faults] of cases) {
    it(title, () => {
      const found = faultsBetween(confirmed, stored);
      expect(found).to.have.lengthOf(faults.length);
      faults.forEach((fault, index) => expect(found[index]).to.match(fault));
    });
  }

  it('one activation for two machines', () => {
    expect(faultsBetween([...confirmed, confirmed[0]!], whole)).to.deep.equal([
      '1 activations were confirmed to two machines, such as a',
    ]);
  });
});

describe('a stand on loopback', () => {
  const network = loopback(() => process.cwd());

  it('has the addresses of OPERATIONS.md on loopback, one for each machine', () => {
    expect(network.adapted('server 10.0.0.11:8787; bind 10.0.0.20:5432')).to.equal(
      'server 127.10.0.11:8787; bind 127.10.0.20:5432',
    );
    expect(new Set(MACHINE_NAMES.map((machine) => network.addressOf(machine))).size).to.equal(
      MACHINE_NAMES.length,
    );
    expect(network.inside('nginx', ['nginx'])).to.deep.equal(['nginx']);
  });

  it('cuts nothing off', async () => {
    const code = await network.cutOff('server1').catch(String);
    expect(code).to.include('cannot be cut off');
  });
});

describe('PgBouncer', () => {
  it('is new enough from 1.21 on', () => {
    const versions = ['0', '1.18.0', '1.20.1', '1.21.0', '1.24.1', '2.0'];
    expect(versions.filter(isEnough)).to.deep.equal(['1.21.0', '1.24.1', '2.0']);
  });
});

describe('the options of npm run test:cluster', () => {
  const read = (...words: string[]) => readUsage(USAGE, words, readOptions);

  it('are five rounds of everything by default', () => {
    expect(read()).to.have.nested.property('options.rounds', 5);
    expect(read()).to.have.nested.property('options.proxies').with.lengthOf(3);
    expect(read()).to.have.nested.property('options.scenarios').that.deep.equals(SCENARIO_NAMES);
  });

  it('choose faults and proxies', () => {
    const chosen = read(
      '--only',
      'server-killed,primary-killed',
      '--proxy',
      'caddy',
      '--rounds',
      '2',
      '--json',
    );
    expect(chosen).to.deep.equal({
      options: {
        rounds: 2,
        scenarios: ['primary-killed', 'server-killed'],
        proxies: ['caddy'],
        json: true,
        keep: false,
      },
    });
  });

  for (const words of [
    ['--rounds', '0'],
    ['--only', 'flood'],
    ['--proxy', 'apache'],
    ['--fast'],
    ['nginx'],
  ]) {
    it(`refuse ${words.join(' ')} with exit 2`, () => {
      expect(read(...words)).to.have.property('exit', 2);
    });
  }

  it('are in the help, with every fault', () => {
    const help = read('--help');
    const text = 'text' in help ? help.text : '';
    for (const name of ['--rounds', '--only', '--proxy', '--json', ...SCENARIO_NAMES])
      expect(text).to.include(name);
  });
});
