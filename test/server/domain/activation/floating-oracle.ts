/**
 * What may be said of the seats of a floating license by what went over the wire alone: leases with an end and a grace, and
 * statements that end them. It imports nothing of the product, and knows no row of the database.
 */

interface Token {
  jti: string;
  exp: number;
  grace: number;
  kind: string;
  activation: string;
  sequence: number;
}

const claimsOf = (token: string): Token =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Token;

export class SeatOracle {
  /** The ends of the issued leases, grace included, by activation and sequence. */
  readonly #ends = new Map<string, Map<number, number>>();
  /** The highest number of leases that were not over at once. */
  most = 0;

  /** Notes an answer of the server at its time. */
  answered(answer: object, now: number): void {
    const { lease, statement } = answer as { lease?: string; statement?: string };
    if (lease !== undefined) {
      const { jti, exp, grace } = claimsOf(lease);
      const [activation = '', sequence = ''] = jti.split('.');
      const ends = this.#ends.get(activation) ?? new Map<number, number>();
      this.#ends.set(activation, ends.set(Number(sequence), exp + grace));
    }
    if (statement !== undefined) {
      const { activation, sequence } = claimsOf(statement);
      const ends = this.#ends.get(activation) ?? new Map<number, number>();
      for (const issued of ends.keys()) if (issued <= sequence) ends.delete(issued);
    }
    this.most = Math.max(this.most, this.held(now));
  }

  /** The number of activations with a lease that is not over. */
  held(now: number): number {
    return [...this.#ends.keys()].filter((activation) => this.holds(activation, now)).length;
  }

  holds(activation: string, now: number): boolean {
    return [...(this.#ends.get(activation)?.values() ?? [])].some((end) => end > now);
  }
}
