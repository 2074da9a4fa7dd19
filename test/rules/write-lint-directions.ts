/** Writes the rules of `lint-directions.ts` to `.oxlintrc.json`, and replaces the present ones. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { directionOverrides, isDirection, type LintOverride } from './lint-directions.ts';

const path = fileURLToPath(new URL('.oxlintrc.json', ROOT));
const configuration = JSON.parse(readFileSync(path, 'utf8')) as { overrides: LintOverride[] };
const others = configuration.overrides.filter((override) => !isDirection(override));
configuration.overrides = [...others, ...directionOverrides()];
writeFileSync(path, `${JSON.stringify(configuration, null, 2)}\n`);
