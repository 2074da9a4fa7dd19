/**
 * A state that a newer SDK wrote, met by this one: it uses what it can read, and deletes nothing.
 */

import { expect } from 'chai';
import { formatState, parseState, type SavedState } from '../../../client-sdk/typescript/state/state.ts';
import { changeState } from '../../../client-sdk/typescript/state/store.ts';
import { makeIssuer } from '../support/issuer.ts';
import { makeMachine, MemoryStore } from '../support/machine.ts';

type Members = Record<string, unknown>;

const NEWER = { form: 'of a newer version' };
/** All members of a state, from the code. */
const MEMBERS = Object.keys(JSON.parse(formatState(parseState(undefined))) as Members);
const OPTIONAL = MEMBERS.filter((name) => name !== 'version');

function storeOf(members: Members): MemoryStore {
  const store = new MemoryStore();
  store.members = { version: 2, ...members };
  return store;
}

describe('a state of a newer SDK', () => {
  for (const name of OPTIONAL) {
    it(`keeps ${name} in a form that this SDK cannot read, whatever else is written`, () => {
      const store = storeOf({ [name]: NEWER, invented: NEWER });
      const write = (change: Partial<SavedState>): void =>
        void changeState(store, (before) => ({ ...before, ...change }));
      const another: Partial<SavedState> = name === 'installId' ? { keySet: 'own' } : { installId: 'own' };
      write(another);
      write({ asking: null, statement: null });
      expect(store.members).to.deep.include({ version: 2, [name]: NEWER, invented: NEWER, ...another });
    });
  }

  it('gets a value of its own where this SDK has one, and loses it where this SDK removes it', () => {
    const store = storeOf({ keySet: NEWER });
    changeState(store, (before) => ({ ...before, keySet: 'own' }));
    expect(store.members).to.include({ keySet: 'own' });
    changeState(store, (before) => ({ ...before, keySet: null }));
    expect(store.members).to.include({ keySet: null });
  });

  it('costs no state on a check, which finds no license in it', async () => {
    const machine = makeMachine(makeIssuer(), 'http://127.0.0.1:8787');
    machine.store.members = { version: 2, holding: NEWER, lease: NEWER, latestDay: 0 };
    const before = machine.store.text;
    const client = machine.start();
    expect(client.check()).to.include({ state: 'unlicensed', reason: 'no_activation' });
    expect(await client.keepFresh()).to.include({ reached: false });
    expect(machine.store.text).to.equal(before);
  });
});
