/**
 * The commands that a text tells an operator to run. The texts themselves do not name the data folder. If the operator
 * named a folder, it is added to each command, since the command would otherwise work on another folder.
 */

import { resolve } from 'node:path';
import { SETTINGS } from './settings.ts';

/** The top-level commands of the CLI: those that have a second word, and those that are used alone. */
export const NOUNS = [
  'product',
  'license',
  'activation',
  'token',
  'key',
  'farewell',
  'secret',
  'receipt',
  'audit',
  'database',
  'notice',
  'offline',
  'clock',
  'bundle',
  'coupon',
  'disclosure',
  'hold',
  'policy',
  'request',
  'takeover',
];
export const VERBS = ['init', 'purge', 'erase', 'stats', 'backup', 'restore', 'mailer', 'doctor', 'evidence'];
const COMMAND = new RegExp(
  `\\bquietkey\\s+(?:(?:${NOUNS.join('|')})\\s+(?:root\\s+)?[a-z]+|mailer\\s+(?:init|status|retry|preview|send-test)|(?:${VERBS.join('|')}))\\b(?!\\s+--data\\b)`,
  'g',
);
/** The start of the server, on a line of its own. */
const START = /^( *)npm start$/gm;

/** Adds the data folder to each command in a text that does not name it. */
export function withFolder(text: string, folder: string): string {
  return text
    .replace(COMMAND, (command) => `${command} --data ${shellWord(folder)}`)
    .replace(START, (_line, indent: string) => `${indent}QUIETKEY_DATA=${shellWord(folder)} npm start`);
}

/** Whether a command works on this folder if neither `--data` nor a variable names a folder. */
export function isDefaultFolder(folder: string): boolean {
  return folder === resolve(SETTINGS.QUIETKEY_DATA.default);
}

/** Quotes a text as one word for a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
