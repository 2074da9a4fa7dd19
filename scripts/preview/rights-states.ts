/** The preview of the pages of requests about personal data, in every state. */

import {
  answerPage,
  confirmRequestPage,
  requestLinkOverPage,
  requestMadePage,
  requestPage,
  requestSentPage,
} from '../../server/portal/pages/rights.ts';
import { personalDataOf } from '../../server/portal/route/view-models.ts';
import { personalData } from './personal-data-states.ts';
import { on, type States, type Typed } from './state.ts';

export function rightsStates(typed: Typed): States {
  const token = '20781.c2VjcmV0IHRva2VuMDAwMD';
  const nothing = { asker: 'self', email: '', licenseKey: '', username: '', faults: [] } as const;
  const open = { ...nothing, link: token, kind: 'erasure' } as const;
  return {
    request: (frame) => requestPage({ kind: 'access', email: '', faults: [] }, frame),
    'request-ccpa': (frame) =>
      requestPage({ kind: 'know', email: '', faults: [] }, { ...frame, vendor: { ccpa: true } }),
    'request-no-address': (frame) => {
      const faults = [{ field: 'email', message: frame.texts.faults.ofCode.email_malformed }];
      return requestPage({ kind: 'objection', email: typed('ada@example'), faults }, frame);
    },
    'request-sent': (frame) => requestSentPage(frame),
    'request-confirm': (frame) => confirmRequestPage(open, frame),
    'request-confirm-other-address': (frame) => {
      const faults = [{ field: 'email', message: frame.texts.faults.ofCodeAt.link_unknown.email }];
      return confirmRequestPage({ ...open, email: typed('eve@example.com'), faults }, frame);
    },
    'request-confirm-wrong-proof': (frame) => {
      const faults = [{ field: 'licenseKey', message: frame.texts.faults.ofCode.rights_proof_wrong }];
      const proof = { licenseKey: typed('SONAR-00000-11111'), username: typed('quiet-heron-42') };
      return confirmRequestPage(
        { ...open, asker: 'parent', email: typed('ada@example.com'), ...proof, faults },
        frame,
      );
    },
    'request-link-over': (frame) => requestLinkOverPage(frame),
    'request-made': (frame) =>
      requestMadePage({ request: typed('cmVxdWVzdDAwMDAwMDAwMA'), dueDay: on('2026-12-30') }, frame),
    'request-answer': (frame) => {
      const model = personalDataOf(personalData(typed), frame.texts);
      return answerPage({ ...model, token, endsDay: on('2026-12-07') }, frame);
    },
    'request-answer-first-part': (frame) => {
      const part = { ...personalData(typed), next: 'Y3Vyc29y', looks: [] };
      return answerPage({ ...personalDataOf(part, frame.texts), token, endsDay: on('2026-12-07') }, frame);
    },
  };
}
