/**
 * Each request of the SDK goes through `network/transport.ts`, which has the time limits, reads no redirect and bounds
 * the answer: the sources name who may open a connection, and who may send.
 */

import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../support/root.ts';
import { readSources, type SourceFile } from '../../rules/house-rules.ts';
import { maskSource } from '../../rules/source-mask.ts';

const SDK = 'client-sdk/typescript/';
const SENDS =
  /\bfetch\s*\(|\bglobalThis\s*(?:\.\s*fetch|\[)|['"](?:node:)?(?:http|https|http2|net|tls|dgram|dns(?:\/promises)?|undici)['"]|\b(?:WebSocket|XMLHttpRequest|EventSource|sendBeacon)\b/;
const POSTS = /\bimport\s*\{[^}]*\bpost\b[^}]*\}\s*from\s*'[^']*\/transport\.ts'|\bcarrier\s*\(/;

/** Who may, and why. The test kit has no network: it is the server. */
const MAY_SEND: Readonly<Record<string, string>> = {
  'network/transport.ts': 'the transport',
  'network/route.ts': 'the global fetch, as a carrier',
  'network/node-carrier.ts': 'the carrier of the SDK',
  'network/proxy-environment.ts': 'compares addresses',
  'support/scrub.ts': 'finds addresses in a text',
  'given-functions.ts': 'checks what the fetch of the app returns',
  'testing/server.ts': 'the fetch that the kit gives to an app',
  'testing/index.ts': 'the fetch that the kit gives to an app',
};
const MAY_POST = ['exchange/exchange.ts', 'support/send.ts', 'telemetry/telemetry.ts'];

const sources = readSources(fileURLToPath(ROOT))
  .filter(({ path }) => path.startsWith(SDK) && !path.startsWith(`${SDK}example/`))
  .map(({ path, text }) => ({ path: path.slice(SDK.length), text }));
const found = (pattern: RegExp, files: readonly SourceFile[]): string[] =>
  files.filter(({ text }) => pattern.test(withoutComments(text))).map(({ path }) => path);

/** The source without comments, but with its texts, which hold the names of modules. */
function withoutComments(text: string): string {
  const { code } = maskSource(text);
  return text
    .split('\n')
    .filter((_line, index) => (code.split('\n')[index] ?? '').trim() !== '')
    .join('\n');
}

describe('a request of the SDK', () => {
  it('is sent by the transport only', () => {
    expect(sources).to.have.length.above(60);
    expect(found(SENDS, sources).toSorted()).to.deep.equal(Object.keys(MAY_SEND).toSorted());
    expect(found(POSTS, sources).toSorted()).to.deep.equal(MAY_POST);
  });

  for (const text of [
    `await fetch('https://license.example');`,
    `await fetch (url);`,
    `const { fetch: send } = globalThis; globalThis.fetch(url);`,
    `globalThis['fetch'](url);`,
    `import { request } from 'node:https';`,
    `import http from 'http';`,
    `import { connect } from 'node:tls';`,
    `const net = await import('node:net');`,
    `require("node:http2")`,
    `import { resolve } from 'node:dns/promises';`,
    `import { Agent } from 'undici';`,
    `new WebSocket(url);`,
    `navigator.sendBeacon(url);`,
  ]) {
    it(`would be found: ${text}`, () => {
      expect(found(SENDS, [{ path: 'new.ts', text }])).to.deep.equal(['new.ts']);
    });
  }

  it('is not a comment about one', () => {
    expect(found(SENDS, [{ path: 'new.ts', text: `// fetch(url), 'node:http'\nexport {};` }])).to.deep.equal(
      [],
    );
  });
});
