/**
 * An attacker, in a process of its own: sends the requests of one flood at an even pace, and counts the answers.
 */

import { answerParent } from '../bench/child.ts';
import { requestOf, type Flood } from './assaults.ts';
import { openTally, startPace, type Tally } from './pace.ts';
import { bytesOf } from './requests.ts';

export interface Attack {
  readonly port: number;
  readonly flood: Flood;
  readonly perSecond: number;
}

export type AttackerAnswers = typeof answers;

const CONNECTIONS = 64;
/** No guess is right, so that all answers are counted by their status. */
const NEVER = -1;
const tally = openTally(NEVER);
let stop: () => Promise<void> = () => Promise.resolve();
let first = 0;

function begin({ port, flood, perSecond }: Attack): void {
  const from = first;
  stop = startPace({
    port,
    perSecond,
    connections: CONNECTIONS,
    send: async (connection, n) => {
      first = from + n + 1;
      return (await connection.send(bytesOf(port, requestOf[flood](port, from + n)))).status;
    },
    onAnswer: tally.onAnswer,
  });
}

async function end(): Promise<Tally> {
  await stop();
  return tally.take();
}

const answers = { begin, end };
answerParent(answers);
