/** What a support bundle takes out of texts: names, addresses, keys and tokens, in the forms in which programs write them. */

import { expect } from 'chai';
import fc from 'fast-check';
import { makeScrubber, type Known } from '../../client-sdk/typescript/support/scrub.ts';
import { formsOf } from '../../scripts/demo/search.ts';
import { LICENSE_KEY } from './support/machine.ts';
import { rounds } from '../support/rounds.ts';

const KNOWN: Known = {
  homes: ['/home/ada.lovelace', 'C:\\Users\\Ada Lovelace'],
  users: ['ada.lovelace', 'Zoë', 'bo'],
  computers: ['studio-west.local', 'studio-west'],
  secrets: ['AQEBAQEBAQEBAQEBAQEBAQ'],
  server: 'license.example.com',
  importedKeys: [{ alphabet: '0123456789ABCDEF', groups: [8, 8, 8, 8] }],
};
const scrubber = makeScrubber(KNOWN);

describe('what is taken out of every text', () => {
  const CASES: readonly [given: string, scrubbed: string][] = [
    ['open /home/ada.lovelace/.config/sonar', 'open <home>/.config/sonar'],
    ['open /HOME/ADA.LOVELACE/x', 'open <home>/x'],
    [String.raw`"C:\\Users\\Ada Lovelace\\AppData"`, String.raw`"<home>\\AppData"`],
    ['file:///C:/Users/Ada%20Lovelace/x', 'file:///<home>/x'],
    ['/Users/grace/Library', '/Users/<user>/Library'],
    [String.raw`D:\Users\grace\x`, String.raw`D:\Users\<user>\x`],
    ['by ada.lovelace.', 'by <user>.'],
    ['by ADA.LOVELACE and Zoe\u0308', 'by <user> and <user>'],
    ['bo said about', '<user> said about'],
    ['on STUDIO-WEST.LOCAL', 'on <computer>'],
    ['host studio-west2', 'host <computer>2'],
    ['mail ada@example.com now', 'mail <email> now'],
    ['mail ada%40example.com now', 'mail <email> now'],
    ['http://ada:pw@proxy:3128/', 'http://<user>@proxy:3128/'],
    ['from 192.168.17.5:4000', 'from <address>:4000'],
    ['from ::ffff:192.168.17.5', 'from <address>'],
    ['from fe80::1c2d:3e4f:5a6b:7c8d%eth0', 'from <address>'],
    ['from [2001:db8::7]:443', 'from [<address>]:443'],
    ['mac a4:5e:60:c1:7b:01', 'mac <address>'],
    ['mac A4-5E-60-C1-7B-01', 'mac <address>'],
    ['mac a45e.60c1.7b01', 'mac <address>'],
    ['mac 0:1b:21:a:b:1', 'mac <address>'],
    ['mac a4_5e_60_c1_7b_01', 'mac <address>'],
    ['mac a45e60-c17b01', 'mac <address>'],
    ['mac a45e60:c17b01', 'mac <address>'],
    ['mac a45e-60c1-7b01', 'mac <address>'],
    ['mac a45e:60c1:7b01', 'mac <address>'],
    ['http://ada:p@ss/word@proxy:3128/', 'http://<user>@proxy:3128/'],
    ['adapter enxa45e60c17b01', 'adapter enx<address>'],
    [`key ${LICENSE_KEY}`, 'key <license key>'],
    [`key ${LICENSE_KEY.toLowerCase().replaceAll('-', ' ')}`, 'key <license key>'],
    [`key ${LICENSE_KEY.replaceAll('-', '')}`, 'key <secret>'],
    ['secret AQEBAQEBAQEBAQEBAQEBAQ', 'secret <secret>'],
    ['token eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJxIn0.c2lnbmF0dXJl', 'token <token>'],
    ['Basic YWRhOmEgcGFzc3dvcmQgb2YgaGVycw==', 'Basic <secret>'],
  ];
  for (const [given, scrubbed] of CASES)
    it(`${given}: ${scrubbed}`, () => expect(scrubber.text(given)).to.equal(scrubbed));

  const KEPT: readonly string[] = [
    '2026-11-24T10:15:31.000Z renew: failed after 30012 ms',
    'licensed lease_valid',
    '"release": "6.1.0-13-cloud-amd64"',
    '"node": "20.20.1"',
    'activation Tq3vXw1cZb9yKq4dTA6p2g',
    'The license server could not be reached.',
    '2026-11-24 /v1/activations/Tq3vXw1cZb9yKq4dTA6p2g/lease 312 bytes',
    'https://license.example.com',
    'from 10:15:31 to 11:16:32',
    'ends in 3f2504e0-4f89-11d3-9a0c',
  ];
  for (const text of KEPT) it(`not out of ${text}`, () => expect(scrubber.text(text)).to.equal(text));
});

describe('what is taken out of messages of the system and the app', () => {
  const CASES: readonly [given: string, scrubbed: string][] = [
    ['getaddrinfo ENOTFOUND proxy.corp.example', 'getaddrinfo ENOTFOUND <host>'],
    ['getaddrinfo ENOTFOUND corp-proxy', 'getaddrinfo ENOTFOUND <host>'],
    ['getaddrinfo ENOTFOUND license.example.com', 'getaddrinfo ENOTFOUND license.example.com'],
    ['connect ECONNREFUSED 10.1.2.3:443', 'connect ECONNREFUSED <address>:443'],
    ['connect ECONNREFUSED ::1:443', 'connect ECONNREFUSED <address>'],
    [
      "EACCES: permission denied, open '/opt/app/state-a.json'",
      "EACCES: permission denied, open '/opt/app/state-a.json'",
    ],
    ['altnames: DNS:*.corp.example', 'altnames: DNS:*.<host>'],
    ['to bea.b@corp.example failed', 'to <email> failed'],
    ['in http%3A%2F%2F10.1.2.3%2Fadmin', 'in http://<address>/admin'],
    ['Basic MjAzLjAuMTEzLjc3', 'Basic <secret>'],
    ['unable to verify the first certificate', 'unable to verify the first certificate'],
    [`sent {"licenseKey":"${LICENSE_KEY.slice(6).replaceAll('-', '')}"}`, '<a text with a license key>'],
    ['key 0123ABCD-0123ABCD-0123ABCD-0123ABCD', '<a text with a license key>'],
  ];
  for (const [given, scrubbed] of CASES)
    it(`${given}: ${scrubbed}`, () => expect(scrubber.message(given)).to.equal(scrubbed));
});

const name = fc
  .stringMatching(/^[A-Za-zÀ-ÿ][\w .+$()-]{4,18}[A-Za-z0-9]$/)
  .filter((text) => !/\s{2}/.test(text));
const around = fc.constantFrom(
  '',
  ' ',
  '"',
  "'",
  '/',
  '\\',
  '(',
  ')',
  ':',
  '=',
  '\n',
  'open ',
  ' failed',
  '%20',
  'x',
  '7',
);
const hex = fc.stringMatching(/^[0-9a-f]{12}$/);
const groups = (text: string, separator: string): string => text.match(/../g)?.join(separator) ?? '';

describe('whatever a name is, and wherever it stands', () => {
  const WRITINGS: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => text.toLowerCase(),
    (text) => text.toUpperCase(),
    (text) => JSON.stringify(text).slice(1, -1),
    encodeURIComponent,
    (text) => text.normalize('NFD'),
    (text) => Buffer.from(text).toString('base64'),
    (text) => Buffer.from(text).toString('hex'),
  ];
  const writing = fc.constantFrom(...WRITINGS);

  it('it is in no encoding of the scrubbed text', () => {
    fc.assert(
      fc.property(name, name, writing, around, around, (user, computer, write, before, after) => {
        const home = `/home/${user}`;
        const made = makeScrubber({ ...KNOWN, homes: [home], users: [user], computers: [computer] });
        const texts = [user, computer, home].map((value) => `${before}${write(value)}${after}`);
        const scrubbed = Buffer.from(
          texts.flatMap((text) => [made.text(text), made.message(text)]).join(' | '),
        );
        const needles = [user, computer, home].flatMap((text) => formsOf({ name: text, text }));
        expect(needles.filter(({ bytes }) => scrubbed.includes(bytes)).map(({ form }) => form)).to.deep.equal(
          [],
        );
      }),
      { numRuns: rounds(2_000) },
    );
  });

  it('no address of an adapter is left', () => {
    fc.assert(
      fc.property(
        hex,
        fc.constantFrom('', ':', '-', '.', ' '),
        fc.boolean(),
        around,
        around,
        (mac, by, isUpper, before, after) => {
          const written = isUpper ? groups(mac, by).toUpperCase() : groups(mac, by);
          const left = scrubber.text(`${before}${written}${after}`);
          expect(left.toLowerCase()).to.not.include(groups(mac, by));
        },
      ),
      { numRuns: rounds(2_000) },
    );
  });

  it('no network address is left', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), around, around, (address, before, after) => {
        const left = scrubber.text(`${before}${address}${after}`);
        expect(left).to.not.include(address);
      }),
      { numRuns: rounds(2_000) },
    );
  });
});
