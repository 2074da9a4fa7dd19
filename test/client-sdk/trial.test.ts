/** A trial and a license on one machine, whose answers may come in any order: a trial never takes the place of a license. */

import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { Quietkey, type Fetch } from '../../client-sdk/typescript/index.ts';
import { TestKit } from '../../client-sdk/typescript/testing/index.ts';

describe('a trial whose answer comes late', () => {
  it('leaves the license that the person has activated meanwhile, in another window', async () => {
    const kit = new TestKit({ product: 'sonar', start: '2026-03-02T12:00:00Z', terms: { trialDays: 14 } });
    const machine = kit.machine();
    const { fetch } = machine.options as { fetch: Fetch };
    const events = new EventEmitter();
    const [arrived, letGo] = [once(events, 'arrived'), once(events, 'let go')];
    const late: Fetch = async (url, init) => {
      const answer = await fetch(url, init);
      events.emit('arrived');
      await letGo;
      return answer;
    };
    const first = new Quietkey({ ...machine.options, fetch: late });
    const begun = first.startTrial();
    await arrived;
    const second = new Quietkey(machine.options);
    await second.activate(kit.issue({ entitlements: ['pro'] }).key);
    events.emit('let go');
    await begun;
    for (const app of [first, second, new Quietkey(machine.options)]) {
      expect(app.check()).to.include({ state: 'licensed' }).and.not.have.property('trial');
      expect(app.check().entitlements).to.deep.equal(['pro']);
    }
  });
});
