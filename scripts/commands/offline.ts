/**
 * `quietkey offline answer`: answers the request file of a machine without network. The file contains the machine's own
 * proof, so the command only carries messages: the machine could do the same online, under the same rules. The command
 * cannot read the answer.
 */

import type { Command } from 'commander';
import type { OfflineAnswer } from '../../client-sdk/typescript/contract/offline.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { operations } from '../../server/domain/operations.ts';
import { asking, declare, declareNoun, type Output, type Typed } from '../cli/command.ts';
import { readInputFile } from '../cli/input-file.ts';
import { block } from '../cli/print.ts';
import { beginPrivateFile } from '../cli/private-file.ts';

/** The maximum size that is read. A request has at most some thousand characters; the domain refuses a longer one. */
const REQUEST_BYTES_MAX = 65_536;
const CALLS = { activate: 'activation', renew: 'renewal', release: 'release' } as const;

interface Options {
  readonly out?: string;
}

export function addOfflineCommands(program: Command): void {
  const offline = declareNoun(
    program,
    'offline',
    'Answer the request files of machines without network.',
    'offline answer sonar.qkreq --out sonar.qkans',
  );
  declare(offline, {
    words: 'answer',
    description:
      'Answer a request file: activate, renew or release the machine that wrote it, as it would do online. A repeated file gets the same lease again. Only that machine can use the answer.',
    examples: ['offline answer sonar.qkreq --out sonar.qkans', 'offline answer -'],
  })
    .argument('<REQUEST>', 'the request file; - reads standard input')
    .option('--out <FILE>', 'write the answer to a file, instead of printing it')
    .action(asking<[string], Options>((ask, typed) => answer(ask, typed)));
}

async function answer(
  ask: Ask,
  { args: [file], options: { out }, config }: Typed<[string], Options>,
): Promise<Output> {
  const detail = 'There is no request file to read.';
  const bytes = await readInputFile(file, { field: 'REQUEST', bytesMax: REQUEST_BYTES_MAX, detail });
  const target = out === undefined ? undefined : await beginPrivateFile(out, config);
  try {
    const given = await ask(operations.activation.answerOffline, { request: bytes.toString('latin1') });
    await target?.write(`${given.answer}\n`);
    await target?.keep();
    return {
      json: given,
      text: `${writeFacts(given, target?.path)}${target === undefined ? `\n\n${given.answer}` : ''}`,
    };
  } finally {
    await target?.drop();
  }
}

function writeFacts({ call, outcome, ...facts }: OfflineAnswer, file: string | undefined): string {
  return block([
    ['Request', CALLS[call]],
    ['Answer', outcome],
    ['Product', facts.product],
    ['License', facts.license],
    ['Activation', facts.activation],
    ['Machine', facts.machine],
    ['Lease ends on', facts.leaseEndsOn],
    ['File', file ?? null],
  ]);
}
