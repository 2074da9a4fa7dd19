/**
 * Release from the portal: the owner or a manager returns the seats of machines, which may be lost, and a member that of
 * its own machine. The cool-down and the yearly
 * limit of a release by the app apply. If several machines are named, all are released or none is. Each machine gets
 * a signed statement at its next request.
 */

import { activationQueries, type ActivationRow } from '../activation/activation.ts';
import { dayOf } from '../kernel/day.ts';
import { bury } from '../kernel/erasure-count.ts';
import { accessTo, may, releasingOf, type Access, type OfLicense } from './access.ts';
import { memberMachineQueries } from '../activation/member-machine.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct } from '../licensing/product.ts';
import { ask, commitWith, type Operation } from '../kernel/operation.ts';
import { refuse } from '../kernel/refusal.ts';
import { released } from '../activation/release.ts';
import { countReleases, releaseLimit } from '../activation/release-allowance.ts';

export interface ReleaseOwned extends OfLicense {
  activations: readonly Id[];
}

/**
 * Releases machines of a license; returns the number of released machines, without the machines that were released
 * before.
 */
export function* releaseOwned(
  input: ReleaseOwned,
  call: Call,
  vault: Vault,
): Operation<{ released: number }> {
  const today = dayOf(call.now);
  const access = yield* accessTo(input, 'lock', 'use');
  const { row } = access;
  const product = yield* requireProduct(row.product);
  const machines = (yield* lockMachines(input, access)).filter(({ releasedDay }) => releasedDay === null);
  if (machines.length === 0) return { released: 0 };
  const by = releasingOf(access);
  const refused = releaseLimit({ row, product }, today, { machines: machines.length, by });
  if (refused !== undefined)
    refuse(refused.code, refused.detail === undefined ? {} : { detail: refused.detail });
  yield* commitWith(
    ...machines.flatMap((machine) => released(machine, today)),
    countReleases(row, today, machines.length),
    bury(
      vault,
      'activation',
      machines.map(({ id }) => id),
      today,
    ),
  );
  return { released: machines.length };
}

/** Locks machines after their license, in the order of their ids. */
function* lockMachines({ license, activations }: ReleaseOwned, access: Access): Operation<ActivationRow[]> {
  if (activations.length === 0) {
    refuse('request_malformed', {
      fields: [{ pointer: '/activations', message: 'must name at least one machine' }],
    });
  }
  const ids = [...new Set(activations)].toSorted();
  const rows = yield* ask(...ids.map((activation) => activationQueries.lockActivation({ activation })));
  const holders = yield* ask(
    ...ids.map((activation) => memberMachineQueries.findMemberMachine({ activation })),
  );
  return rows.map((row, nth) => {
    const isOwn = holders[nth]?.member === access.member?.id;
    return row?.license === license && (isOwn || may(access, 'manage')) ? row : refuse('activation_unknown');
  });
}
