/**
 * The same stories once against the test kit and once against the real server: what the app sees is equal.
 */

import { expect } from 'chai';
import { STORIES } from './stories.ts';
import { Player, type Story } from './player.ts';
import { kitVendor, startRealServer, type RealServer, type Vendor } from './vendors.ts';

describe('the test kit and the real server', () => {
  let real: RealServer;
  before(async () => {
    real = await startRealServer();
  });
  after(() => real.end());

  async function seenIn(story: Story, vendor: Vendor): Promise<unknown[]> {
    const player = new Player(vendor);
    await story.play(player);
    return player.seen;
  }

  for (const story of STORIES) {
    it(story.title, async () => {
      const terms = story.terms ?? {};
      const byServer = await seenIn(story, await real.vendor(terms));
      const byKit = await seenIn(story, kitVendor(terms));
      for (const [index, seen] of byServer.entries())
        expect(byKit[index], `what was seen at ${index}`).to.deep.equal(seen);
      expect(byKit).to.have.lengthOf(byServer.length);
      expect(byServer.length).to.be.greaterThan(1);
    });
  }
});
