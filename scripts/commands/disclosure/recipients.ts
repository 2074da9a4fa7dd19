/** Who must be informed when data are corrected or erased, as a command says it to the operator (GDPR Art. 19). */

import type { Recipient } from '../../../server/domain/privacy/disclosure.ts';
import { table, wrap } from '../../cli/print.ts';

/** @param change what was done to the data, such as `erasure` */
export function nameRecipients(recipients: readonly Recipient[], change: string): string {
  if (recipients.length === 0)
    return wrap('No disclosure of this data is recorded, so nobody else has to be informed.');
  const rows = recipients.map(({ disclosure, recipient, classes, disclosedOn }) => [
    recipient,
    classes.join(', '),
    disclosedOn,
    disclosure,
  ]);
  return [
    wrap(`Inform these recipients of the ${change} (GDPR Art. 19):`),
    table(['RECIPIENT', 'CLASSES OF DATA', 'GIVEN ON', 'DISCLOSURE'], rows),
  ].join('\n\n');
}
