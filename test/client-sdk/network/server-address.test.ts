/** The option `server`: no port that a `fetch` refuses. */

import { expect } from 'chai';
import { BadOptions } from '../../../client-sdk/typescript/index.ts';
import { readServer } from '../../../client-sdk/typescript/network/server-address.ts';

/** The refusal of Node's own `fetch`, without a connection. */
async function isRefused(port: number): Promise<boolean> {
  const sent = fetch(`https://127.0.0.1:${port}`);
  const error = await sent.then(() => undefined).catch((thrown: unknown) => thrown);
  return ((error as Error | undefined)?.cause as Error | undefined)?.message === 'bad port';
}

describe('a port of the server', () => {
  const accepts = (port: number): boolean => {
    try {
      readServer(`https://license.example:${port}/base`);
      return true;
    } catch (error) {
      expect(error).to.be.instanceOf(BadOptions).with.property('message').that.includes(`port ${port}`);
      return false;
    }
  };
  const refused = Array.from({ length: 65_536 }, (_, port) => port).filter((port) => !accepts(port));

  it('is refused where fetch refuses it', async () => {
    expect(refused).to.have.length.above(80);
    // port 0 and the later ones of the standard are not yet in the list of every release of Node.js
    for (const port of refused.filter((listed) => ![0, 4190, 6679].includes(listed))) {
      expect(await isRefused(port), String(port)).to.equal(true);
    }
  });

  it('is accepted beside them', async () => {
    for (const port of [2, 8, 442, 444, 1718, 6664, 8787, 10_081])
      expect(accepts(port), String(port)).to.equal(true);
    expect(await isRefused(6664)).to.equal(false);
  });
});
