/**
 * The options that `new Quietkey(…)` refuses, so that an app's mistake shows at once.
 */

import { expect } from 'chai';
import {
  BadOptions,
  Quietkey,
  QuietkeyError,
  type QuietkeyOptions,
  type TelemetryOptions,
} from '../../client-sdk/typescript/index.ts';
import { makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, MemoryStore } from './support/machine.ts';

const good: QuietkeyOptions = {
  server: 'https://license.example/base/',
  product: 'sonar',
  rootKey: makeIssuer().rootKey,
  store: new MemoryStore(),
};

describe('the options', () => {
  const servers = [
    '',
    'license.example',
    'ftp://license.example',
    'http://license.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://[::2]',
    'https://a:b@license.example',
    'https://license.example/?a=b',
    'https://license.example/#a',
    'javascript:alert(1)',
  ];
  const refused: [string, Partial<Record<keyof QuietkeyOptions, unknown>>][] = [
    ...servers.map((server): [string, { server: string }] => [`the server ${server}`, { server }]),
    ['no product', { product: '' }],
    ...[
      'Sonar',
      'Sonar Pro',
      '../sonar',
      'sonar-',
      '-sonar',
      'sonar_pro',
      'sonár',
      'sonar\n',
      's'.repeat(33),
    ].map((product): [string, { product: string }] => [`the product ${product}`, { product }]),
    ['a root key without prefix', { rootKey: good.rootKey.slice(7) }],
    ['no root key', { rootKey: undefined }],
    ['no folder', { store: '' }],
    ['a relative folder', { store: 'license' }],
    ['a store of the app that all persons share', { store: new MemoryStore(), sharedBy: 'machine' }],
    ['a timeout of 0', { timeoutMs: 0 }],
    ['an endless timeout', { timeoutMs: Number.POSITIVE_INFINITY }],
    ['a version of 1.5', { minimumKeySetVersion: 1.5 }],
    ['a proxy of SOCKS', { proxy: 'socks5://proxy.example:1080' }],
    ['a proxy whose password is not encoded', { proxy: 'http://ada:pass#word@proxy.example:8080' }],
    ['a proxy without a host', { proxy: 'http://' }],
    ['a relative path of certificates', { ca: 'office.pem' }],
    ['a text without certificates', { ca: '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----' }],
    ['a damaged certificate', { ca: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----' }],
    ['a fetch and a proxy', { fetch, proxy: 'http://proxy.example' }],
    ['a fetch and no proxy', { fetch, proxy: false }],
    ['a fetch and certificates', { fetch, ca: '/etc/office.pem' }],
    ['imported keys without groups', { importedKeys: [{ alphabet: 'ABC' }] }],
  ];
  for (const [title, changes] of refused) {
    it(`refuse ${title}`, () => {
      expect(() => new Quietkey({ ...good, ...changes } as QuietkeyOptions)).to.throw(BadOptions);
    });
  }

  it('accept https anywhere and http to this machine, with a base path', async () => {
    const servers = [
      'http://localhost:8080',
      'http://127.0.0.1',
      'http://127.9.9.9',
      'http://[::1]:8787',
      'http://0x7f.1/',
    ];
    for (const server of servers) expect(() => new Quietkey({ ...good, server })).to.not.throw();
    const urls: string[] = [];
    const fetch = (url: string) => Promise.reject(new Error(String(urls.push(url))));
    const error: unknown = await new Quietkey({ ...good, fetch })
      .activate(LICENSE_KEY)
      .catch((e: unknown) => e);
    expect(error).to.be.instanceOf(QuietkeyError).and.include({ name: 'NoNetwork' });
    expect(urls[0]).to.equal('https://license.example/base/v1/activations');
  });
});

/** Values of which each is wrong for most options. */
const ODD: readonly (readonly [kind: string, value: unknown])[] = [
  ['null', null],
  ['a number', 5],
  ['a boolean', true],
  ['an empty text', ''],
  ['another text', 'odd'],
  ['a list', []],
  ['an object', {}],
  // returns what a clock does, or so many random bytes
  ['a function', (bytes?: number) => (bytes === undefined ? 0 : new Uint8Array(bytes))],
  ['a symbol', Symbol('odd')],
  ['a bigint', 5n],
];

/** What each option accepts of the odd values: a new option without a row does not compile. */
const ACCEPTED: Readonly<Record<keyof QuietkeyOptions, readonly string[]>> = {
  server: [],
  product: ['another text'],
  rootKey: [],
  store: [],
  sharedBy: [],
  notify: ['a function'],
  issuer: ['another text'],
  minimumKeySetVersion: ['a number'],
  telemetry: ['an object'],
  importedKeys: ['a list'],
  timeoutMs: ['a number'],
  clock: ['a function'],
  identity: [],
  quiet: ['a boolean'],
  childProcesses: ['a boolean'],
  interfaces: ['a function'],
  fetch: ['a function'],
  proxy: ['another text'],
  ca: [],
  random: ['a function'],
};
const ACCEPTED_IN_TELEMETRY: Readonly<Record<keyof TelemetryOptions, readonly string[]>> = {
  version: ['an empty text', 'another text'],
  versions: ['a list'],
  features: ['a list'],
  privacySignal: ['a function'],
  store: [],
};
const REQUIRED = ['server', 'product', 'rootKey'];

/** The error of the constructor; undefined if it accepts the options. */
function refusalOf(options: unknown): unknown {
  const make = (): Quietkey => new Quietkey(options as QuietkeyOptions);
  try {
    make();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('the shape of the options', () => {
  const cases: [path: string, name: string, accepted: readonly string[], wrap: (value: unknown) => object][] =
    [
      ...Object.entries(ACCEPTED).map(([name, accepted]): (typeof cases)[number] => [
        name,
        name,
        accepted,
        (value) => ({ ...good, [name]: value }),
      ]),
      ...Object.entries(ACCEPTED_IN_TELEMETRY).map(([name, accepted]): (typeof cases)[number] => [
        `telemetry.${name}`,
        name,
        accepted,
        (value) => ({ ...good, telemetry: { [name]: value } }),
      ]),
    ];
  for (const [path, name, accepted, wrap] of cases) {
    it(`names ${path} and what it must be, for every value of another kind`, () => {
      for (const [kind, value] of ODD) {
        const error = refusalOf(wrap(value));
        if (accepted.includes(kind)) expect(error, kind).to.equal(undefined);
        else {
          expect(error, kind).to.be.instanceOf(BadOptions);
          expect((error as Error).message, kind).to.match(
            new RegExp(`^${path.replace('.', '\\.')} must be .+\\.$`),
          );
        }
      }
      const absent = refusalOf(wrap(undefined));
      expect(absent === undefined, 'absent').to.equal(path !== name || !REQUIRED.includes(name));
    });
  }

  it('is an object, and nothing else', () => {
    for (const [kind, value] of [
      ...ODD.filter(([odd]) => odd !== 'an object'),
      ['absent', undefined] as const,
    ]) {
      expect(refusalOf(value), kind)
        .to.be.instanceOf(BadOptions)
        .with.property('message')
        .that.includes('takes an object of options that has server, product, rootKey');
    }
    expect(refusalOf({}))
      .to.be.instanceOf(BadOptions)
      .with.property('message')
      .that.includes('server must be');
  });

  it('has no option that is not known, and lists the known ones', () => {
    for (const name of ['rootkey', 'root_key', 'url', 'Store', 'timeout', 'toString', '__proto__x', 'on']) {
      for (const [options, path] of [
        [{ ...good, [name]: undefined }, name],
        [{ ...good, telemetry: { [name]: 'x' } }, `telemetry.${name}`],
      ] as const) {
        const error = refusalOf(options);
        expect(error, path).to.be.instanceOf(BadOptions);
        expect(error).to.include({ code: 'options_malformed' });
        expect((error as BadOptions).message).to.include(`${path} is not an option of`);
        expect((error as BadOptions).remedy).to.match(/^Its options are /);
      }
    }
    expect((refusalOf({ ...good, on: 1 }) as BadOptions).remedy).to.include('server, product, rootKey');
  });

  it('does not repeat a value, which may be a secret', () => {
    for (const name of Object.keys(ACCEPTED)) {
      const error = refusalOf({ ...good, [name]: 'a-secret-text' });
      if (error !== undefined) expect((error as Error).message).to.not.include('a-secret-text');
    }
  });
});

describe('the options of a call', () => {
  const app = new Quietkey({
    ...good,
    store: new MemoryStore(),
    fetch: () => Promise.reject(new Error('sent')),
  });
  const calls: Readonly<Record<string, (options: never) => Promise<unknown>>> = {
    'activate(…)': (options) => app.activate(LICENSE_KEY, options),
    'preview(…)': (options) => app.preview(LICENSE_KEY, options),
    'renew(…)': (options) => app.renew(options),
    'release(…)': (options) => app.release(options),
    'report(…)': (options) => app.telemetry.report(options),
    // never throws
    'keepFresh(…)': async (options) => {
      throw (await app.keepFresh(options)).error;
    },
  };
  for (const [place, call] of Object.entries(calls)) {
    it(`are those of ${place}`, async () => {
      const wrong: unknown[] = ['ada', null, 5, { usrname: 'ada' }, { signal: 'stop' }, { signal: {} }];
      if (place === 'renew(…)') wrong.push({ username: 'ada' });
      if (place === 'activate(…)') wrong.push({ username: 5 }, { username: null });
      for (const options of wrong) {
        const error: unknown = await call(options as never).catch((thrown: unknown) => thrown);
        expect(error, JSON.stringify(options)).to.be.instanceOf(BadOptions);
      }
    });
  }

  it('and the key are refused before anything is sent', async () => {
    for (const typed of [undefined, null, 5, {}, ['x']]) {
      const error: unknown = await app.activate(typed as never).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'license_key_malformed', fault: 'empty' });
    }
    for (const username of ['x'.repeat(65), 'x'.repeat(1_000_000), '', 'Ирина']) {
      const error: unknown = await app.activate(LICENSE_KEY, { username }).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'username_malformed' });
    }
    expect(app.sent()).to.deep.equal([]);
  });
});
