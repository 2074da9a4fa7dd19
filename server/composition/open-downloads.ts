/**
 * The vendor's downloads as they are now. The list is read again at most every two seconds, when somebody asks; if it has
 * become wrong, the list that was read last stays, and the log says what is wrong. A file is sent only if it is a regular
 * file, no link, whose digest is the one in the list; its bytes are read again whenever the file has changed.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { FileFault, openFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import type { Config } from '../config/config.ts';
import { readDownloads } from '../config/downloads-file.ts';
import { logChanges } from '../config/log.ts';
import type { Download } from '../domain/renewal/download.ts';
import type { Counted } from '../domain/statistics/request-counts.ts';
import { sinceStart } from '../runtime/clock.ts';
import type { OfferedFiles } from '../web/offered-files.ts';
import { asConfigFault, lineOfFault } from './config-fault.ts';

const REREAD_SECONDS = 2;

/**
 * Opens the downloads; undefined without the setting.
 * @param count counts a download that has started
 * @throws ConfigFault if the list is wrong
 */
export function openDownloads(
  config: Config,
  log: (line: object) => void,
  count: (counted: Counted) => void,
): OfferedFiles | undefined {
  const { downloads: folder } = config;
  if (folder === undefined) return undefined;
  const report = logChanges(log);
  let [files, readAt] = [asConfigFault(config, () => readDownloads(folder)), sinceStart()];
  const digests = new Map<string, Promise<string>>();
  return {
    folder,
    count: ({ product, version: code }) => count({ kind: 'downloads', product, code }),
    list: () => {
      if (sinceStart() - readAt < REREAD_SECONDS) return files;
      readAt = sinceStart();
      try {
        files = readDownloads(folder);
        report(undefined);
      } catch (error) {
        report(lineOfFault('downloads not read', error));
      }
      return files;
    },
    isWhole: async ({ file, sha256 }: Download) => {
      try {
        if ((await digestOf(join(folder, file), digests)) === sha256) return true;
        report({ event: 'download not sent', file, reason: 'its digest is not the one in downloads.json' });
        return false;
      } catch (error) {
        report(lineOfFault('download not sent', error));
        if (error instanceof FileFault) return false;
        throw error;
      }
    },
  };
}

/** The digest of a file, which is computed once for each change of the file. @throws FileFault */
async function digestOf(path: string, digests: Map<string, Promise<string>>): Promise<string> {
  const { file, stats } = openFile(path, { follows: false });
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  const name = [path, dev, ino, size, mtimeNs, ctimeNs].join(' ');
  const stream = createReadStream('', { fd: file });
  const known = digests.get(name);
  if (known !== undefined) {
    stream.destroy();
    return known;
  }
  for (const old of digests.keys()) if (old.startsWith(`${path} `)) digests.delete(old);
  const digest = sha256Of(stream);
  digests.set(name, digest);
  digest.catch(() => digests.delete(name));
  return digest;
}

async function sha256Of(stream: AsyncIterable<Buffer>): Promise<string> {
  const sum = createHash('sha256');
  for await (const part of stream) sum.update(part);
  return sum.digest('hex');
}
