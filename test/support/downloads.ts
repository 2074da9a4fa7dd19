// A folder of files that a vendor offers, with its list.

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestDownloads {
  readonly folder: string;
  /** The content of the file that every test license covers. */
  readonly content: Buffer;
  /** Writes the list, with these members changed in the entry of the first file. */
  list(changed?: Readonly<Record<string, unknown>>): void;
  end(): void;
}

export const FILE = 'sonar-2.1.0.zip';

export function makeDownloads(): TestDownloads {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-downloads-'));
  const content = Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251));
  const later = Buffer.from('a version of later days');
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(folder, FILE), content);
  writeFileSync(join(folder, 'sonar-3.0.0.zip'), later);
  const list = (changed = {}) => {
    const first = { file: FILE, product: 'sonar', version: '2.1.0', builtOn: '2026-11-01' };
    const second = { file: 'sonar-3.0.0.zip', product: 'sonar', version: '3.0.0', builtOn: '2027-03-01' };
    const files = [
      { ...first, sha256: digest(content), ...changed },
      { ...second, sha256: digest(later) },
      { ...first, file: 'atlas-1.0.zip', product: 'atlas', sha256: digest(later) },
    ];
    writeFileSync(join(folder, 'downloads.json'), JSON.stringify({ files }));
  };
  list();
  return { folder, content, list, end: () => rmSync(folder, { recursive: true }) };
}
