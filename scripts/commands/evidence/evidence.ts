/**
 * `quietkey evidence`: writes one folder for an auditor or the questionnaire of a vendor. The day is in `about.json` and
 * `about.md` alone, so that two folders can be compared. The program says what it does and what it leaves out.
 */

import type { Command } from 'commander';
import { hash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { makeFolder } from '../../../client-sdk/typescript/primitives/files.ts';
import { verifyAudit } from '../../../server/composition/audit.ts';
import { VERSION } from '../../../server/config/version.ts';
import type { Ask } from '../../../server/domain/kernel/named-operation.ts';
import { dayOf, writeDate } from '../../../server/domain/kernel/day.ts';
import { refuse } from '../../../server/domain/kernel/refusal.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { ReceiptView } from '../../../server/domain/privacy/receipt.ts';
import { asking, declare } from '../../cli/command.ts';
import { everyItem } from '../../cli/paging.ts';
import { beginPrivateFile } from '../../cli/private-file.ts';
import { readBills } from './bill-of-materials.ts';
import { readFacts } from '../policy/facts.ts';
import { partsOf } from './contents.ts';

const RECEIPTS = 10;

interface About {
  readonly program: string;
  readonly version: string;
  readonly writtenOn: string;
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

export function addEvidenceCommand(program: Command): void {
  declare(program, {
    words: 'evidence',
    description:
      'Write a folder for an auditor: bills of materials, a table of OWASP ASVS 5.0, who may do what, the inventory, ' +
      'the limits, the latest receipts, what is recorded of restores, privacy notice, record of processing, breach report ' +
      'and memo on device identifiers. It has no personal data.',
    examples: ['evidence --out /home/audit/evidence'],
  })
    .requiredOption('--out <FOLDER>', 'a new folder, outside of the data folder')
    .action(
      asking<[], { out: string }>(async (ask, { options: { out }, config }, world) => {
        const audit = await verifyAudit(world, config, []);
        const policy = await readFacts(ask, config);
        const facts = { policy, receipts: await latestReceipts(ask), audit };
        const folder = await newFolder(out, config.dataFolder);
        const texts = new Map(Object.entries(readBills()));
        for (const { name, markdown, json } of partsOf(facts)) {
          texts.set(`${name}.md`, markdown);
          texts.set(`${name}.json`, `${JSON.stringify(json, null, 2)}\n`);
        }
        const files = [...texts].map(([file, text]) => ({ file, sha256: hash('sha256', text) }));
        const about: About = {
          program: 'quietkey',
          version: VERSION,
          writtenOn: writeDate(dayOf(world.clock.now())),
          files,
        };
        texts.set('about.json', `${JSON.stringify(about, null, 2)}\n`);
        texts.set('about.md', aboutText(about));
        for (const [file, text] of texts) await write(join(folder, file), text, config);
        return { json: { folder, ...about }, text: [...texts.keys(), '', `Written to ${folder}`].join('\n') };
      }),
    );
}

/** The latest receipts, the latest first. */
async function latestReceipts(ask: Ask): Promise<ReceiptView[]> {
  const all = await everyItem((asked) => ask(operations.privacy.listReceipts, asked));
  return all.slice(-RECEIPTS).toReversed();
}

/** Makes the folder, which must be new. @throws Refusal about `--out` */
async function newFolder(typed: string, dataFolder: string): Promise<string> {
  try {
    const path = join(await realpath(dirname(typed)), basename(typed));
    const inside = relative(await realpath(dataFolder), path);
    if (!inside.startsWith('..')) refuseOut('is in the data folder: name a folder outside of it');
    return makeFolder(path) === undefined ? refuseOut('exists: name a new folder') : path;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    return refuseOut(`cannot be made: ${String(error.code)}`);
  }
}

function refuseOut(message: string): never {
  return refuse('request_malformed', { fields: [{ pointer: '/out', message }] });
}

async function write(path: string, text: string, { dataFolder }: { dataFolder: string }): Promise<void> {
  const file = await beginPrivateFile(path, { dataFolder });
  try {
    await file.write(text);
    await file.keep();
  } finally {
    await file.drop();
  }
}

function aboutText({ program, version, writtenOn, files }: About): string {
  const rows = files.map(({ file, sha256 }) => `| ${file} | ${sha256} |`);
  return `# Evidence of ${program} ${version}\n\nWritten on ${writtenOn}.\n\n| file | SHA-256 |\n| --- | --- |\n${rows.join('\n')}\n`;
}
