/**
 * Which processes may use a data folder together, and that a lock ends with its process.
 */

import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { holdFolder, type HoldKind } from '../../../db/sqlite/folder-lock.ts';
import { freshFolder } from '../../support/engines.ts';

const MODULE = new URL('../../../db/sqlite/folder-lock.js', import.meta.url).href;
const run = promisify(execFile);

describe('a hold on a folder', () => {
  const scratch = freshFolder();
  const folder = dirname(scratch.path);
  after(() => scratch.remove());

  /** Whether another process gets the lock now. */
  const other = async (kind: HoldKind): Promise<boolean> => {
    const text = `import { holdFolder } from ${JSON.stringify(MODULE)};
      process.stdout.write(String(holdFolder(process.argv[1], process.argv[2]) !== undefined));
      process.kill(process.pid, 'SIGKILL');`;
    const ran = await run(process.execPath, ['--input-type=module', '-e', text, folder, kind]).catch(
      (error: unknown) => error as { stdout: string },
    );
    return ran.stdout === 'true';
  };

  const TABLE: readonly [HoldKind | undefined, Record<HoldKind, boolean>][] = [
    [undefined, { use: true, copy: true, replace: true }],
    ['use', { use: true, copy: true, replace: false }],
    ['copy', { use: true, copy: false, replace: false }],
    ['replace', { use: false, copy: false, replace: false }],
  ];

  for (const [kind, rows] of TABLE) {
    it(`${kind ?? 'unlocked'}: then another process may ${Object.keys(rows)
      .filter((kind) => rows[kind as HoldKind])
      .join(', ')}`, async () => {
      const hold = kind === undefined ? undefined : holdFolder(folder, kind);
      for (const [kind, may] of Object.entries(rows)) {
        expect(await other(kind as HoldKind), kind).to.equal(may);
      }
      hold?.release();
    });
  }
});
