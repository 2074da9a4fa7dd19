/**
 * The vendor's list of downloads: `downloads.json` in the folder that `QUIETKEY_DOWNLOADS` names. Each file has its
 * product, version, day of build and SHA-256 digest. A file is named without a path, so nothing outside of the folder can
 * be named. Without the setting there are no downloads. A wrong list stops the start.
 */

import { join } from 'node:path';
import { readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { readDate } from '../domain/kernel/day.ts';
import type { Download } from '../domain/renewal/download.ts';
import { ConfigFault } from './config.ts';

const LIST = 'downloads.json';
const BYTES_MAX = 1_048_576;
const FILES_MAX = 1_000;
/** Neither a path nor a hidden file. */
const FILE = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,39}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const FORM = '{"files": [{"file", "product", "version", "builtOn", "sha256"}]}';

/** Reads the list of a folder. @throws ConfigFault, FileFault */
export function readDownloads(folder: string): Download[] {
  const path = join(folder, LIST);
  const files = filesIn(readSmallFile(path, { bytesMax: BYTES_MAX }).toString('utf8'));
  if (files === undefined)
    throw faultOf(`whose file ${path} is not ${FORM}, with ${FILES_MAX} files at most`);
  const downloads = files.map((entry, index) => {
    const download = downloadOf(entry);
    return typeof download === 'string'
      ? fail(`whose file ${path} has a wrong "${download}" at position ${index + 1}`)
      : download;
  });
  const names = downloads.map(({ file }) => file);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? downloads : fail(`whose file ${path} lists ${twice} twice`);
}

/** The download of an entry, or the member that is wrong. */
function downloadOf(entry: unknown): Download | string {
  const { file, product, version, builtOn, sha256 } = (entry ?? {}) as Record<string, unknown>;
  if (!isOf(FILE, file)) return 'file';
  if (typeof product !== 'string' || product === '') return 'product';
  if (!isOf(VERSION, version)) return 'version';
  const builtDay = typeof builtOn === 'string' ? readDate(builtOn) : undefined;
  if (builtDay === undefined) return 'builtOn';
  if (!isOf(SHA256, sha256)) return 'sha256';
  return { file, product, version, builtDay, sha256 };
}

function isOf(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function filesIn(text: string): unknown[] | undefined {
  try {
    const { files } = JSON.parse(text) as Record<string, unknown>;
    return Array.isArray(files) && files.length <= FILES_MAX ? files : undefined;
  } catch {
    return undefined;
  }
}

function fail(message: string): never {
  throw faultOf(message);
}

function faultOf(message: string): ConfigFault {
  return new ConfigFault([
    {
      variable: 'QUIETKEY_DOWNLOADS',
      message: `names a folder ${message}`,
      remedy: 'Correct the file, or unset the variable.',
    },
  ]);
}
