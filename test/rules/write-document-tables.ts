/** Writes the parts of the documents that are generated from code, the schema of the file of personal data, and the policy. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dayOf } from '../../server/domain/kernel/day.ts';
import { systemClock } from '../../server/runtime/clock.ts';
import { personalDataSchema } from '../../server/texts/personal-data-schema.ts';
import { ROOT } from '../support/root.ts';
import { GENERATED_PARTS } from './generated-parts.ts';
import { replaceBetween } from './markdown-table.ts';
import { writeReleasedPolicy } from './released-policy.ts';

for (const { document, name, text } of GENERATED_PARTS) {
  const path = fileURLToPath(new URL(document, ROOT));
  writeFileSync(path, replaceBetween(readFileSync(path, 'utf8'), name, text()));
}

writeFileSync(fileURLToPath(new URL('test/vectors/personal-data.schema.json', ROOT)), personalDataSchema());

writeReleasedPolicy(dayOf(systemClock().now()));
