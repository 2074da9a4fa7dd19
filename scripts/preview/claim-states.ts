/** The preview of the pages on which a customer claims licenses by their email, in every state. */

import { claimPage, claimProofPage } from '../../server/portal/pages/claim.ts';
import { licensesPage } from '../../server/portal/pages/licenses.ts';
import type { States, Typed } from './state.ts';

export function claimStates(typed: Typed): States {
  const email = typed('ada@example.com');
  const code = typed('7K2M-Q9XD');
  return {
    claim: (frame) => claimPage({ email: '', faults: [] }, frame),
    'claim-malformed': (frame) => {
      const message = frame.texts.faults.ofCode.email_malformed;
      return claimPage({ email: typed('ada@example'), faults: [{ field: 'email', message }] }, frame);
    },
    'claim-kept': (frame) => {
      const message = frame.texts.faults.ofCodeAt.license_owned.email;
      return claimPage({ email, faults: [{ field: 'email', message }] }, frame);
    },
    'claim-nothing-bought': (frame) => {
      const message = frame.texts.faults.ofCode.email_mismatch;
      return claimPage({ email, faults: [{ field: 'email', message }] }, frame);
    },
    'claim-sent': (frame) => claimProofPage({ email, code: '', takeOver: false, faults: [] }, frame),
    'claim-code-wrong': (frame) => {
      const message = frame.texts.faults.ofCodeAt.link_unknown.code;
      return claimProofPage({ email, code, takeOver: true, faults: [{ field: 'code', message }] }, frame);
    },
    'claim-takeover': (frame) => {
      const faults = [{ field: 'takeOver', message: frame.texts.faults.ofCode.takeover_possible }];
      return claimProofPage({ email, code, takeOver: false, faults }, frame);
    },
    'claim-done': (frame) =>
      licensesPage({ licenses: [], licenseKey: '', faults: [] }, { ...frame, done: 'licensesClaimed' }),
    'claim-part': (frame) =>
      licensesPage({ licenses: [], licenseKey: '', faults: [] }, { ...frame, done: 'licensesClaimedInPart' }),
  };
}
