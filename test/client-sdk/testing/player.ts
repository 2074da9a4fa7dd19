/**
 * Plays a story of an app against one vendor, and notes what the app and its SDK see. What is random is left out: ids,
 * secrets and proofs, of which the length counts, the time of the day at which a renewal is due, and names of machines.
 */

import { Quietkey, QuietkeyError, type QuietkeyOptions } from '../../../client-sdk/typescript/index.ts';
import { OfflineQuietkey } from '../../../client-sdk/typescript/offline.ts';
import type { Terms } from '../../../client-sdk/typescript/contract/product-terms.ts';
import type { TestMachine } from '../../../client-sdk/typescript/testing/index.ts';
import type { Vendor } from './vendors.ts';

/** A story, with everything that its app saw. */
export interface Story {
  readonly title: string;
  readonly terms?: Partial<Terms>;
  readonly play: (player: Player) => Promise<unknown>;
}

/** Plays a story against one vendor, and notes what the app sees. */
export class Player {
  readonly vendor: Vendor;
  readonly seen: unknown[] = [];

  constructor(vendor: Vendor) {
    this.vendor = vendor;
  }

  /** The app on a machine, as at a new start. */
  app(machine: TestMachine, more: Partial<QuietkeyOptions> = {}): Quietkey {
    const options = { ...this.vendor.options(machine), ...more };
    const send = options.fetch ?? fetch;
    const noting = async (url: string, init: RequestInit): Promise<Response> => {
      const response = await send(url, init);
      this.seen.push(await shapeOf(response.clone()));
      return response;
    };
    return new Quietkey({ ...options, fetch: noting });
  }

  offline(machine: TestMachine): OfflineQuietkey {
    return new OfflineQuietkey(this.vendor.options(machine));
  }

  /** Notes what a call gives, and what the app knows afterwards. */
  async note(app: Quietkey, call: () => Promise<unknown>): Promise<void> {
    const outcome = await call().then(plain, errorOf);
    this.seen.push(plain({ outcome, check: app.check(), lease: app.lease(), sent: app.sent().map(bodyOf) }));
  }
}

/** What the app cannot see of an answer, but its SDK reads. */
async function shapeOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type');
  if (type === null || !type.includes('json')) return { status: response.status };
  const body: unknown = await response.json().catch(() => 'no JSON');
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, type, retryAfter, body: plain(body) };
}

function errorOf(error: unknown): unknown {
  if (!(error instanceof QuietkeyError)) throw error;
  const { name, code, message, remedy, requestId } = error;
  const more = ['refusal', 'status', 'fault'].map(
    (member) => (error as unknown as Record<string, unknown>)[member],
  );
  return { name, code, message, remedy, hasId: requestId?.length, more };
}

const bodyOf = ({ day, path, body }: { day: string; path: string; body: string }): unknown => ({
  day,
  path: path.replace(/activations\/[^/]+/, 'activations/ID'),
  body: plain(JSON.parse(body)),
});

/** Random texts, by their place: only their length counts. A token counts by its claims. */
const RANDOM =
  /^(?:activation|secret|nonce|proof|sub|iss|license|requestId|machineName|tags|trialTags|kid|key|x|product|aud)$/;
/** A time of the day that the real server draws, and the days of its key set. */
const DRAWN = /^(?:refresh_after|issued|expires)$/;

function plain(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member, key)]));
  if (typeof value === 'number' && DRAWN.test(name)) return 'a time';
  if (typeof value !== 'string') return value;
  if (name === 'jti') return value.replace(/^.*\./, 'ID.');
  if (RANDOM.test(name))
    return name === 'machineName' || name === 'product' || name === 'aud' ? 'a name' : value.length;
  return /^[\w-]+\.[\w-]+\.[\w-]{86}$/.test(value) ? claimsOf(value) : value;
}

function claimsOf(token: string): unknown {
  const [header = '', payload = ''] = token.split('.');
  return [header, payload].map((part) => plain(JSON.parse(Buffer.from(part, 'base64url').toString())));
}
