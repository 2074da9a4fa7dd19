/**
 * `quietkey doctor`: whether the data folder, its keys and its database are in order, a line for each check, with the
 * remedy where something is not. Guarantees that it changes nothing but what opening the database brings up to date,
 * and that one failed check does not hide the others. Leaves whether the server is reachable to `/healthz`.
 */

import type { Command } from 'commander';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../server/runtime/clock.ts';
import { ConfigFault, type Config } from '../../server/config/config.ts';
import { backupsDueBefore, type Backup } from '../../server/domain/privacy/backup.ts';
import { dayOf, writeDate, type Day } from '../../server/domain/kernel/day.ts';
import type { Dependence } from '../../server/domain/cluster/secret-generations.ts';
import { lastPurge, listKeys, openWorld, type KeyList, type World } from '../../server/composition/world.ts';
import { listBackups } from '../../server/composition/backups.ts';
import { listSecrets, neededBy } from '../../server/composition/rotate-secrets.ts';
import { acting, declare } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { counted, wrap } from '../cli/print.ts';
import { needing } from './secret-loss.ts';
import { operations } from '../../server/domain/operations.ts';

/** Days before the end of the key set from which it is time to rotate. */
const EXPIRY_WARNING_DAYS = 60;
/** The server purges each day; a second day without says that it did not run. */
const PURGE_DAYS_MAX = 2;
/** One is to be made each day. */
const BACKUP_DAYS_WARNING = 2;
const OTHERS = 0o077;

interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly says: string;
  /** What to do; absent where all is well. */
  readonly remedy?: string;
}

export function addDoctorCommand(program: Command): void {
  declare(program, {
    words: 'doctor',
    says: 'Check the data folder, keys, database and purge. Ends with 1 where something has failed.',
    examples: ['doctor', 'doctor --json'],
  }).action(
    acting(async ({ config, actor }) => {
      const findings = await examine(config, actor);
      const failed = findings.some(({ level }) => level === 'fail');
      return { json: findings, text: write(findings), exit: failed ? EXIT.refused : EXIT.done };
    }),
  );
}

async function examine(config: Config, actor: string): Promise<Finding[]> {
  if (!existsSync(config.dataFolder)) {
    const says = `there is none at ${config.dataFolder}`;
    return [{ check: 'data folder', level: 'fail', says, remedy: 'Make it: quietkey init' }];
  }
  return [
    folderFinding(config),
    ...keyFindings(config),
    ...(await worldFindings(config, actor)),
    ...backupFindings(config),
  ];
}

function folderFinding({ dataFolder }: Config): Finding {
  const check = 'data folder';
  let below: string[];
  try {
    below = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' });
  } catch {
    const remedy = 'Run doctor as the account of the server.';
    return { check, level: 'fail', says: `${dataFolder} may not be read by this account`, remedy };
  }
  // only looked at, never opened: closing the database's file would drop its locks
  const open = [dataFolder, ...below.map((name) => join(dataFolder, name))].filter(isOpenToOthers);
  const [first] = open;
  if (first === undefined) return { check, level: 'ok', says: `${dataFolder}, for its owner alone` };
  const more = open.length === 1 ? '' : ` and ${open.length - 1} more`;
  return {
    check,
    level: 'fail',
    says: `others may read ${first}${more}`,
    remedy: `Run: chmod -R go= ${dataFolder}`,
  };
}

/** A file that goes while we look, such as one of the database's, is open to nobody. */
function isOpenToOthers(path: string): boolean {
  return (
    process.platform !== 'win32' && ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS) !== 0
  );
}

function keyFindings(config: Config): Finding[] {
  try {
    const list = listKeys(config);
    return [rootFinding(list), keySetFinding(list)];
  } catch (error) {
    return faultFindings('key set', error);
  }
}

function rootFinding({ rootKeyFile }: KeyList): Finding {
  const check = 'root key';
  if (rootKeyFile === null) return { check, level: 'ok', says: 'its private half is not on this server' };
  const says = 'its private half is on this server, so a thief of the server could make keys';
  return { check, level: 'warn', says, remedy: 'Take it away: quietkey key root move FOLDER' };
}

function keySetFinding({ version, daysLeft, expiresOn }: KeyList): Finding {
  const check = 'key set';
  const remedy = 'Make new signing keys: quietkey key rotate';
  if (daysLeft < 0)
    return { check, level: 'fail', says: `version ${version} is over since ${expiresOn}`, remedy };
  const says = `version ${version} expires on ${expiresOn}, in ${counted(daysLeft, 'day')}`;
  return daysLeft <= EXPIRY_WARNING_DAYS
    ? { check, level: 'warn', says, remedy }
    : { check, level: 'ok', says };
}

async function worldFindings(config: Config, actor: string): Promise<Finding[]> {
  try {
    const world = await openWorld(config, { threads: 'in-thread' });
    try {
      const generations = generationFindings(
        config,
        await world.run(operations.cluster.countGenerations, {}, actor),
      );
      return [
        secretsFinding(world),
        ...generations,
        await databaseFinding(world),
        ...(await purgeFindings(world, actor)),
      ];
    } finally {
      await world.close();
    }
  } catch (error) {
    return faultFindings('database', error);
  }
}

function secretsFinding({ canIssue }: World): Finding {
  const check = 'secrets';
  if (canIssue) return { check, level: 'ok', says: 'both are there, differ, and are those of this folder' };
  const says = 'there is no issue secret: licenses can be activated and renewed here, not issued';
  return { check, level: 'warn', says, remedy: 'Set QUIETKEY_ISSUE_SECRET if this server should issue.' };
}

/** A line for each generation that is not the one in use. */
function generationFindings(config: Config, counts: readonly Dependence[]): Finding[] {
  return listSecrets(config)
    .filter(({ use }) => use !== 'in use')
    .map(({ kind, generation, use }) => {
      const check = kind === 'issue' ? 'issue secret' : 'secret';
      const flag = kind === 'issue' ? ' --issue' : '';
      if (use === 'waiting') {
        const remedy = `Finish the rotation: quietkey secret rotate${flag} --apply`;
        return { check, level: 'warn', says: `generation ${generation} waits to be used`, remedy };
      }
      const needed = needing(neededBy(config, counts, { kind, generation }));
      if (needed !== '')
        return { check, level: 'ok', says: `generation ${generation} is needed by ${needed}` };
      const remedy = `Destroy it: quietkey secret destroy ${generation}${flag} --apply`;
      return { check, level: 'warn', says: `nothing needs generation ${generation} any more`, remedy };
    });
}

async function databaseFinding(world: World): Promise<Finding> {
  const check = 'database';
  if (await world.ready()) return { check, level: 'ok', says: 'it opens, and its schema is up to date' };
  return {
    check,
    level: 'fail',
    says: 'it takes no writes',
    remedy: 'See whether its disk is full or read-only.',
  };
}

async function purgeFindings(world: World, actor: string): Promise<Finding[]> {
  const today = dayOf(world.clock.now());
  const last = await lastPurge(world);
  if (last !== undefined && last > today) return [clockFinding(today, last)];
  const { classes } = await world.run(operations.privacy.planPurge, {}, actor);
  const due = classes.reduce((sum, count) => sum + count.due, 0);
  return [
    { check: 'clock', level: 'ok', says: `it is ${writeDate(today)} (UTC)` },
    purgeFinding(today, last, due),
  ];
}

function clockFinding(today: Day, last: Day): Finding {
  const says = `it says ${writeDate(today)}, but the last purge was on ${writeDate(last)}`;
  return {
    check: 'clock',
    level: 'fail',
    says,
    remedy: 'Set the clock of this machine: lives and leases follow it.',
  };
}

function purgeFinding(today: Day, last: Day | undefined, due: number): Finding {
  const check = 'purge';
  const when = last === undefined ? 'never yet' : `last on ${writeDate(last)}`;
  const isLate = last === undefined ? due > 0 : today - last >= PURGE_DAYS_MAX;
  const says = `${when}, ${counted(due, 'row')} due`;
  const remedy = 'Start the server, which purges each day, or run: quietkey purge --apply';
  return isLate ? { check, level: 'warn', says, remedy } : { check, level: 'ok', says };
}

function backupFindings(config: Config): Finding[] {
  if (config.database !== undefined) return [];
  try {
    return [backupFinding(listBackups(config), dayOf(systemClock().now()))];
  } catch (error) {
    return faultFindings('backup', error);
  }
}

function backupFinding(backups: readonly Backup[], today: Day): Finding {
  const check = 'backup';
  const [oldest, newest] = [backups[0], backups.at(-1)];
  if (oldest === undefined || newest === undefined) {
    return { check, level: 'warn', says: 'there is none', remedy: 'Make one each day: quietkey backup' };
  }
  if (oldest.day < backupsDueBefore(today) - PURGE_DAYS_MAX) {
    const says = `one of ${writeDate(oldest.day)} is past its life and can still be opened`;
    return { check, level: 'fail', says, remedy: 'Destroy its key: quietkey purge --apply' };
  }
  const says = `${counted(backups.length, 'backup')}, the latest of ${writeDate(newest.day)}`;
  return today - newest.day > BACKUP_DAYS_WARNING
    ? { check, level: 'warn', says, remedy: 'Make one each day: quietkey backup' }
    : { check, level: 'ok', says };
}

function faultFindings(check: string, error: unknown): Finding[] {
  if (!(error instanceof ConfigFault)) throw error;
  return error.faults.map(({ variable, message, remedy }) => {
    return { check, level: 'fail', says: `${variable} ${message}`, remedy };
  });
}

function write(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .map(({ check, level, says, remedy }) => {
      const head = `${level.padEnd(4)}  ${check.padEnd(width)}  `;
      const text = wrap(says, ' '.repeat(head.length)).trimStart();
      const advice = remedy === undefined ? '' : `\n${wrap(remedy, ' '.repeat(head.length))}`;
      return `${head}${text}${advice}`;
    })
    .join('\n');
}
