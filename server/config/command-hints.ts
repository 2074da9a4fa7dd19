/**
 * The commands that texts tell an operator to run. A text is written without the data folder; where a folder was named,
 * the command that is printed names it too, since without it the command would work on another folder.
 */

import { resolve } from 'node:path';
import { SETTINGS } from './settings.ts';

/** The top-level commands of the CLI: those that are followed by another word, and those that stand alone. */
export const NOUNS = [
  'product',
  'license',
  'activation',
  'token',
  'key',
  'secret',
  'receipt',
  'database',
  'notice',
];
export const VERBS = ['init', 'purge', 'erase', 'stats', 'backup', 'restore', 'mailer', 'doctor'];
const COMMAND = new RegExp(
  `\\bquietkey\\s+(?:(?:${NOUNS.join('|')})\\s+(?:root\\s+)?[a-z]+|mailer\\s+(?:init|status|retry)|(?:${VERBS.join('|')}))\\b(?!\\s+--data\\b)`,
  'g',
);
/** The start of the server, on a line of its own. */
const START = /^( *)npm start$/gm;

/** Adds the data folder to each command that a text names without it. */
export function withFolder(text: string, folder: string): string {
  return text
    .replace(COMMAND, (command) => `${command} --data ${shellWord(folder)}`)
    .replace(START, (_line, indent: string) => `${indent}QUIETKEY_DATA=${shellWord(folder)} npm start`);
}

/** Whether a command without `--data` and without a variable works on this folder. */
export function isDefaultFolder(folder: string): boolean {
  return folder === resolve(SETTINGS.QUIETKEY_DATA.default);
}

/** A text as one word of a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
