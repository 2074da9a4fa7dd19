/**
 * The options that `new Quietkey(…)` refuses, so that an app's mistake shows at once.
 */

import { expect } from 'chai';
import {
  BadOptions,
  Quietkey,
  QuietkeyError,
  type QuietkeyOptions,
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
    ['a root key without prefix', { rootKey: good.rootKey.slice(7) }],
    ['no root key', { rootKey: undefined }],
    ['no folder', { store: '' }],
    ['a timeout of 0', { timeoutMs: 0 }],
    ['an endless timeout', { timeoutMs: Number.POSITIVE_INFINITY }],
    ['a version of 1.5', { minimumKeySetVersion: 1.5 }],
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
    const error: unknown = await new Quietkey({ ...good, fetch, timeoutMs: 50 })
      .activate(LICENSE_KEY)
      .catch((e: unknown) => e);
    expect(error).to.be.instanceOf(QuietkeyError).and.include({ name: 'NoNetwork' });
    expect(urls[0]).to.equal('https://license.example/base/v1/activations');
  });
});
