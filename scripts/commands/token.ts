/**
 * `quietkey token`: creates, lists and revokes operator tokens of the JSON API. A token is printed once, when it is
 * created; only the token's digest is stored. Scopes come from a closed list.
 */

import { InvalidArgumentError, type Command } from 'commander';
import {
  SCOPES,
  TOKEN_DAYS,
  TOKEN_DAYS_MAX,
  TOKEN_PREFIX,
  type Scope,
} from '../../server/domain/operator/operator.ts';
import type { OperatorTokenView } from '../../server/domain/operator/operator.ts';
import { asking, declare, declareNoun } from '../cli/command.ts';
import { block, table } from '../cli/print.ts';
import { readFreeText, readId, readPurpose, readWhole, readWords } from '../cli/arguments.ts';
import { pageOptions, withNext } from '../cli/paging.ts';
import { PURPOSE_FORM } from '../../server/domain/kernel/purpose.ts';
import type { PageAsked } from '../../server/domain/kernel/page.ts';
import { operations } from '../../server/domain/operations.ts';

interface CreateOptions {
  readonly scopes: Scope[];
  readonly days?: number;
}

export function addTokenCommands(program: Command): void {
  const token = declareNoun(
    program,
    'token',
    'Create, list and revoke operator tokens of the JSON API.',
    'token create webshop --scopes licenses:write',
  );
  createCommand(token);
  listCommand(token);
  purposeCommand(token);
  revokeCommand(token);
}

function createCommand(token: Command): void {
  declare(token, {
    words: 'create',
    description: `Create a token and print it once. Scopes: ${SCOPES.join(', ')}.`,
    examples: [
      'token create shop --scopes licenses:write,products:read --days 90',
      'token create helpdesk --scopes licenses:read --purpose support',
    ],
  })
    .argument('<NAME>', 'a name for the token, such as the program that uses it', readFreeText('tokenName'))
    .requiredOption('--scopes <WORDS>', 'scopes, separated by commas', readScopes)
    .option('--days <N>', `days until it expires, 1 to ${TOKEN_DAYS_MAX} (default ${TOKEN_DAYS})`, readDays)
    .option('--purpose <TEXT>', 'the purpose of look-ups that state none', readPurpose)
    .action(
      asking<[string], CreateOptions>(async (ask, { args: [name], options, purpose }) => {
        const made = await ask(operations.operator.createOperatorToken, { name, ...options, purpose });
        const text = `${write(made)}\n\nThe token is shown only once, and only its digest is stored. The token:\n\n`;
        return { json: made, text: text + made.token };
      }),
    );
}

function listCommand(token: Command): void {
  const list = declare(token, { words: 'list', description: 'List all tokens.', examples: ['token list'] });
  pageOptions(list).action(
    asking<[], PageAsked>(async (ask, { options }) => {
      const page = await ask(operations.operator.listOperatorTokens, options);
      const rows = page.items.map(({ operatorToken, name, status, expiresOn, scopes, purpose }) => [
        operatorToken,
        name,
        status,
        expiresOn,
        scopes.join(', '),
        purpose,
      ]);
      const text = table(['TOKEN', 'NAME', 'STATUS', 'EXPIRES ON', 'SCOPES', 'PURPOSE'], rows);
      const none = 'There is no token yet. Create one with: quietkey token create';
      return { json: page, text: rows.length === 0 ? none : withNext(text, page, 'token list', options) };
    }),
  );
}

function purposeCommand(token: Command): void {
  declare(token, {
    words: 'purpose',
    description:
      'Set the purpose of a token’s look-ups, for programs that state none themselves. Without PURPOSE the token has none, and each look-up must state one.',
    examples: [
      'token purpose Jc81sVnW0aTeQmZ3uHxYfg "order: web shop"',
      'token purpose Jc81sVnW0aTeQmZ3uHxYfg',
    ],
  })
    .argument('<TOKEN>', 'id of the token', readTokenId)
    .argument('[PURPOSE]', PURPOSE_FORM, readPurpose)
    .action(
      asking<[string, string | undefined]>(async (ask, { args: [operatorToken, purpose = null] }) => {
        const view = await ask(operations.operator.setTokenPurpose, { operatorToken, purpose });
        return { json: view, text: write(view) };
      }),
    );
}

function revokeCommand(token: Command): void {
  declare(token, {
    words: 'revoke',
    description: 'Revoke a token. It is refused from then on.',
    examples: ['token revoke 4fKx0mQ2rVb8sYt1uWz3eA'],
  })
    .argument('<TOKEN>', 'id of the token', readTokenId)
    .action(
      asking<[string]>(async (ask, { args: [operatorToken] }) => {
        const view = await ask(operations.operator.revokeOperatorToken, { operatorToken });
        const done = view.changed ? 'Revoked.' : 'The token was revoked before.';
        return { json: view, text: `${done}\n\n${write(view)}` };
      }),
    );
}

function readScopes(words: string): Scope[] {
  const typed = readWords(words);
  const unknown = typed.find((word) => !(SCOPES as readonly string[]).includes(word));
  if (unknown !== undefined || typed.length === 0) {
    throw new InvalidArgumentError(`must be one or more of ${SCOPES.join(', ')}.`);
  }
  return SCOPES.filter((scope) => typed.includes(scope));
}

function readDays(word: string): number {
  const days = readWhole(word);
  if (days >= 1 && days <= TOKEN_DAYS_MAX) return days;
  throw new InvalidArgumentError(`must be 1 to ${TOKEN_DAYS_MAX} days.`);
}

/** Reads the id of an operator token. If the whole token was pasted, only its id is used. */
function readTokenId(word: string): string {
  return readId(word.startsWith(TOKEN_PREFIX) ? (word.slice(TOKEN_PREFIX.length).split('.')[0] ?? '') : word);
}

function write(view: OperatorTokenView): string {
  return block([
    ['Token', view.operatorToken],
    ['Name', view.name],
    ['Scopes', view.scopes.join(', ')],
    ['Status', view.status],
    ['Created on', view.createdOn],
    ['Expires on', view.expiresOn],
    ['Purpose', view.purpose ?? 'none: each look-up states one'],
  ]);
}
