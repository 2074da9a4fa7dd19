/**
 * `quietkey doctor`: checks the data folder, its keys and its database, and prints a line for each check, with a remedy
 * if it failed. It changes nothing, except that opening the database migrates its schema. A failed check does not hide
 * the others. Whether the server is reachable is left to `/healthz`.
 */

import type { Command } from 'commander';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { coreDumpHasMemory } from '../../server/config/core-dump.ts';
import { systemClock } from '../../server/runtime/clock.ts';
import { ConfigFault, type Config } from '../../server/config/config.ts';
import { backupsDueBefore, type Backup } from '../../server/domain/privacy/backup.ts';
import { dayOf, writeDate, type Day } from '../../server/domain/kernel/day.ts';
import type { Dependence } from '../../server/domain/cluster/generations-in-use.ts';
import { clockFault, lastPurge, listKeys, openWorld, type World } from '../../server/composition/world.ts';
import { readRetention } from '../../server/config/retention.ts';
import { hasTrialSecret } from '../../server/composition/vault.ts';
import { configFaultOf } from '../../server/composition/config-fault.ts';
import { lookAtHead } from '../../server/composition/audit.ts';
import { listBackups } from '../../server/composition/backups.ts';
import { listSecrets, neededBy } from '../../server/composition/rotate-secrets.ts';
import { acting, declare } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { writeChecks, type CheckResult } from '../cli/check-result.ts';
import { counted } from '../cli/print.ts';
import { headChecks } from './audit/head-check.ts';
import { farewellChecks } from './keys/farewell-check.ts';
import { keySetCheck, rootCheck } from './keys/key-check.ts';
import { fileChecks } from './doctor-files.ts';
import { vendorChecks } from './doctor-vendor.ts';
import { mailCheck } from './mail/mailer-status.ts';
import { holdChecks } from './hold/hold-check.ts';
import { requestChecks } from './request/request-check.ts';
import { takeoverChecks } from './takeover/takeover-check.ts';
import { downloadChecks } from './doctor-downloads.ts';
import { needing } from './secret-loss.ts';
import { operations } from '../../server/domain/operations.ts';

/**
 * The maximum number of days since the last purge. The server purges each day; after two days without a purge, the
 * daily purge does not work.
 */
const PURGE_DAYS_MAX = 2;
/** Doctor warns from this number of days after the last backup. A backup is due each day; one late day is tolerated. */
const BACKUP_DAYS_WARNING = 2;

export function addDoctorCommand(program: Command): void {
  declare(program, {
    words: 'doctor',
    description:
      'Check the data folder, keys, database, purge, mail and backups. The exit code is 1 if a check fails.',
    examples: ['doctor', 'doctor --json'],
  }).action(
    acting(async ({ config, actor }) => {
      const results = await examine(config, actor);
      const failed = results.some(({ level }) => level === 'fail');
      return { json: results, text: writeChecks(results), exit: failed ? EXIT.refused : EXIT.done };
    }),
  );
}

async function examine(config: Config, actor: string): Promise<CheckResult[]> {
  if (!isThere(config.dataFolder)) {
    const detail = `${config.dataFolder} does not exist`;
    return [{ check: 'data folder', level: 'fail', detail, remedy: 'Create it: quietkey init' }];
  }
  return [
    ...fileChecks(config),
    ...coreDumpChecks(),
    ...keyChecks(config),
    ...trialChecks(config),
    ...orFault('vendor', config, () => vendorChecks(config.dataFolder, dayOf(systemClock().now()))),
    ...(await worldChecks(config, actor)),
    ...(await downloadsOrFault(config)),
    ...backupChecks(config),
  ];
}

async function downloadsOrFault(config: Config): Promise<CheckResult[]> {
  try {
    return await downloadChecks(config);
  } catch (error) {
    return faultChecks('downloads', error, config);
  }
}

/** Checks whether a crash would write memory to the disk. Windows has no limit on core dumps to check. */
function coreDumpChecks(): CheckResult[] {
  const check = 'core dumps';
  if (process.platform === 'win32') return [];
  if (!coreDumpHasMemory()) return [{ check, level: 'ok', detail: 'a core dump would contain no memory' }];
  const detail = 'a crash would write keys and emails from memory to the disk';
  return [
    { check, level: 'warn', detail, remedy: 'Start the server with LimitCORE=0, or after: ulimit -c 0' },
  ];
}

function keyChecks(config: Config): CheckResult[] {
  return orFault('key set', config, () => {
    const list = listKeys(config);
    return [rootCheck(list), keySetCheck(list)];
  });
}

/** The secret of trials, once there is one. */
function trialChecks(config: Config): CheckResult[] {
  return orFault('trial secret', config, () => {
    if (!hasTrialSecret(config.trialSecret)) return [];
    const detail = `${config.trialSecret} keys the tags of trials; keep it out of every backup`;
    return [{ check: 'trial secret', level: 'ok', detail }];
  });
}

async function worldChecks(config: Config, actor: string): Promise<CheckResult[]> {
  try {
    const world = await openWorld(config, { threads: 'in-thread' });
    try {
      const counts = await world.run(operations.cluster.countGenerations, {}, actor);
      return [
        secretsCheck(world),
        ...generationChecks(config, counts),
        await databaseCheck(world, config),
        ...(await purgeChecks(world, actor)),
        ...(await retentionChecks(world, config, actor)),
        ...(await mailChecks(world, actor)),
        ...(await auditChecks(world, config)),
        ...holdChecks(await world.run(operations.privacy.countHolds, {}, actor)),
        ...takeoverChecks(await world.run(operations.takeover.countTakeovers, {}, actor)),
        ...requestChecks(await world.run(operations.rights.countRequests, {}, actor)),
        ...farewellChecks(await world.run(operations.licensing.listFarewells, {}, actor), listKeys(config)),
      ];
    } finally {
      await world.close();
    }
  } catch (error) {
    return faultChecks('database', error, config);
  }
}

function secretsCheck({ canIssue }: World): CheckResult {
  const check = 'secrets';
  if (canIssue)
    return {
      check,
      level: 'ok',
      detail: 'both secrets are set, differ from each other, and match this data folder',
    };
  const detail = 'no issue secret: this server can activate and renew licenses, but not issue them';
  const remedy = 'To issue licenses here, set QUIETKEY_ISSUE_SECRET.';
  return { check, level: 'warn', detail, remedy };
}

/** Makes one result for each secret generation that is not in use. */
function generationChecks(config: Config, counts: readonly Dependence[]): CheckResult[] {
  return listSecrets(config)
    .filter(({ use }) => use !== 'in use')
    .map(({ kind, generation, use }) => {
      const check = kind === 'issue' ? 'issue secret' : 'secret';
      const flag = kind === 'issue' ? ' --issue' : '';
      if (use === 'waiting') {
        const remedy = `Finish the rotation: quietkey secret rotate${flag} --apply`;
        return { check, level: 'warn', detail: `generation ${generation} is not in use yet`, remedy };
      }
      const needed = needing(neededBy(config, counts, { kind, generation }));
      if (needed !== '')
        return { check, level: 'ok', detail: `generation ${generation} is needed by ${needed}` };
      const remedy = `Destroy it: quietkey secret destroy ${generation}${flag} --apply`;
      return { check, level: 'warn', detail: `nothing needs generation ${generation}`, remedy };
    });
}

async function databaseCheck(world: World, { database }: Config): Promise<CheckResult> {
  const check = 'database';
  const durability =
    database?.isDurableElsewhere === true ? '; its log is kept elsewhere, as DATABASE_URL says' : '';
  if (await world.ready())
    return { check, level: 'ok', detail: `writable, and its schema is up to date${durability}` };
  return {
    check,
    level: 'fail',
    detail: 'not writable',
    remedy: 'Check whether its disk is full or read-only.',
  };
}

async function purgeChecks(world: World, actor: string): Promise<CheckResult[]> {
  const today = dayOf(world.clock.now());
  const last = await lastPurge(world);
  const fault = clockFault(world);
  if (fault !== null) return [clockCheck(fault)];
  const { classes } = await world.run(operations.privacy.planPurge, {}, actor);
  const due = classes.reduce((sum, count) => sum + count.due, 0);
  return [{ check: 'clock', level: 'ok', detail: `${writeDate(today)} (UTC)` }, purgeCheck(today, last, due)];
}

/** The failed check of a clock that is not believed; nothing irreversible is done meanwhile. */
function clockCheck({ detail }: { detail: string }): CheckResult {
  const remedy = 'Set the clock of this machine. Or, if it is right, confirm it: quietkey clock confirm';
  return { check: 'clock', level: 'fail', detail, remedy };
}

function purgeCheck(today: Day, last: Day | undefined, due: number): CheckResult {
  const check = 'purge';
  const when = last === undefined ? 'never run' : `last run on ${writeDate(last)}`;
  const isLate = last === undefined ? due > 0 : today - last >= PURGE_DAYS_MAX;
  const detail = `${when}, ${counted(due, 'row')} due`;
  const remedy = 'Start the server, which purges each day. Or run: quietkey purge --apply';
  return isLate ? { check, level: 'warn', detail, remedy } : { check, level: 'ok', detail };
}

/** Compares `retention.json` with the current retention periods. */
async function retentionChecks(world: World, config: Config, actor: string): Promise<CheckResult[]> {
  const check = 'retention';
  try {
    const asked = readRetention(config.dataFolder);
    const known = await world.run(operations.privacy.showLives, {}, actor);
    const { waiting, unseen } = await world.run(operations.privacy.lookAtLives, { asked }, actor);
    const names = Object.keys(unseen);
    if (names.length > 0) {
      const detail = `retention.json sets retention periods that nobody has looked at: ${names.join(', ')}`;
      return [{ check, level: 'warn', detail, remedy: 'See what they would delete: quietkey purge' }];
    }
    if (waiting.length > 0) {
      const longer = waiting.map(({ class: name }) => name).join(', ');
      const detail = `retention.json asks for longer periods than the policy in force allows: ${longer}`;
      return [
        {
          check,
          level: 'warn',
          detail,
          remedy: 'Release a policy that states them: quietkey policy release',
        },
      ];
    }
    const set = Object.keys(known.next).length;
    const detail =
      set === 0 ? 'every retention period is the default' : `${counted(set, 'retention period')} set`;
    return [{ check, level: 'ok', detail }];
  } catch (error) {
    return faultChecks(check, error, config);
  }
}

/** Compares the audit chain with the head beside the database. `quietkey audit verify` reads every leaf. */
async function auditChecks(world: World, config: Config): Promise<CheckResult[]> {
  return headChecks(await lookAtHead(world, config), { isOnlyFolder: config.database === undefined });
}

/** Checks the mail queue, once there is a mailer. */
async function mailChecks(world: World, actor: string): Promise<CheckResult[]> {
  return world.canMail() ? [mailCheck(await world.run(operations.mail.showMailStatus, {}, actor))] : [];
}

function backupChecks(config: Config): CheckResult[] {
  if (config.database !== undefined) return [];
  return orFault('backup', config, () => [backupCheck(listBackups(config), dayOf(systemClock().now()))]);
}

function backupCheck(backups: readonly Backup[], today: Day): CheckResult {
  const check = 'backup';
  const [oldest, newest] = [backups[0], backups.at(-1)];
  if (oldest === undefined || newest === undefined) {
    return {
      check,
      level: 'warn',
      detail: 'there is no backup',
      remedy: 'Make one each day: quietkey backup',
    };
  }
  if (oldest.day < backupsDueBefore(today) - PURGE_DAYS_MAX) {
    const detail = `the backup of ${writeDate(oldest.day)} has expired, but its key still exists`;
    return { check, level: 'fail', detail, remedy: 'Destroy its key: quietkey purge --apply' };
  }
  const detail = `${counted(backups.length, 'backup')}, the latest from ${writeDate(newest.day)}`;
  return today - newest.day > BACKUP_DAYS_WARNING
    ? { check, level: 'warn', detail, remedy: 'Make one each day: quietkey backup' }
    : { check, level: 'ok', detail };
}

function orFault(check: string, config: Config, examined: () => CheckResult[]): CheckResult[] {
  try {
    return examined();
  } catch (error) {
    return faultChecks(check, error, config);
  }
}

function faultChecks(check: string, error: unknown, config: Config): CheckResult[] {
  const fault = configFaultOf(error, config);
  if (!(fault instanceof ConfigFault)) throw error;
  return fault.faults.map(({ variable, message, remedy }) => {
    return { check, level: 'fail', detail: `${variable} ${message}`, remedy };
  });
}
