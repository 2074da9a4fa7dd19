/**
 * `quietkey audit`: verifies the chain of operators' actions, prints its signed head, and writes its leaves for a verifier
 * elsewhere. A leaf says nothing about a person, so none of this is a look at a customer's record.
 */

import type { Command } from 'commander';
import { once } from 'node:events';
import type { AuditLeaf } from '../../../client-sdk/typescript/contract/audit.ts';
import {
  verifyAudit,
  type AuditFault,
  type AuditReport,
  type ComparedHead,
} from '../../../server/composition/audit.ts';
import { dayOf, toInstant, writeDate } from '../../../server/domain/kernel/day.ts';
import type { Ask } from '../../../server/domain/kernel/named-operation.ts';
import { operations } from '../../../server/domain/operations.ts';
import { asking, declare, declareNoun, type Output } from '../../cli/command.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { readTokens } from '../../cli/input-file.ts';
import { block, counted, table, wrap } from '../../cli/print.ts';
import { beginPrivateFile } from '../../cli/private-file.ts';
import { write } from '../../cli/standard-output.ts';

export function addAuditCommands(program: Command): void {
  const audit = declareNoun(
    program,
    'audit',
    'Verify the chain of operators’ actions, and show its head.',
    'audit verify',
  );
  headCommand(audit);
  verifyCommand(audit);
  exportCommand(audit);
}

function headCommand(audit: Command): void {
  declare(audit, {
    words: 'head',
    description:
      'Print the signed head of the chain: the number of its leaves, and the hash of the last one. Keep it elsewhere, and compare the chain with it later.',
    examples: ['audit head > head.txt'],
  }).action(
    asking<[]>(async (ask) => {
      const shown = await ask(operations.operator.showHead, {});
      const head = block([
        ['Leaves', shown.leaves],
        ['Head', shown.head === '' ? 'none' : shown.head],
      ]);
      return { json: shown, text: `${head}\n\n${shown.token}` };
    }),
  );
}

function verifyCommand(audit: Command): void {
  declare(audit, {
    words: 'verify',
    description:
      'Verify every leaf of the chain and every record that is kept, and compare the chain with the head that the data folder remembers. The exit code is 1 if anything was changed, removed, reordered or rolled back.',
    examples: ['audit verify', 'audit verify --from head.txt'],
  })
    .option('--from <FILE>', 'also compare with the heads or receipts in this file; - reads standard input')
    .action(
      asking<[], { from?: string }>(async (_ask, { options: { from }, config }, world) => {
        const detail = 'There is no head to read.';
        const given = from === undefined ? [] : await readTokens(from, { field: '--from', detail });
        if (from !== undefined && given.length === 0) given.push('');
        return output(await verifyAudit(world, config, given));
      }),
    );
}

const BROKEN: readonly ComparedHead['relation'][] = ['rolled back', 'replaced'];

function output({ head: { token: _token, ...head }, ...report }: AuditReport): Output {
  const isWhole =
    report.faults.length === 0 && report.heads.every(({ relation }) => !BROKEN.includes(relation));
  return {
    json: {
      whole: isWhole,
      ...head,
      ...report,
      faults: report.faults.map(({ day, ...fault }) => ({ ...fault, actedOn: day })),
      heads: report.heads.map(headOf),
      restores: report.restores.map(restoreOf),
    },
    text: [
      isWhole ? 'The chain is whole.' : 'The chain is not whole.',
      summary(head.leaves, report),
      ...faultsText(report.faults),
      ...headsText(report.heads),
      ...report.restores.map(restoreText),
    ].join('\n\n'),
    ...(isWhole ? {} : { exit: EXIT.refused }),
  };
}

function summary(leaves: number, { records }: Pick<AuditReport, 'records'>): string {
  return block([
    ['Leaves', leaves],
    ['Records', `${records.verified} fit their leaves`],
    ['', `${records.deleted} were deleted in their time`],
    ['', `${records.erased} no longer name the person`],
  ]);
}

const FAULTS: Readonly<Record<AuditFault['fault'], string>> = {
  leaf_changed: 'was changed or moved',
  leaf_missing: 'was removed',
  record_changed: 'has a record that was changed',
  record_missing: 'has no record, before its time',
  head_changed: 'is not the one that the stored head names',
  restore_forged: 'says that the database was restored, without a valid signature',
};

function faultsText(faults: readonly AuditFault[]): string[] {
  if (faults.length === 0) return [];
  const rows = faults.map(({ fault, leaf, through, day }) => [
    leaf === through ? leaf : `${leaf} to ${through}`,
    day,
    FAULTS[fault],
  ]);
  return [table(['LEAF', 'DAY', 'WHAT'], rows)];
}

const RELATIONS: Readonly<Record<ComparedHead['relation'], string>> = {
  kept: 'the chain has it',
  restored: 'lost by a restore',
  'rolled back': 'the chain was rolled back',
  replaced: 'the chain has other leaves',
};

function headOf({ iat, ...head }: ComparedHead) {
  return { ...head, signedOn: writeDate(dayOf(toInstant(iat))) };
}

function headsText(heads: readonly ComparedHead[]): string[] {
  if (heads.length === 0) return [];
  const rows = heads
    .map(headOf)
    .map(({ source, signedOn, leaves, relation }) => [source, signedOn, leaves, RELATIONS[relation]]);
  return [table(['HEAD', 'SIGNED ON', 'LEAVES', 'STATE'], rows)];
}

function restoreOf({ leaf, iat, lost }: AuditReport['restores'][number]) {
  const lostLeaves = lost === null ? null : Math.max(0, lost.leaves - leaf);
  return { leaf, restoredOn: writeDate(dayOf(toInstant(iat))), lostLeaves };
}

function restoreText(claims: AuditReport['restores'][number]): string {
  const { leaf, restoredOn, lostLeaves } = restoreOf(claims);
  const lost =
    lostLeaves === null
      ? 'How many leaves were lost is not known.'
      : `${counted(lostLeaves, 'leaf', 'leaves')} were lost.`;
  return wrap(`Leaf ${leaf}: the database was restored on ${restoredOn}. ${lost}`);
}

function exportCommand(audit: Command): void {
  declare(audit, {
    words: 'export',
    description:
      'Write all leaves of the chain as a JSON array, without records, for a verifier elsewhere (client-sdk/AUDIT.md).',
    examples: ['audit export --out chain.json'],
  })
    .option('--out <FILE>', 'a file readable by its owner only (default: standard output)')
    .action(
      asking<[], { out?: string }>(async (ask, { options: { out }, config }) => {
        if (out === undefined) {
          await exportAll(ask, toStandardOutput);
          return undefined;
        }
        const file = await beginPrivateFile(out, config);
        try {
          const leaves = await exportAll(ask, (text) => file.write(text));
          await file.keep();
          return { json: { leaves, file: file.path }, text: `${leaves} leaves in ${file.path}` };
        } finally {
          await file.drop();
        }
      }),
    );
}

/** Writes all leaves, and returns their number. */
async function exportAll(ask: Ask, writeText: (text: string) => Promise<void>): Promise<number> {
  let from = 0;
  await writeText('[');
  for (;;) {
    const leaves: AuditLeaf[] = await ask(operations.operator.listLeaves, { from });
    if (leaves.length === 0) break;
    await writeText(
      leaves.map((leaf, nth) => `${from + nth === 0 ? '' : ','}\n${JSON.stringify(leaf)}`).join(''),
    );
    from += leaves.length;
  }
  await writeText('\n]\n');
  return from;
}

/** Writes text to standard output, and waits if the reader of a pipe is slower. */
async function toStandardOutput(text: string): Promise<void> {
  if (!write(process.stdout, text)) await once(process.stdout, 'drain');
}
