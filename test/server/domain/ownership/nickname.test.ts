import { expect } from 'chai';
import { readNickname } from '../../../../server/domain/ownership/nickname.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';

const read: [typed: string, nickname: string | null][] = [
  ['studio left', 'studio left'],
  ['  the \u00a0 loud   one ', 'the loud one'],
  ['Zoe\u0308’s 🦉', 'Zoë’s 🦉'],
  ['קטן', 'קטן'],
  ['<b>"&\'', '<b>"&\''],
  ['🦉'.repeat(40), '🦉'.repeat(40)],
  ['', null],
  ['   ', null],
];
const refused: [title: string, typed: string][] = [
  ['a line end', 'a\nb'],
  ['NUL', 'a\0'],
  ['an override of direction', 'a\u202eb'],
  ['an isolate', 'a\u2067b'],
  ['a zero-width joiner', 'a\u200db'],
  ['half a character', 'a\ud83e'],
  ['a line separator', 'a\u2028b'],
  ['private use', '\ue000'],
  ['41 characters', '🦉'.repeat(41)],
];

describe('the nickname of a machine', () => {
  for (const [typed, nickname] of read) {
    it(`is read from "${typed.slice(0, 12)}"`, () => expect(readNickname(typed)).to.equal(nickname));
  }
  for (const [title, typed] of refused) {
    it(`has no ${title}`, () => {
      expect(() => readNickname(typed))
        .to.throw(Refusal)
        .with.nested.property('parts.fields[0].pointer', '/nickname');
    });
  }
});
