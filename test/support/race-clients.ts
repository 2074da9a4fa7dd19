/**
 * The client processes of a race, started once for the races of a file. Each sends its share of a race when it gets it.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ActivateRequest } from '../../client-sdk/typescript/contract/wire.ts';
import type { RaceAnswer } from './race-client.ts';

/** What one process sends, all at once, to one server. */
export interface Share {
  readonly url: string;
  readonly requests: readonly ActivateRequest[];
}

export interface RaceClients {
  /** Sends a share from each process. Returns the answers to all. */
  race(shares: readonly Share[]): Promise<RaceAnswer[]>;
  end(): Promise<void>;
}

const CLIENT = fileURLToPath(new URL('./race-client.js', import.meta.url));

export function openRaceClients(count: number): RaceClients {
  const clients = Array.from({ length: count }, () => fork(CLIENT, { execArgv: [] }));
  return {
    race: async (shares) => {
      if (shares.length !== count) throw new Error(`${shares.length} shares for ${count} processes`);
      return (await Promise.all(shares.map((share, i) => send(clients[i]!, share)))).flat();
    },
    end: async () => {
      const ended = clients.map((client) => once(client, 'exit'));
      for (const client of clients) client.disconnect();
      await Promise.all(ended);
    },
  };
}

function send(client: ChildProcess, share: Share): Promise<RaceAnswer[]> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void => reject(new Error(`a client of the race ended with ${code}`));
    client.once('exit', fail);
    client.once('message', (answers: RaceAnswer[]) => {
      client.off('exit', fail);
      resolve(answers);
    });
    client.send(share);
  });
}
