/**
 * A server whose minutes are triggered by a test: a real world and API, with the sums of telemetry between them.
 */

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  NO_LISTS,
  TELEMETRY_PATHS,
  type PublicTelemetry,
  type VendorLists,
} from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { openApi } from '../../server/http/server.ts';
import { openLeaderLock } from '../../server/jobs/leader-lock.ts';
import { openTelemetry, type Telemetry } from '../../server/telemetry/telemetry.ts';
import { VERSION } from '../../server/config/version.ts';
import { askAt, type Ask, type Heard } from '../server/http/asking.ts';
import { NO_LIMITS, type TestWorld } from './world.ts';
import { openAppNetworks } from '../../server/web/app-networks.ts';

export interface TelemetryApi {
  readonly telemetry: Telemetry;
  readonly url: string;
  readonly ask: Ask;
  readonly log: object[];
  report(cells: object, headers?: Record<string, string>): Promise<Heard>;
  published(): Promise<PublicTelemetry>;
  end(): Promise<void>;
}

export async function openTelemetryApi(
  { world, clock }: TestWorld,
  lists: VendorLists = NO_LISTS,
): Promise<TelemetryApi> {
  const log: object[] = [];
  const note = (line: object): void => void log.push(line);
  const telemetry = openTelemetry({
    run: (name, input, actor) => world.run(name, input, actor),
    now: () => clock.now(),
    lists,
    leaderLock: openLeaderLock(world, { task: 'publication', holder: randomUUID() }),
    log: note,
  });
  const server = openApi({
    run: telemetry.run,
    telemetry,
    keySet: () => world.keySet(),
    ready: () => world.ready(),
    isClockBelieved: () => true,
    requestId: () => 'request',
    version: VERSION,
    trustedProxies: [],
    limits: NO_LIMITS,
    appNetworks: openAppNetworks(() => 0),
    log: note,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { ask, end } = askAt(url);
  return {
    telemetry,
    url,
    ask,
    log,
    report: (cells, headers = {}) =>
      ask({ method: 'POST', path: TELEMETRY_PATHS.report, body: { cells }, headers }),
    published: async () => JSON.parse((await ask({ path: TELEMETRY_PATHS.public })).text) as PublicTelemetry,
    end: async () => {
      end();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await telemetry.stop();
    },
  };
}
