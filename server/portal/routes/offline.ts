/**
 * The rows of the page that answers the request file of a machine without network, with the operation of the API. The
 * request proves itself, by its license key or by the activation's secret, so no account is needed; guesses and the uses
 * of a key count as if the app had asked by the network. To save the answer as a file, the request is sent again and
 * gets the same lease or statement: neither of the two is stored.
 */

import { readOfflineText, type OfflineAnswer } from '../../../client-sdk/typescript/contract/offline.ts';
import { readDate } from '../../domain/kernel/day.ts';
import type { Refusal } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';
import type { Fault } from '../../web/field-fault.ts';
import { keyBucketOf } from '../../web/license-key-bucket.ts';
import { PATHS } from '../html/paths.ts';
import { answeredPage, offlinePage } from '../pages/offline.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Visit } from '../route/route.ts';
import type { Texts } from '../../texts/texts.ts';

const CLIENT = 'client';

/** What was typed or chosen. The form that saves the answer has no file. */
interface Typed {
  readonly request: string;
  readonly file?: string;
}

interface Returned {
  readonly typed: Typed;
  readonly refusal: Refusal;
}

async function answer({ dependencies, origin }: Visit, request: string): Promise<OfflineAnswer> {
  const bucket = keyBucketOf(request);
  if (bucket !== undefined) dependencies.limits.countKey(bucket, origin);
  return dependencies.run(operations.activation.answerOffline, { request }, CLIENT);
}

const show = async ({ frame }: Visit, _asked: object, returned: Returned | undefined) => {
  const { request = '' } = returned?.typed ?? {};
  const faults = returned === undefined ? [] : faultsOf(returned, frame.texts);
  return { page: offlinePage({ request, faults }, frame) };
};

const OFFLINE = route({
  path: PATHS.offline,
  enter: 'anyone',
  show,
  fields: { request: 'free', file: 'file' },
  guessable: ['usernames'],
  act: async (visit, typed) => {
    const request = requestOf(typed);
    const given = await answer(visit, request);
    const leaseEndsOn = readDate(given.leaseEndsOn ?? '') ?? null;
    return { page: answeredPage({ ...given, request, leaseEndsOn }, visit.frame) };
  },
});

const OFFLINE_FILE = route({
  path: PATHS.offlineFile,
  enter: 'anyone',
  show,
  fields: { request: 'text' },
  guessable: ['usernames'],
  act: async (visit, { request }) => {
    const { product, answer: text } = await answer(visit, request);
    return { file: { name: `${product}.qkans`, text: `${text}\n` } };
  },
});

const requestOf = ({ request, file = '' }: Typed): string => (request.trim() === '' ? file : request);

/** The faults of a refused request, in the words of this page. */
function faultsOf(returned: Returned, texts: Texts): Fault[] {
  const { text, refused } = texts.faults.offline;
  const { code } = returned.refusal;
  if (code === 'request_malformed') {
    const read = readOfflineText('request', requestOf(returned.typed));
    return [{ field: 'request', message: read.ok ? text.content : text[read.fault] }];
  }
  const message = Object.hasOwn(refused, code) ? refused[code as keyof typeof refused] : undefined;
  return message === undefined ? faultsIn(returned, texts) : [{ field: 'request', message }];
}

export const OFFLINE_ROUTES = [OFFLINE, OFFLINE_FILE];
