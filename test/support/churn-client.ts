/**
 * A client process of the race with killed clients: machines that take a seat and release it, as fast as they are
 * answered, until the process is killed. It says which seats were acknowledged, and which it is about to release.
 */

import { PATHS, type ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { Connection } from '../bench/connection.ts';
import { newActivation, postBytes } from '../bench/machines.ts';
import { proven } from './machine.ts';

/** Where a process races, and for which license. */
export interface Churn {
  readonly port: number;
  readonly licenseKey: string;
}

/** What it says, with the id of an activation. */
export interface Churned {
  readonly now: 'seated' | 'leaving';
  readonly activation: string;
}

const MACHINES = 8;
/** Of so many seats one is kept, so that what was acknowledged long ago is looked for too. */
const KEPT_OF = 16;

const say = (churned: Churned): void => void process.send?.(churned);

async function churn({ port, licenseKey }: Churn): Promise<never> {
  const connection = new Connection(port);
  for (let seats = 0; ;) {
    const asked = newActivation([licenseKey]);
    const { status, body } = await connection.send(postBytes(PATHS.activations, asked, 'kept'));
    if (status !== 200) continue;
    const answer = JSON.parse(body.toString('utf8')) as ActivateAnswer;
    say({ now: 'seated', activation: answer.activation });
    seats += 1;
    if (seats % KEPT_OF === 0) continue;
    say({ now: 'leaving', activation: answer.activation });
    const { activation, network: _none, ...proof } = proven('release', answer, asked.tags);
    await connection.send(postBytes(PATHS.release.replace(':activation', activation), proof, 'kept'));
  }
}

process.once('message', (race: Churn) => {
  for (let machine = 0; machine < MACHINES; machine += 1) void churn(race);
});
