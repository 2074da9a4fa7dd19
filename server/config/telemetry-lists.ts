/**
 * The vendor's lists for telemetry: `telemetry.json` in the data folder lists the versions and features that are
 * counted separately. Without this file, the lists are empty. A wrong file is a fault of the configuration and stops
 * the start.
 */

import { join } from 'node:path';
import { readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import {
  faultOfLists,
  NO_LISTS,
  type VendorLists,
} from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { ConfigFault } from './config.ts';

const FILE = 'telemetry.json';
const BYTES_MAX = 1_048_576;

/** Reads the vendor's lists from `telemetry.json` in the data folder. @throws ConfigFault */
export function readVendorLists(dataFolder: string): VendorLists {
  const path = join(dataFolder, FILE);
  if (!isThere(path)) return NO_LISTS;
  const lists = listsIn(readSmallFile(path, { bytesMax: BYTES_MAX }).toString('utf8'));
  const fault = lists === undefined ? 'is not {"versions": […], "features": […]}' : faultOfLists(lists);
  if (lists !== undefined && fault === undefined) return lists;
  throw new ConfigFault([
    {
      variable: 'QUIETKEY_DATA',
      message: `names a folder whose file ${path} ${fault}`,
      remedy: 'Correct the file, or remove it.',
    },
  ]);
}

function listsIn(text: string): VendorLists | undefined {
  try {
    const { versions, features } = JSON.parse(text) as Record<string, unknown>;
    return areTexts(versions) && areTexts(features) ? { versions, features } : undefined;
  } catch {
    return undefined;
  }
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}
