/**
 * `quietkey token`: Operators' tokens for the JSON door.. A token is printed once, when it is made, since only its
 * digest is stored. Guarantees that nothing but a word of the closed list of scopes is asked for.
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
import { readId, readName, readWhole, readWords } from '../cli/arguments.ts';
import { operations } from '../../server/domain/operations.ts';

interface CreateOptions {
  readonly scopes: Scope[];
  readonly days?: number;
}

export function addTokenCommands(program: Command): void {
  const token = declareNoun(
    program,
    'token',
    "Operators' tokens for the JSON door.",
    'token create webshop --scopes licenses:write',
  );
  createCommand(token);
  listCommand(token);
  revokeCommand(token);
}

function createCommand(token: Command): void {
  declare(token, {
    words: 'create',
    says: `Make a token and print it, once. Scopes: ${SCOPES.join(', ')}.`,
    examples: ['token create shop --scopes licenses:write,products:read --days 90'],
  })
    .argument('<NAME>', 'tells tokens apart, such as the program that uses it', readName)
    .requiredOption('--scopes <WORDS>', 'what it may do, between commas', readScopes)
    .option('--days <N>', `how long it lives, 1 to ${TOKEN_DAYS_MAX} (default ${TOKEN_DAYS})`, readDays)
    .action(
      asking<[string], CreateOptions>(async (ask, { args: [name], options }) => {
        const made = await ask(operations.operator.createOperatorToken, { name, ...options });
        const text = `${write(made)}\n\nThe token. It is shown this once, and only its digest is stored:\n\n`;
        return { json: made, text: text + made.token };
      }),
    );
}

function listCommand(token: Command): void {
  declare(token, { words: 'list', says: 'List all tokens.', examples: ['token list'] }).action(
    asking(async (ask) => {
      const tokens = await ask(operations.operator.listOperatorTokens, {});
      const rows = tokens.map((one) => [one.id, one.name, one.status, one.expiresOn, one.scopes.join(', ')]);
      const text = table(['TOKEN', 'NAME', 'STATUS', 'EXPIRES ON', 'SCOPES'], rows);
      const none = 'There is no token yet. Make one with: quietkey token create';
      return { json: tokens, text: rows.length === 0 ? none : text };
    }),
  );
}

function revokeCommand(token: Command): void {
  declare(token, {
    words: 'revoke',
    says: 'Revoke a token. It is refused from now on.',
    examples: ['token revoke 4fKx0mQ2rVb8sYt1uWz3eA'],
  })
    .argument('<TOKEN>', 'id of the token', readTokenId)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const view = await ask(operations.operator.revokeOperatorToken, { id });
        return { json: view, text: write(view) };
      }),
    );
}

function readScopes(words: string): Scope[] {
  const asked = readWords(words);
  const unknown = asked.find((word) => !(SCOPES as readonly string[]).includes(word));
  if (unknown !== undefined || asked.length === 0) {
    throw new InvalidArgumentError(`It takes one or more of ${SCOPES.join(', ')}.`);
  }
  return SCOPES.filter((scope) => asked.includes(scope));
}

function readDays(word: string): number {
  const days = readWhole(word);
  if (days >= 1 && days <= TOKEN_DAYS_MAX) return days;
  throw new InvalidArgumentError(`It takes 1 to ${TOKEN_DAYS_MAX} days.`);
}

/** The id, also where the whole token was pasted. */
function readTokenId(word: string): string {
  return readId(word.startsWith(TOKEN_PREFIX) ? (word.slice(TOKEN_PREFIX.length).split('.')[0] ?? '') : word);
}

function write(view: OperatorTokenView): string {
  return block([
    ['Token', view.id],
    ['Name', view.name],
    ['Scopes', view.scopes.join(', ')],
    ['Status', view.status],
    ['Created on', view.createdOn],
    ['Expires on', view.expiresOn],
  ]);
}
