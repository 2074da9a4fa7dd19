/**
 * A customer's name for a machine. The name is shown to those who manage the license and to the member whose machine it
 * is, and to operators with the stored data. It may be in any script.
 * `kernel/free-text.ts` says what it may not contain.
 */

import { contentFault, FREE_TEXTS } from '../kernel/free-text.ts';
import { refuse } from '../kernel/refusal.ts';

const { charactersMax: CHARACTERS_MAX } = FREE_TEXTS.nickname;
const SHORT = new RegExp(`^.{0,${CHARACTERS_MAX}}$`, 'u');
/** The nickname in NFC, with single spaces; null if no nickname was typed. @throws Refusal `request_malformed` */
export function readNickname(typed: string): string | null {
  const fault = contentFault('nickname', typed);
  if (fault !== undefined) malformed(fault);
  const nickname = typed.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  if (!SHORT.test(nickname)) malformed(`must have at most ${CHARACTERS_MAX} characters`);
  return nickname === '' ? null : nickname;
}

function malformed(message: string): never {
  return refuse('request_malformed', { fields: [{ pointer: '/nickname', message }] });
}
