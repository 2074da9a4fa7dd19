// The texts of request and answer files: what is read, and what is refused and why.

import { expect } from 'chai';
import fc from 'fast-check';
import {
  OFFLINE_CHARACTERS_MAX,
  OFFLINE_TEXT_FAULTS,
  readOfflineText,
  splitOfflineText,
  writeOfflineText,
  type OfflineKind,
  type OfflineText,
} from '../../../client-sdk/typescript/contract/offline.ts';
import { rounds } from '../../support/rounds.ts';
import { readVectors } from '../../support/vectors.ts';

const VECTORS = readVectors<{
  texts: { title: string; kind: OfflineKind; text: string; content?: string; fault?: string }[];
}>('offline').texts;
const contents = fc.string({
  unit: fc.constantFrom(...Array.from('abkpqrtXYZ0189._-')),
  minLength: 1,
  maxLength: 900,
});

const saidOf = (read: OfflineText): string => (read.ok ? read.content : read.fault);

describe('the text of a request or answer file', () => {
  for (const { title, kind, text, content, fault } of VECTORS) {
    it(`${title}: ${fault ?? 'is read'}`, () => {
      expect(saidOf(readOfflineText(kind, text))).to.equal(fault ?? content);
    });
  }

  it('has a vector for each fault', () => {
    const met = new Set(VECTORS.flatMap(({ fault }) => fault ?? []));
    expect([...met].toSorted()).to.deep.equal(Object.keys(OFFLINE_TEXT_FAULTS).toSorted());
  });

  it('is read as it was written, whole or in parts, whatever white space a mail adds', () => {
    const spaces = fc.constantFrom('\n', '\r\n', ' ', '\t', '\u200b', '\ufeff', '');
    const kinds = fc.constantFrom<OfflineKind>('request', 'answer');
    fc.assert(
      fc.property(
        kinds,
        contents,
        spaces,
        fc.integer({ min: 60, max: 700 }),
        (kind, content, space, most) => {
          const text = writeOfflineText(kind, content);
          const wrapped = text.replace(/.{1,40}/g, (line) => line + space);
          expect(readOfflineText(kind, wrapped)).to.deep.equal({ ok: true, content });
          const parts = splitOfflineText(text, most);
          expect(Math.max(...parts.map(({ length }) => length))).to.be.at.most(most);
          const twice = parts.length > 1 ? parts.slice(0, 1) : [];
          const mixed = [...parts.toReversed(), ...twice].join(space);
          expect(readOfflineText(kind, mixed)).to.deep.equal({ ok: true, content });
        },
      ),
      { numRuns: rounds(2_000), seed: 18 },
    );
  });

  it('is refused after any change of one character, a cut, or a swap of two neighbours', () => {
    const text = writeOfflineText('request', Buffer.from('{"call":"renew"}').toString('base64url'));
    const others = Array.from('abcXYZ019._-q');
    const places = Array.from({ length: text.length }, (_, place) => place);
    const edits = places.flatMap((place) => {
      const [head, tail] = [text.slice(0, place), text.slice(place + 1)];
      const [one = '', two = ''] = text.slice(place, place + 2);
      const changed = others.filter((other) => other !== one).map((other) => head + other + tail);
      return [...changed, head, head + tail, head + two + one + text.slice(place + 2)].filter(
        (edit) => edit !== text,
      );
    });
    expect(edits.length).to.be.greaterThan(500);
    for (const edit of edits) expect(readOfflineText('request', edit).ok, edit).to.equal(false);
  });

  it('never throws, whatever is pasted', () => {
    const pasted = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      contents.map((content) => `qkreq1.${content}`),
      contents.map((content) => `qkpart1.1.1.${content}`),
    );
    fc.assert(
      fc.property(pasted, (text) => {
        const read = readOfflineText('answer', text);
        expect(read.ok || Object.hasOwn(OFFLINE_TEXT_FAULTS, read.fault)).to.equal(true);
      }),
      { numRuns: rounds(10_000), seed: 18 },
    );
  });

  it('is not read beyond its limit', () => {
    const text = writeOfflineText('request', 'A'.repeat(OFFLINE_CHARACTERS_MAX));
    expect(saidOf(readOfflineText('request', text))).to.equal('damaged');
  });
});
