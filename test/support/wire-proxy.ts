/**
 * A TCP proxy between a node and its database, with which a test can observe, stall and cut the connection. A round
 * trip is counted when the node sends after the database has sent.
 */

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class WireProxy {
  readonly #server: Server;
  readonly #pairs = new Set<{ near: Socket; far: Socket }>();
  #roundTrips = 0;
  #isStalled = false;
  #cuts: ('before' | 'after')[] = [];
  #target: URL;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((near) => this.#join(near, this.#target));
  }

  /** @param url of the database; `url` of the proxy is the same with the proxy's port */
  static async before(url: string): Promise<{ proxy: WireProxy; url: string }> {
    const target = new URL(url);
    const proxy = new WireProxy(target);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    const through = new URL(url);
    through.port = String((proxy.#server.address() as AddressInfo).port);
    return { proxy, url: through.href };
  }

  /** Round trips since the last call. */
  roundTrips(): number {
    const counted = this.#roundTrips;
    this.#roundTrips = 0;
    return counted;
  }

  /** Nothing passes any longer, without an error on either side. */
  stall(): void {
    this.#isStalled = true;
    for (const { near, far } of this.#pairs) for (const end of [near, far]) end.pause();
  }

  resume(): void {
    this.#isStalled = false;
    for (const { near, far } of this.#pairs) for (const end of [near, far]) end.resume();
  }

  /**
   * Cuts the connections of the next commits: before the database receives them, or before the node gets the answer.
   */
  cutAtCommits(...cuts: ('before' | 'after')[]): void {
    this.#cuts = cuts;
  }

  /** Connects new connections to another database. Present ones are not cut. */
  leadTo(url: string): void {
    this.#target = new URL(url);
  }

  /** Ends every connection at once. */
  cut(): void {
    for (const { near, far } of this.#pairs) for (const end of [near, far]) end.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #join(near: Socket, target: URL): void {
    const far = connect({ host: target.hostname, port: Number(target.port) });
    const pair = { near, far };
    let spoke: Socket = far;
    this.#pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (from === near && spoke === far) this.#roundTrips += 1;
        spoke = from;
        const cut = from === near && bytes.includes('COMMIT') ? this.#cuts.shift() : undefined;
        if (cut === 'before') near.destroy();
        else to.write(bytes);
        if (cut === 'after') {
          far.removeAllListeners('data').on('data', (answer) => {
            if (answer.includes('COMMIT')) near.destroy();
          });
        }
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (this.#isStalled) from.pause();
    }
  }
}
