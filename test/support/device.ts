/**
 * A machine as the server sees it: it holds the state of an activation, shows tags, and says what they are made of. Its
 * state can be copied to another machine, and restored.
 */

import type { ActivateAnswer, Identity, RenewAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { operations } from '../../server/domain/operations.ts';
import { proofOf, proven, random22 } from './machine.ts';

/** The state that a client stores. */
export type State = Pick<ActivateAnswer, 'activation' | 'epoch' | 'sequence' | 'secret'>;

export class Device {
  tags: string[];
  /** Undefined: a client from before, which does not say what its tags are made of. */
  identity: Identity | undefined;
  /** The latest state; undefined: it was never activated, or lost its state. */
  state: State | undefined;
  product = 'sonar';
  readonly #run: Ask;

  constructor(run: Ask, { tags, identity }: { tags: string[]; identity: Identity | undefined }) {
    this.#run = run;
    this.tags = tags;
    this.identity = identity;
  }

  /** A machine with as many own adapters. */
  static withAdapters(run: Ask, count = 2): Device {
    return new Device(run, { tags: Array.from({ length: count }, random22), identity: 'adapters' });
  }

  /** Another machine with a copy of this machine's state, and other hardware if this one has any. */
  copy(): Device {
    const tags = this.identity === 'adapters' ? this.tags.map(random22) : this.tags;
    const copy = new Device(this.#run, { tags, identity: this.identity });
    copy.state = this.state;
    return copy;
  }

  /** Hides all adapters: then the tags are of the installation. */
  hide(installTag = random22()): { show: () => void } {
    const { tags, identity } = this;
    Object.assign(this, { tags: [installTag], identity: 'install' });
    return { show: () => void Object.assign(this, { tags, identity }) };
  }

  /** Activates with the license key and, if there is one, the state. */
  async activate(
    licenseKey: string,
    { nonce = random22(), username }: { nonce?: string; username?: string } = {},
  ): Promise<ActivateAnswer> {
    const { product, tags, identity, state } = this;
    const input = { product, licenseKey, tags, identity, nonce, username, network: null };
    const held = state && {
      activation: state.activation,
      epoch: state.epoch,
      sequence: state.sequence,
      proof: proofOf(state.secret, [
        'activate',
        state.activation,
        String(state.epoch),
        String(state.sequence),
        nonce,
        ...tags,
      ]),
    };
    const answer = await this.#run(operations.activation.activate, { ...input, held });
    this.state = answer;
    return answer;
  }

  /** Renews; the answer is lost if `keep` is false. */
  async renew({ nonce = random22(), keep = true } = {}): Promise<RenewAnswer> {
    const { tags, identity } = this;
    const request = { ...proven('renew', this.#held(), tags, nonce), identity };
    const answer = await this.#run(operations.activation.renewLease, request);
    if (keep && 'lease' in answer) this.state = answer;
    return answer;
  }

  async release(): Promise<RenewAnswer> {
    const { tags, identity } = this;
    return this.#run(operations.activation.releaseLease, {
      ...proven('release', this.#held(), tags),
      identity,
    });
  }

  #held(): State {
    if (this.state === undefined) throw new Error('this machine holds no activation');
    return this.state;
  }
}
