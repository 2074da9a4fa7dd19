/**
 * Tests that the one license key in a text is found whatever is around it, by a generator of layouts, wrappings and
 * encodings; that two keys are not read as one; that a text without a whole key has none; and that the time is linear.
 * The frozen forms are in test/vectors/license-keys.json.
 */

import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  LICENSE_KEY_GENERATION_MAX,
  LICENSE_KEY_PAYLOAD_BYTES_MIN,
  LICENSE_KEY_TYPED_CHARACTERS_MAX,
  readLicenseKey,
  writeLicenseKey,
} from '../../../client-sdk/typescript/contract/license-key.ts';
import { cpuMilliseconds } from '../../support/cpu-time.ts';
import { rounds } from '../../support/rounds.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

type Form = (text: string) => string;

const groups = (text: string, size: number): string[] => text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
const joined =
  (separator: string, size = 5): Form =>
  (key) =>
    groups(key, size).join(separator);

/** How thirty symbols are written in equal groups. */
const LAYOUTS: Readonly<Record<string, Form>> = {
  dashes: joined('-'),
  'no dashes': (key) => key,
  'lower case': (key) => joined('-')(key).toLowerCase(),
  spaces: joined(' '),
  'no-break spaces': joined('\u00a0'),
  'typographic dashes': joined('\u2013'),
  'no-break hyphens': joined('\u2011'),
  'minus signs': joined('\u2212'),
  'spaced dashes': joined(' - '),
  lines: joined('\n'),
  'quoted lines': joined('\r\n> '),
  dots: joined('.'),
  slashes: joined('/'),
  underscores: joined('_'),
  cells: joined(' | '),
  'bold groups': (key) => `**${joined('**-**')(key)}**`,
  'zero-width spaces': (key) => joined('-')(key).replaceAll('', '\u200b'),
  'soft hyphens': (key) => joined('\u00ad', 4)(joined('-')(key)),
  'bidirectional marks': (key) => `\u2066${joined('\u200e-')(key)}\u2069`,
  'single symbols': joined(' ', 1),
  'groups of six': joined('-', 6),
  'groups of ten': joined(' ', 10),
  'full-width forms': (key) =>
    joined('\uff0d')(key).replace(/[0-9A-Z]/g, (symbol) =>
      String.fromCharCode(symbol.charCodeAt(0) + 0xfee0),
    ),
  'O, I and l': (key) => joined('-')(key).replaceAll('0', 'O').replace('1', 'I').replaceAll('1', 'l'),
};

/** What is around the key in one line or paragraph. */
const WRAPPINGS: Readonly<Record<string, Form>> = {
  nothing: (text) => text,
  'full stop': (text) => `${text}.`,
  comma: (text) => `${text}, `,
  semicolon: (text) => `${text};`,
  parentheses: (text) => `(${text})`,
  brackets: (text) => `[${text}]`,
  braces: (text) => `{${text}}`,
  'angle brackets': (text) => `<${text}>`,
  'straight quotes': (text) => `"${text}"`,
  'typographic quotes': (text) => `\u201e${text}\u201c`,
  bold: (text) => `**${text}**`,
  italics: (text) => `_${text}_`,
  code: (text) => `\`${text}\``,
  'quoted mail': (text) => `> ${text}\n> Regards`,
  list: (text) => `2. ${text}\n3. Enjoy`,
  label: (text) => `Key: ${text} (3 seats)`,
  'long label': (text) => `Your license key for Sonar Professional Edition is ${text} and nothing else`,
  assignment: (text) => `license_key = ${text} # do not share`,
  'app address': (text) => `sonar://activate?key=${text}&from=mail`,
  'web address': (text) => `https://example.com/licenses/${text}/activate`,
  'markdown link': (text) => `[activate](https://example.com/?k=${text})`,
  json: (text) => `{"order":"A-1017","licenseKey":"${text}","seats":3}`,
  csv: (text) => `A-1017,ada@example.com,${text},3\n`,
  tabs: (text) => `ada@example.com\t${text}\t3`,
  tag: (text) => `<p class="key"><b>${text}</b><br/>3 seats</p>`,
  attribute: (text) => `<input name="key" value="${text}">`,
  mail: (text) =>
    `From: shop@example.com\nSubject: Order A-1017\n\nHello Ada,\n\nthank you for your order of 12 March 2026.\n\n    ${text}\n\nIt is valid for 3 machines.\n-- \nExample Ltd, 1 High Street, tel. 020 7946 0123\n`,
  'no line breaks': (text) => `Hello Ada,your key:${text}Regards`,
  Russian: (text) => `Ваш ключ${text}Спасибо`,
  Chinese: (text) => `您的密钥是${text}谢谢`,
  pictures: (text) => `🔑${text}🎉`,
  twice: (text) => `${text}\n${text}`,
  'invisible characters': (text) => `\ufeff\u200b${text}\u2060`,
};

/** How a whole text is encoded. */
const ENCODINGS: Readonly<Record<string, Form>> = {
  none: (text) => text,
  url: encodeURIComponent,
  'url twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  form: (text) => new URLSearchParams({ body: text }).toString(),
  html: (text) =>
    text.replace(
      /[^a-z0-9\s]/giu,
      (character) =>
        ({ '&': '&amp;', '-': '&#45;' })[character] ?? `&#x${character.codePointAt(0)!.toString(16)};`,
    ),
  json: (text) =>
    JSON.stringify(text).replace(
      /[^ -~]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'quoted-printable': quotedPrintable,
};

const bytes = fc.uint8Array({
  minLength: LICENSE_KEY_PAYLOAD_BYTES_MIN,
  maxLength: LICENSE_KEY_PAYLOAD_BYTES_MIN,
});
const generation = fc.integer({ min: 0, max: LICENSE_KEY_GENERATION_MAX });
const key = fc
  .record({ generation, payload: bytes })
  .map((parts) => writeLicenseKey(parts).replaceAll('-', ''));
const prefix = fc.constantFrom('', '', 'SONAR-', 'sonar ', 'PHOTO2-', 'A1-', 'SONARPRO', 'UUUUUUUUUUUUUUUU-');
const formOf = (forms: Readonly<Record<string, Form>>): fc.Arbitrary<Form> =>
  fc.constantFrom(...Object.values(forms));
/** Every layout except those of which an encoding hides the symbols, or puts spaces within the groups. */
const { 'full-width forms': _, 'soft hyphens': __, ...ENCODABLE } = LAYOUTS;

const FAULTS = ['too_short', 'too_long', 'bad_symbol', 'checksum'];

const reading = (text: string): string => {
  const read = readLicenseKey(text);
  return read.ok ? read.canonical : read.fault;
};

describe('the one license key in a text', () => {
  const [sample = ''] = fc.sample(key, { seed: 30_010, numRuns: 1 });

  for (const [layout, write] of Object.entries(LAYOUTS)) {
    it(`is found in every wrapping: ${layout}`, () => {
      for (const [name, wrap] of Object.entries(WRAPPINGS)) {
        for (const before of ['', 'SONAR-']) {
          const text = wrap(before + write(sample));
          expect(reading(text), `${name}: ${JSON.stringify(text)}`).to.equal(sample);
        }
      }
    });
  }

  it('is found with a line break or a space within a group', () => {
    const wrappings = Object.entries(WRAPPINGS).filter(([name]) => name !== 'no line breaks');
    for (const [name, wrap] of wrappings) {
      for (const gap of ['\n', ' ', '\r\n> ', '-', ' \u2013 ']) {
        for (let place = 1; place < 35; place += 1) {
          const written = joined('-')(sample);
          const text = wrap(`SONAR-${written.slice(0, place)}${gap}${written.slice(place)}`);
          expect(reading(text), `${name}: ${JSON.stringify(text)}`).to.equal(sample);
        }
      }
    }
  });

  it('is found in wrappings of wrappings', () => {
    const form = fc.tuple(
      key,
      prefix,
      formOf(LAYOUTS),
      fc.array(formOf(WRAPPINGS), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(form, ([canonical, before, write, wrappings]) => {
        const text = wrappings.reduce((inner, wrap) => wrap(inner), before + write(canonical));
        expect(reading(text)).to.equal(canonical);
      }),
      { numRuns: rounds(20_000), seed: 30_011 },
    );
  });

  it('is read from a text that is only a key as from any other text', () => {
    const form = fc.tuple(key, fc.stringMatching(/^(?:[A-Z0-9]{1,16}-)?$/), formOf(LAYOUTS));
    fc.assert(
      fc.property(form, ([canonical, before, write]) => {
        const text = before + write(canonical);
        expect(reading(text)).to.equal(reading(`"${text}"`));
      }),
      { numRuns: rounds(20_000), seed: 30_017 },
    );
  });

  it('is found in encoded texts', () => {
    const form = fc.tuple(key, prefix, formOf(ENCODABLE), formOf(WRAPPINGS), formOf(ENCODINGS));
    fc.assert(
      fc.property(form, ([canonical, before, write, wrap, encode]) => {
        expect(reading(encode(wrap(before + write(canonical))))).to.equal(canonical);
      }),
      { numRuns: rounds(20_000), seed: 30_012 },
    );
  });

  it('is not one of two', () => {
    const written = fc.tuple(key, prefix, formOf(LAYOUTS), formOf(WRAPPINGS));
    const text = ([canonical, before, write, wrap]: [string, string, Form, Form]): string =>
      wrap(before + write(canonical));
    fc.assert(
      fc.property(written, written, fc.constantFrom(' ', '\n', ', ', ' / '), (first, second, between) => {
        fc.pre(first[0] !== second[0]);
        expect(reading(text(first) + between + text(second))).to.equal('several');
      }),
      { numRuns: rounds(10_000), seed: 30_013 },
    );
  });

  it('is not one of two without a space between them, which a form makes of two lines', () => {
    fc.assert(
      fc.property(key, key, prefix, formOf(LAYOUTS), (first, second, before, write) => {
        fc.pre(first !== second);
        expect(reading(write(first) + before + write(second))).to.equal('several');
        expect(reading(write(first) + before + write(first))).to.equal(first);
      }),
      { numRuns: rounds(5_000), seed: 30_016 },
    );
  });

  it('is whole and without a typing error', () => {
    const error = fc.integer({ min: 1, max: 31 });
    const form = fc.tuple(prefix, formOf(LAYOUTS), formOf(WRAPPINGS));
    const [read, others] = [new Set<string>(), new Set<string>()];
    fc.assert(
      fc.property(key, fc.nat(29), error, form, (canonical, place, wrong, [before, write, wrap]) => {
        const [start, end] = [canonical.slice(0, place), canonical.slice(place + 1)];
        const symbol = ALPHABET.charAt(ALPHABET.indexOf(canonical.charAt(place)) ^ wrong);
        for (const text of [canonical.slice(0, -1), start + end, start + symbol + end]) {
          const wrapped = wrap(before + write(text));
          read.add(wrapped);
          // the text behind a key can have the very symbol that the key lost
          if (![...FAULTS, canonical].includes(reading(wrapped))) others.add(wrapped);
        }
      }),
      { numRuns: rounds(10_000), seed: 30_014 },
    );
    // one run of symbols in 32,768 fits by chance, such as the five letters of a prefix with five groups
    expect(others.size / read.size, [...others].join('\n')).to.be.below(1 / 5_000);
  });

  it('is not found in a text without one', () => {
    const word = fc.oneof(
      fc.string({
        unit: fc.constantFrom(...Array.from(ALPHABET.toLowerCase())),
        minLength: 1,
        maxLength: 12,
      }),
      fc.emailAddress(),
      fc.uuid(),
      fc.webUrl(),
      fc.constantFrom('the', 'order', 'A-1017', '2026', 'license', 'key'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        expect(readLicenseKey(words.join(' ')).ok).to.equal(false);
      }),
      { numRuns: rounds(5_000), seed: 30_015 },
    );
  });

  it('takes time in proportion to the text, whatever the text is', async () => {
    const key = joined('-')(sample);
    const letters = 'A|-| |\u200b|ж|😀|1 |a1 |ABCDE-'
      .split('|')
      .concat(key, `${sample} `, joined(' ', 7)(sample));
    const escapes = '<|<a|&|&a|%|%25|%41|=41|=\n|\\u|\\n|%41<a>&a;=41\\n1 '.split('|');
    const pieces = [...letters, ...escapes];
    for (const piece of pieces) {
      const most = Math.floor(LICENSE_KEY_TYPED_CHARACTERS_MAX / piece.length);
      const [whole, part] = [piece.repeat(most), piece.repeat(Math.ceil(most / 50))];
      // as many characters in one text and in fifty: a square would be fifty times as long
      const [once, fiftyTimes] = [await costOf(whole, 1), await costOf(part, 50)];
      expect(once, JSON.stringify(piece)).to.be.below(5 * fiftyTimes);
    }
  });

  it('is not looked for in a text above the limit', () => {
    const spaces = ' '.repeat(LICENSE_KEY_TYPED_CHARACTERS_MAX - sample.length);
    expect(reading(spaces + sample)).to.equal(sample);
    expect(reading(` ${spaces}${sample}`)).to.equal('too_long');
  });
});

/** What reading a text some times costs, in milliseconds of processor time. */
const costOf = (text: string, times: number): Promise<number> =>
  cpuMilliseconds(() => {
    for (let time = 0; time < times; time += 1) readLicenseKey(text);
  });

/** A text in quoted-printable (RFC 2045), in lines of at most 76 characters. */
function quotedPrintable(text: string): string {
  const latin = Buffer.from(text.replace(/\r?\n/g, '\r\n')).toString('latin1');
  const units = latin.match(/\r\n|[ -<>-~]|[^ -<>-~]/g) ?? [];
  let column = 0;
  return units.reduce((written, unit) => {
    const escaped = /^(?:\r\n|[ -<>-~])$/.test(unit)
      ? unit
      : `=${unit.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
    const isFull = column + escaped.length > 75;
    column = unit === '\r\n' ? 0 : escaped.length + (isFull ? 0 : column);
    return `${written}${isFull && unit !== '\r\n' ? '=\r\n' : ''}${escaped}`;
  }, '');
}
