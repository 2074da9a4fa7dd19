/** The preview of the pages that answer a machine without network, in every state. */

import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import { answeredPage, offlinePage, type AnsweredModel } from '../../server/portal/pages/offline.ts';
import type { Frame } from '../../server/portal/html/frame.ts';
import type { Html } from '../../server/web/html.ts';
import { on, type States, type Typed } from './state.ts';

export function offlineStates(typed: Typed): States {
  const request = typed(`qkreq1.${'eyJjYWxsIjoiYWN0aXZhdGUi'.repeat(12)}.0123abcd`);
  const model: AnsweredModel = {
    outcome: 'lease',
    product: typed('sonar'),
    machine: typed(machineName('c3R1ZGlvMDAwMDAwMDAwMA')),
    leaseEndsOn: on('2026-12-24'),
    request,
    answer: typed(`qkans1.${'c2VhbGVkIGFuc3dlcg'.repeat(40)}.0123abcd`),
  };
  const refusedPage = (frame: Frame, message: string): Html =>
    offlinePage({ request, faults: [{ field: 'request', message }] }, frame);
  const ended = (outcome: AnsweredModel['outcome']): States => ({
    [`offline-${outcome}`]: (frame) => answeredPage({ ...model, outcome, leaseEndsOn: null }, frame),
  });
  return {
    offline: (frame) => offlinePage({ request: '', faults: [] }, frame),
    'offline-answered': (frame) => answeredPage(model, frame),
    ...ended('released'),
    ...ended('suspended'),
    ...ended('revoked'),
    'offline-damaged': (frame) => refusedPage(frame, frame.texts.faults.offline.text.damaged),
    'offline-refused': (frame) => refusedPage(frame, frame.texts.faults.offline.refused.seats_taken),
  };
}
