/**
 * A customer's name for a machine. The name is shown only to the owner of the license, and may be in any script.
 * Invisible characters, and characters that reverse the text around them, are refused.
 */

import { refuse } from '../kernel/refusal.ts';

const CHARACTERS_MAX = 40;
const SHORT = new RegExp(`^.{0,${CHARACTERS_MAX}}$`, 'u');
/**
 * Characters that a nickname may not contain: controls, format and bidirectional characters, lone surrogates, private
 * use, unassigned code points, and line ends.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;

/** The nickname in NFC, with single spaces; null where no nickname was typed. @throws Refusal `request_malformed` */
export function readNickname(typed: string): string | null {
  if (UNSEEN.test(typed)) malformed('holds a character that cannot be seen');
  const nickname = typed.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  if (!SHORT.test(nickname)) malformed(`takes at most ${CHARACTERS_MAX} characters`);
  return nickname === '' ? null : nickname;
}

function malformed(message: string): never {
  return refuse('request_malformed', { fields: [{ pointer: '/nickname', message }] });
}
