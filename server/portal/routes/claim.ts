/**
 * The row of the pages on which a customer claims licenses by their email. The address is in the form of the second page
 * and in no address of a page; the server stores a keyed digest of it until the code is typed.
 */

import { claimPage, claimProofPage } from '../pages/claim.ts';
import { languageOf } from '../html/frame.ts';
import { PATHS } from '../html/paths.ts';
import { requireAddress, requireText } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route } from '../route/route.ts';
import { operations } from '../../domain/operations.ts';
import { refuse } from '../../domain/kernel/refusal.ts';

const CLAIM = route({
  path: PATHS.claim,
  enter: 'customer',
  show: async ({ frame }, _asked, returned) => {
    const { deed, email = '', code = '', takeOver = false } = returned?.typed ?? {};
    const faults = faultsIn(returned, frame.texts);
    const isProof = deed === 'prove' && faults.every(({ field }) => field !== 'email');
    return isProof
      ? { page: claimProofPage({ email, code, takeOver, faults }, frame) }
      : { page: claimPage({ email, faults }, frame) };
  },
  fields: { deed: 'text', email: 'text', code: 'chosen', takeOver: 'tick' },
  check: (_visit, { deed, email, code }) => [
    email !== '' && requireAddress('email', email),
    deed === 'prove' && requireText('code', code),
  ],
  act: async ({ dependencies, who, frame }, { deed, email, code, takeOver }) => {
    const asked = { who, email, ...languageOf(frame) };
    if (deed === 'ask') {
      await dependencies.recovery.askClaim(asked);
      return { page: claimProofPage({ email, code: '', takeOver: false, faults: [] }, frame) };
    }
    if (deed !== 'prove') return refuse('request_malformed');
    const proof = { ...asked, code, takeOver };
    const claimed = await dependencies.run(operations.ownership.proveClaim, proof, 'customer');
    if (claimed.is === 'done') {
      const whole = claimed.left > 0 ? 'licensesClaimedInPart' : 'licensesClaimed';
      const done = claimed.takeovers > 0 ? 'takeoverBegun' : whole;
      return { to: PATHS.licenses, done };
    }
    const fields = [{ pointer: '/code', message: 'is wrong' }];
    return refuse('link_unknown', claimed.is === 'wrong' ? { fields } : {});
  },
});

export const CLAIM_ROUTES = [CLAIM];
