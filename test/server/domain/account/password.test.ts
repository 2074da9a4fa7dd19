/** What a password may be, case by case: what is guessed first is refused with its reason, and phrases are taken. */

import { expect } from 'chai';
import { passwordFault, type PasswordFault } from '../../../../server/domain/account/password.ts';

const OWN = ['ada.lovelace', 'sonar', 'Sonar Studio'];

const CASES: readonly [password: string, fault: PasswordFault | undefined][] = [
  ['', 'too_short'],
  ['7 chars', 'too_short'],
  ['😀'.repeat(7), 'too_short'],
  ['é'.repeat(257), 'too_long'],
  [`plain ${'e\u0301'.repeat(250)}`, undefined],
  ['lone \ud800 surrogate', 'ill_formed'],
  ['password', 'guessed'],
  ['PASSWORD', 'guessed'],
  ['Passw0rd!', 'guessed'],
  ['p4ssw0rd2024', 'guessed'],
  ['2024password!', 'guessed'],
  ['sunshine99', 'guessed'],
  ['!!dragon!!', 'guessed'],
  ['l3tm31n!', 'guessed'],
  ['iloveyou', 'guessed'],
  ['Passwort1', 'guessed'],
  ['Quietkey1', 'guessed'],
  ['aaaaaaaa', 'pattern'],
  ['abcabcabc', 'pattern'],
  ['12341234', 'pattern'],
  ['qwertyuiop', 'pattern'],
  ['1qaz2wsx', 'pattern'],
  ['abcdefgh', 'pattern'],
  ['87654321', 'pattern'],
  ['asdfghjkl', 'pattern'],
  ['qwertz123', 'pattern'],
  ['19780412', 'digits'],
  ['01715550199', 'digits'],
  ['ada.lovelace', 'own_word'],
  ['ada.lovelace1', 'own_word'],
  ['Ada.Lovelace', 'own_word'],
  ['a-d-a-lovelace', 'own_word'],
  ['sonar2026', 'own_word'],
  ['S0nar!!!', 'own_word'],
  ['sonar studio', 'own_word'],
  ['correct horse battery staple', undefined],
  ['my sonar pings at 4 knots', undefined],
  ['Tr0ub4dor&3', undefined],
  ['password for the boathouse', undefined],
  ['fjord-anvil-7', undefined],
  ['密码密码本子上写着的字', undefined],
  ['k9$Qv!x2', undefined],
];

describe('a password', () => {
  for (const [password, fault] of CASES) {
    const shown = JSON.stringify(password.length > 30 ? `${password.slice(0, 20)}…` : password);
    it(`${shown} is ${fault ?? 'taken'}`, () => {
      expect(passwordFault(password, OWN)).to.equal(fault);
    });
  }

  it('is one text, however its accents are composed', () => {
    expect(passwordFault('e\u0301'.repeat(8), [])).to.equal(passwordFault('\u00e9'.repeat(8), []));
  });
});
