/**
 * The check of `quietkey doctor` for the downloads: a wrong list stops the start of a server, and a file that is missing or
 * has another digest is answered like an unknown one. Every byte of the listed files is read.
 */

import type { Config } from '../../server/config/config.ts';
import { openDownloads } from '../../server/composition/open-downloads.ts';
import type { CheckResult } from '../cli/check-result.ts';
import { counted } from '../cli/print.ts';

/** The most files that are named. */
const NAMED_MAX = 5;
const ignore = (): void => undefined;

/** Nothing without the setting. @throws ConfigFault if the list is wrong, or the folder cannot be read */
export async function downloadChecks(config: Config): Promise<CheckResult[]> {
  const check = 'downloads';
  const offered = openDownloads(config, ignore, ignore);
  if (offered === undefined) return [];
  const files = offered.list();
  const broken: string[] = [];
  for (const download of files) if (!(await offered.isWhole(download))) broken.push(download.file);
  if (broken.length === 0)
    return [{ check, level: 'ok', detail: `${counted(files.length, 'file')}, each as downloads.json says` }];
  const rest = broken.length > NAMED_MAX ? `, and ${broken.length - NAMED_MAX} more` : '';
  const detail = `${broken.length} of ${counted(files.length, 'file')} cannot be sent: ${broken.slice(0, NAMED_MAX).join(', ')}${rest}`;
  const remedy = `Put each into ${offered.folder} with the digest of downloads.json, readable by the server and not as a link. Or remove it from the list.`;
  return [{ check, level: 'fail', detail, remedy }];
}
