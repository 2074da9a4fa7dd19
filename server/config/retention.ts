/**
 * The vendor's retention periods: `retention.json` in the data folder gives, for some classes of rows, the number of
 * whole days for which their rows are kept. Without this file every class has its default. A wrong file is a fault of the
 * configuration and stops the start. Whether a longer period applies is left to `domain/privacy/retention.ts`.
 */

import { join } from 'node:path';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { LIFE_SETTINGS, type Lives } from '../domain/inventory/lives.ts';
import { RULES } from '../domain/inventory/inventory.ts';
import { ConfigFault, type VariableFault } from './config.ts';
import type { Fault } from './reading.ts';

const FILE = 'retention.json';
const BYTES_MAX = 65_536;

/** Reads `retention.json` in the data folder. @throws ConfigFault with every fault of the file; FileFault */
export function readRetention(dataFolder: string): Lives {
  const path = join(dataFolder, FILE);
  if (!isThere(path)) return {};
  const lives = livesIn(readSmallFile(path, { bytesMax: BYTES_MAX }).toString('utf8'));
  const faults =
    lives === undefined
      ? [{ fault: 'is not {"CLASS": DAYS, …}', remedy: 'Correct the file, or remove it.' }]
      : Object.entries(lives).flatMap(([name, days]) => faultOf(name, days) ?? []);
  if (faults.length > 0) throw new ConfigFault(faults.map((fault) => inFile(path, fault)));
  return lives as Lives;
}

function inFile(path: string, { fault, remedy }: Fault): VariableFault {
  return { variable: 'QUIETKEY_DATA', message: `names a folder whose file ${path} ${fault}`, remedy };
}

function livesIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function faultOf(name: string, days: unknown): Fault | undefined {
  const setting = LIFE_SETTINGS.find(({ class: settable }) => settable === name);
  if (setting === undefined) return strangeClass(name);
  const { least, step, most } = setting;
  const use = `Use whole days from ${least} to ${most}${step === 1 ? '' : `, a multiple of ${step}`}.`;
  if (typeof days !== 'number' || !Number.isSafeInteger(days) || days < 0)
    return { fault: `gives “${name}” no whole number of days`, remedy: use };
  if (days > most) return { fault: `gives “${name}” ${days} days, more than can be set`, remedy: use };
  if (days < least)
    return { fault: `gives “${name}” ${days} days, fewer than the program needs`, remedy: use };
  if (days % step !== 0)
    return { fault: `gives “${name}” ${days} days, but it is counted in weeks`, remedy: use };
  return undefined;
}

function strangeClass(name: string): Fault {
  if (RULES.some((rule) => rule.class === name))
    return {
      fault: `sets “${name}”, whose retention period cannot be changed`,
      remedy: 'Remove the class from the file.',
    };
  const classes = LIFE_SETTINGS.map(({ class: settable }) => settable).join(', ');
  return { fault: `names “${name}”, which is no class of rows`, remedy: `The classes are: ${classes}.` };
}
