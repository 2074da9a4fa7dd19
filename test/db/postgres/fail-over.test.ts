/**
 * What a node does while PostgreSQL confirms no commit, after somebody cancelled the wait of a commit for a standby, and
 * after a promotion that cut none of its sessions.
 */

import { expect } from 'chai';
import pg from 'pg';
import { LatestTimeline, timelineOf } from '../../../db/postgres/primary.ts';
import { openPostgresStore } from '../../../db/postgres/store.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { startCluster, type Cluster } from '../../support/postgres.ts';
import { TODAY } from '../../support/rows.ts';
import { WireProxy } from '../../support/wire-proxy.ts';
import { BATCHES, CALL, NO_PORTS, putTask } from '../batches.ts';
import { until } from '../../support/until.ts';

type Store = Awaited<ReturnType<typeof openPostgresStore>>;

/** The connections of a node: its pool, and the probe. */
const SESSIONS_MAX = 13;
const WAITING = `SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' ORDER BY query_start`;

describe('the timeline of a connection', () => {
  const rows: [what: string, value: unknown, timeline: ReturnType<typeof timelineOf>][] = [
    ['the first timeline', '000000010000000000000001', 1],
    ['a later one', '0000001A00000002000000FE', 26],
    ['of a standby', null, 'standby'],
    ['that another vendor does not tell', undefined, undefined],
    ['that cannot be read', 'no name of a WAL file', undefined],
  ];
  for (const [what, value, timeline] of rows) {
    it(`is read: ${what}`, () => {
      const answered = {
        command: 'SELECT',
        rowCount: 1,
        rows: value === undefined ? [] : [[value]],
        fields: [],
      };
      expect(timelineOf(answered)).to.equal(timeline);
    });
  }

  it('is latest if no connection has seen a higher one', () => {
    const latest = new LatestTimeline();
    expect([2, undefined, 3, 2, 3].map((timeline) => latest.note(timeline))).to.deep.equal([
      true,
      true,
      true,
      false,
      true,
    ]);
  });
});

describe('a node over PostgreSQL', () => {
  let cluster: Cluster;
  let admin: pg.Client;
  let proxy: WireProxy;
  let store: Store;

  before(async () => {
    cluster = await startCluster();
    const joined = await WireProxy.before(cluster.url);
    proxy = joined.proxy;
    store = await openPostgresStore({ url: joined.url, today: TODAY, ...NO_PORTS, operations: BATCHES });
    admin = await clientOf(cluster);
  });

  after(async () => {
    await store.close();
    await proxy.close();
    await admin.end();
    await cluster.stop();
  });

  const put = async (task: string): Promise<string> => {
    try {
      await store.run(BATCHES.write, [putTask(task)], CALL);
      return 'done';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return error.code;
    }
  };
  const set = async (setting: string, value: string): Promise<void> => {
    await admin.query(`ALTER SYSTEM SET ${setting} = '${value}'`);
    await admin.query('SELECT pg_reload_conf()');
    await until(async () => (await admin.query(`SHOW ${setting}`)).rows[0][setting] === value);
  };
  const setStandby = async (name: string): Promise<void> => {
    await set('synchronous_standby_names', name);
    if (name !== '') await noCommitIsConfirmed();
  };
  const waiting = async (): Promise<number[]> =>
    (await admin.query(WAITING)).rows.map(({ pid }) => Number(pid));
  /** Waits until the server makes commits wait: its checkpointer tells them so, some time after the setting was read. */
  const noCommitIsConfirmed = async (): Promise<void> => {
    const probe = await clientOf(cluster);
    await until(async () => {
      let isDone = false;
      const commit = probe
        .query("SELECT pg_logical_emit_message(true, 'probe', '')")
        .finally(() => (isDone = true));
      await until(async () => isDone || (await waiting()).length > 0);
      const waits = !isDone;
      for (const pid of await waiting()) await admin.query('SELECT pg_cancel_backend($1)', [pid]);
      await commit;
      return waits;
    });
    await probe.end();
  };

  it('refuses a server with fsync off, unless its address declares that the log is kept elsewhere', async () => {
    const open = async (url: string): Promise<string> => {
      try {
        await (await openPostgresStore({ url, today: TODAY, ...NO_PORTS })).close();
        return 'opened';
      } catch (error) {
        return (error as Error).message;
      }
    };
    await set('fsync', 'off');
    expect(await open(cluster.url))
      .to.contain('fsync = off')
      .and.to.contain('durability=elsewhere');
    expect(await open(`${cluster.url}?durability=elsewhere`)).to.equal('opened');
    await set('synchronous_commit', 'off');
    expect(await open(`${cluster.url}?durability=elsewhere`)).to.contain('synchronous_commit = off');
    await set('synchronous_commit', 'on');
    await set('fsync', 'on');
  });

  it('is not ready while no standby confirms, begins no further commit, and recovers by itself', async () => {
    expect(await put('a')).to.equal('done');
    expect(await store.ready()).to.equal(true);
    await setStandby('absent');
    // one of the commits that are under way when the standby goes is given up, and then none begins
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_one, i) => put(`b${i}`)));
    expect(outcomes).to.include('outcome_unknown');
    expect(['outcome_unknown', 'server_unavailable', 'busy']).to.include.members(outcomes);
    expect(await store.ready()).to.equal(false);
    expect(await Promise.all([put('c'), put('c'), put('c')])).to.deep.equal([
      'server_unavailable',
      'server_unavailable',
      'server_unavailable',
    ]);
    expect((await waiting()).length).to.be.within(1, SESSIONS_MAX);
    await setStandby('');
    await until(() => store.ready());
    expect(await put('d')).to.equal('done');
    expect(await waiting()).to.deep.equal([]);
  });

  it('reports the outcome of a commit as unknown if its wait for a standby was cancelled', async () => {
    await setStandby('absent');
    const outcome = put('e');
    await until(async () => (await waiting()).length > 0);
    for (const pid of await waiting()) await admin.query('SELECT pg_cancel_backend($1)', [pid]);
    expect(await outcome).to.equal('outcome_unknown');
    await setStandby('');
    await until(() => store.ready());
  });

  it('leaves a primary that was replaced, although its sessions there were not cut', async () => {
    await admin.end();
    proxy.cut();
    const newer = await cluster.promotedCopy();
    admin = await clientOf(cluster);
    await until(async () => (await put('old')) === 'done');
    const promoted = await clientOf(newer);
    proxy.leadTo(newer.url);
    const isThere = async (task: string): Promise<boolean> =>
      (await promoted.query('SELECT 1 FROM tasks WHERE task = $1', [task])).rowCount === 1;
    await until(async () => {
      await store.ready();
      return (await put('new')) === 'done' && (await isThere('new'));
    });
    // and it never goes back
    proxy.leadTo(cluster.url);
    proxy.cut();
    expect(await put('back')).to.equal('server_unavailable');
    expect(await store.ready()).to.equal(false);
    proxy.leadTo(newer.url);
    expect(await put('again')).to.equal('done');
    await promoted.end();
    await newer.stop();
  });
});

async function clientOf(cluster: Cluster): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  return client;
}
