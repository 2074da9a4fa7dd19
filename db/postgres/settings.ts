/**
 * Checks the settings of a PostgreSQL server on which the store relies: the encoding is UTF-8, and no setting allows a
 * confirmed commit to be lost.
 */

import type { PostgresConnection } from './connection.ts';
import { isUnknownSetting, PostgresFault } from './faults.ts';
import { StoreUnusable } from '../store/unusable.ts';

/**
 * Settings of the server that must not have the given value, since otherwise an acknowledged commit could be lost.
 * Compatible servers of other vendors have none of these settings.
 */
const NOT: readonly [setting: string, value: string][] = [
  ['fsync', 'off'],
  ['full_page_writes', 'off'],
  ['synchronous_commit', 'off'],
];
/**
 * The settings that are still checked if the operator declares that another service keeps the log and builds the pages
 * from it.
 */
const NOT_ELSEWHERE = NOT.filter(([setting]) => setting === 'synchronous_commit');
const ELSEWHERE =
  ' If another service keeps its log, as with some hosting providers, declare that in the address: ?durability=elsewhere';

/** @throws StoreUnusable */
export async function requireSettings(connection: PostgresConnection, url: string): Promise<void> {
  const isElsewhere = new URL(url).searchParams.get('durability') === 'elsewhere';
  for (const [setting, value] of isElsewhere ? NOT_ELSEWHERE : NOT) {
    if ((await settingOf(connection, setting)) === value) {
      throw new StoreUnusable(
        `The database runs with ${setting} = ${value}: confirmed changes could be lost. Set it to on.${isElsewhere ? '' : ELSEWHERE}`,
      );
    }
  }
  const encoding = await settingOf(connection, 'server_encoding');
  if (encoding !== undefined && encoding !== 'UTF8') {
    throw new StoreUnusable(`The database stores text in ${encoding}: create one with ENCODING 'UTF8'.`);
  }
}

async function settingOf(connection: PostgresConnection, setting: string): Promise<string | undefined> {
  try {
    const [answer] = await connection.send([{ text: `SHOW ${setting}`, rowMode: 'array' }]);
    return answer?.rows[0]?.[0] as string | undefined;
  } catch (error) {
    if (error instanceof PostgresFault && isUnknownSetting(error)) return undefined;
    throw error;
  }
}
