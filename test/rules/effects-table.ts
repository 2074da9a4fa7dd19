/** The table of what follows from a right that a person has used, made from the table that the program reads. */

import { EFFECTS, type Effect } from '../../server/domain/kernel/effects.ts';
import { markdownTable } from './markdown-table.ts';

/** The effects in words. */
const WORDS: Readonly<Record<Effect, string>> = {
  answers: 'answers to apps',
  askedMail: 'mail that the person asks for, or about a change of the account',
  news: 'news by mail',
  notices: 'other mail to the address for notices',
  staff: 'what operators see',
  licenseExport: 'the export of all licenses',
  counts: 'the server’s own counts of requests, but for refused ones, which name no license',
  telemetry: 'reports of apps, which have no id',
  portal: 'what the person sees in the portal',
  purge: 'deletion by retention of licenses, orders, actions, disclosures, support files, and the account',
  erasure: 'deletion that the person asks for',
};

export function effectsTable(): string {
  return markdownTable([
    [
      'effect on',
      'restricted (Art. 18)',
      'objected (Art. 21)',
      'consent withdrawn (Art. 7(3))',
      'legal hold of all',
    ],
    ...(Object.keys(WORDS) as Effect[]).map((effect) => {
      const { restricted, objected, withdrawn, held } = EFFECTS[effect];
      return [WORDS[effect], restricted, objected, withdrawn, held];
    }),
  ]);
}
