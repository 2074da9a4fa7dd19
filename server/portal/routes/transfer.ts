/**
 * The row of the page of a transfer. The owner offers the license there and takes it back, and the account that it is
 * offered to accepts or declines. The operations check who may do what; the page of others is that of an unknown license.
 */

import { transferPage } from '../pages/transfer.ts';
import { languageOf } from '../html/frame.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { requireText } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Outcome } from '../route/route.ts';
import { transferOf } from '../route/view-models.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';

const TRANSFER = route({
  path: PATHS.transfer,
  enter: 'customer',
  show: async ({ dependencies, who, path, frame }, _asked, returned) => {
    const asked = { account: who.account, license: path['license'] ?? '' };
    const shown = await dependencies.run(operations.sharing.showTransfer, asked, CUSTOMER);
    const { username = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, frame.texts);
    return { page: transferPage({ ...transferOf(shown, dependencies.today()), username, faults }, frame) };
  },
  fields: { deed: 'text', username: 'chosen', current: 'chosen' },
  check: ({ dependencies: { accounts }, who }, { deed, username, current }) =>
    deed === 'offer'
      ? [
          requireText('username', username),
          requireText('current', current),
          current !== '' && accounts.confirm({ who, password: current }),
        ]
      : [],
  act: async ({ dependencies, who, path, frame }, { deed, username }): Promise<Outcome> => {
    const { run, recovery } = dependencies;
    const license = path['license'] ?? '';
    const asked = { account: who.account, license };
    const to = pathTo(PATHS.transfer, { license });
    if (deed === 'offer') {
      await recovery.offerTransfer({ who, license, username, ...languageOf(frame) });
      return { to, done: 'transferOffered' };
    }
    if (deed === 'withdraw') {
      await run(operations.sharing.withdrawTransfer, asked, CUSTOMER);
      return { to, done: 'transferWithdrawn' };
    }
    if (deed === 'accept') {
      await run(operations.sharing.acceptTransfer, asked, CUSTOMER);
      return { to: pathTo(PATHS.license, { license }), done: 'transferAccepted' };
    }
    if (deed !== 'decline') return refuse('request_malformed');
    await run(operations.sharing.declineTransfer, asked, CUSTOMER);
    return { to: PATHS.licenses, done: 'transferDeclined' };
  },
});

export const TRANSFER_ROUTES = [TRANSFER];
