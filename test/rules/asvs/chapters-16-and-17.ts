/** ASVS 5.0.0, levels 1 and 2: logging, errors and WebRTC. `row.ts` says what a row means. */

import { row, type AsvsRow } from './row.ts';

export const CHAPTERS_16_AND_17: readonly AsvsRow[] = [
  row(
    '16.1: 1',
    'held',
    'The log has one closed list of fields, on standard output alone.',
    'server/config/log',
  ),
  row(
    '16.2: 1',
    'partly',
    'Time, route, status, code and the id of the request. Who asked is left out on purpose; what operators do is in the audit chain.',
    'server/config/log',
    'server/composition/audit',
  ),
  row('16.2: 2', 'partly', 'Times are UTC; the operator synchronises the clocks.', 'server/config/log'),
  row('16.2: 3 4', 'held', 'JSON lines on standard output.', 'server/config/log'),
  row('16.2: 5', 'held', 'The log has nothing of the content of a request.', 'story/log-content'),
  row(
    '16.3: 1',
    'partly',
    'Logins are logged by route and outcome, without the account; a change of password or recovery email is mailed.',
    'server/domain/account/notices',
  ),
  row(
    '16.3: 2 3',
    'partly',
    'Refusals are logged and counted by their code, without who asked.',
    'server/telemetry/counting',
  ),
  row('16.3: 4', 'held', 'Unexpected errors are logged, with code and file.', 'server/config/log'),
  row('16.4: 1', 'held', 'Values are written as JSON, shortened.', 'server/config/log'),
  row(
    '16.4: 2 3',
    'operator',
    'The operator keeps and forwards standard output. The audit chain shows what was removed from it.',
    'server/composition/audit',
  ),
  row(
    '16.5: 1',
    'held',
    'A fault is answered with a code and the id of the request.',
    'server/http/refusals',
  ),
  row(
    '16.5: 2',
    'held',
    'A database that hangs or is gone makes the server say that it is not ready, and it recovers by itself.',
    'faults/stopped-database',
  ),
  row(
    '16.5: 3',
    'held',
    'A full disk, a failed fsync or a lost writer refuses, and confirms nothing that is not stored.',
    'faults/full-disk',
    'faults/lost-writer',
  ),
  row('17.1: 1', 'not applicable', 'No WebRTC.'),
  row('17.2: 1 2 3 4', 'not applicable', 'No WebRTC.'),
  row('17.3: 1 2', 'not applicable', 'No WebRTC.'),
];
