/**
 * Brings a machine of the kit into each state that `check()` can give, by real calls of the SDK: the machine activated
 * today or some days ago, and something has happened since. A reason without an entry does not compile.
 */
import type { Terms } from '../contract/product-terms.ts';
import type { CheckReason, CheckState } from '../lease/check.ts';
import { OfflineQuietkey } from '../offline.ts';
import type { QuietkeyOptions } from '../options.ts';
import { Quietkey } from '../quietkey.ts';
import type { TestClock } from './clock.ts';
import type { LicenseOptions, TestLicense } from './license.ts';
import type { TestMachine } from './machines.ts';
import type { FakeServer } from './server.ts';

/** The dependencies of a situation. */
export interface Stage {
  readonly terms: Terms;
  readonly clock: TestClock;
  readonly server: FakeServer;
  readonly machine: TestMachine;
  readonly issue: (options?: LicenseOptions & { product?: string }) => TestLicense;
}

interface Activated {
  app: Quietkey;
  license: TestLicense;
}

type Situation = (stage: Stage) => unknown;

const SITUATIONS = {
  lease_valid: { licensed: (stage) => activate(stage) },
  machine_unconfirmed: {
    licensed: async (stage) => {
      await activate(stage);
      stage.machine.adapters = [];
    },
  },
  farewell: {
    licensed: async (stage) => {
      await activate(stage, { daysAgo: daysAfterGrace(stage) });
      const { options } = stage.machine;
      const effective = Date.parse(stage.clock.dayAfter(-1)) / 1000;
      const { issuer } = stage.server;
      const farewell = issuer.signFarewell({ aud: options.product, effective, entitlements: [] });
      new OfflineQuietkey(options).acceptFarewell(farewell);
    },
  },
  lease_ended: { stale: (stage) => activate(stage, { daysAgo: stage.terms.leaseDays + 2 }) },
  license_in_grace: {
    stale: (stage) => activate(stage, { daysAgo: 4, license: { endsOn: stage.clock.dayAfter(-2) } }),
  },
  key_removed: {
    stale: async (stage) => {
      await activate(stage);
      stage.server.issuer.replaceKeys();
      editState(stage.machine, (state) => ({ ...state, keySet: stage.server.issuer.keySet() }));
    },
  },
  clock_behind: {
    stale: async (stage) => {
      await activate(stage);
      stage.machine.setClockWrong({ days: -3 });
    },
  },
  grace_ended: { limited: (stage) => activate(stage, { daysAgo: daysAfterGrace(stage) }) },
  license_ended: {
    unlicensed: (stage) => {
      const daysAgo = stage.terms.graceDays + 2;
      return activate(stage, {
        daysAgo: daysAgo + 2,
        license: { endsOn: stage.clock.dayAfter(-daysAgo) },
      });
    },
  },
  no_activation: { unlicensed: () => undefined },
  released: { unlicensed: async (stage) => (await activate(stage)).app.release() },
  returned: { unlicensed: async (stage) => (await activate(stage)).app.release() },
  suspended: takenBy((license) => license.suspend()),
  revoked: takenBy((license) => license.revoke()),
  wrong_machine: {
    stale: async (stage) => {
      await activate(stage);
      stage.machine.replaceAdapters();
    },
    limited: async (stage) => {
      const { machineGraceDays } = stage.terms;
      const { app } = await activate(stage, { daysAgo: machineGraceDays });
      stage.machine.replaceAdapters();
      for (let day = 1; day <= machineGraceDays; day += 1)
        await on(stage, machineGraceDays - day, () => app.check());
    },
  },
  wrong_product: {
    unlicensed: (stage) => activate(stage, { options: { product: 'another-product' } }),
  },
  wrong_issuer: {
    unlicensed: async (stage) => {
      const { server } = stage;
      const own = server.issuer;
      server.issuer = own.named('another-seller');
      await activate(stage, { options: { issuer: server.issuer.name } });
      server.issuer = own;
    },
  },
  lease_untrusted: {
    unlicensed: async (stage) => {
      await activate(stage);
      editState(stage.machine, (state) => ({
        ...state,
        lease: { token: 'damaged', keySet: state['keySet'] },
      }));
    },
  },
  state_unreadable: {
    unlicensed: ({ machine }) => {
      machine.disk = 'unreadable';
    },
  },
} as const satisfies { readonly [R in CheckReason]: { readonly [S in CheckState]?: Situation } };

/**
 * Brings a machine into a situation. @throws Error for a state that a check does not give with this reason, or that the
 * terms of the product exclude
 */
export async function bringAbout(stage: Stage, reason: CheckReason, wanted?: CheckState): Promise<void> {
  const ways: Readonly<Partial<Record<CheckState, Situation>>> = SITUATIONS[reason];
  const state = wanted ?? (Object.keys(ways) as CheckState[])[0];
  const way = state && ways[state];
  if (way === undefined) throw new Error(`A check is never ${String(state)} because of ${reason}.`);
  await way(stage);
  const check = new Quietkey(stage.machine.options).check();
  if (check.reason === reason && check.state === state) return;
  throw new Error(`By the terms of this product the check is ${check.state} (${check.reason}).`);
}

/** Activates a machine, today or some days ago. @param options - those of another app on this machine */
async function activate(
  stage: Stage,
  {
    daysAgo = 0,
    license: terms = {},
    options = {},
  }: { daysAgo?: number; license?: LicenseOptions; options?: Partial<QuietkeyOptions> } = {},
): Promise<Activated> {
  const { product } = options;
  const license = stage.issue({ ...terms, ...(product !== undefined && { product }) });
  const app = new Quietkey({ ...stage.machine.options, ...options });
  const username = stage.terms.usernameRequired ? { username: 'somebody' } : {};
  await on(stage, daysAgo, () => app.activate(license.key, username));
  return { app, license };
}

/** Does something some days ago, and returns to today. */
async function on({ clock }: Stage, daysAgo: number, work: () => unknown): Promise<void> {
  clock.pass({ days: -daysAgo });
  try {
    await work();
  } finally {
    clock.pass({ days: daysAgo });
  }
}

/**
 * A license that its vendor suspends or revokes: today, so that its notice runs, or so long ago that its notice has
 * ended.
 */
function takenBy(take: (license: TestLicense) => void): { unlicensed: Situation; stale: Situation } {
  const takenAgo = async (stage: Stage, daysAgo: number): Promise<void> => {
    const { app, license } = await activate(stage, { daysAgo });
    await on(stage, daysAgo, () => take(license));
    await app.renew();
  };
  return {
    unlicensed: (stage) => takenAgo(stage, stage.terms.noticeDays),
    stale: (stage) => takenAgo(stage, 0),
  };
}

const daysAfterGrace = ({ terms }: Stage): number => terms.leaseDays + terms.graceDays + 3;

function editState(
  machine: TestMachine,
  edit: (state: Record<string, unknown>) => Record<string, unknown>,
): void {
  machine.stored = JSON.stringify(edit(JSON.parse(machine.stored ?? '{}') as Record<string, unknown>));
}
