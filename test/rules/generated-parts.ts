/** The parts of the documents that are generated from code, each between two markers with its name. */

import { apiAccessTable, pageAccessTable, roleTable } from './access-table.ts';
import { asvsTable } from './asvs/table.ts';
import { budgetsTable } from './budgets.ts';
import { jsonShapesList } from './json-shapes.ts';
import { claimsTable } from './repeated-claims.ts';
import { effectsTable } from './effects-table.ts';
import { livesTable } from './lives-table.ts';
import { keptTable, leftOutList, refusedTable } from './promises.ts';
import { causesTable, faultsTable, reasonsTable, refusalsTable } from './sdk-tables.ts';
import { shopsTable } from './shops-table.ts';
import { timesTable } from './times-table.ts';
import { storedTable } from './stored-table.ts';

const SDK = 'client-sdk/typescript/README.md';

export const GENERATED_PARTS = [
  { document: 'README.md', name: 'stored', text: storedTable },
  { document: 'PROMISES.md', name: 'kept', text: keptTable },
  { document: 'PROMISES.md', name: 'refused', text: refusedTable },
  { document: 'PROMISES.md', name: 'left-out', text: leftOutList },
  { document: 'EVIDENCE.md', name: 'api-access', text: apiAccessTable },
  { document: 'EVIDENCE.md', name: 'page-access', text: pageAccessTable },
  { document: 'EVIDENCE.md', name: 'role-access', text: roleTable },
  { document: 'EVIDENCE.md', name: 'asvs', text: asvsTable },
  { document: 'SECURITY.md', name: 'counters', text: budgetsTable },
  { document: 'SECURITY.md', name: 'claims', text: claimsTable },
  { document: 'SECURITY.md', name: 'times', text: timesTable },
  { document: 'SECURITY.md', name: 'effects', text: effectsTable },
  { document: 'OPERATIONS.md', name: 'json', text: jsonShapesList },
  { document: 'OPERATIONS.md', name: 'lives', text: livesTable },
  { document: 'INTEGRATIONS.md', name: 'shops', text: shopsTable },
  { document: SDK, name: 'reasons', text: reasonsTable },
  { document: SDK, name: 'refusals', text: refusalsTable },
  { document: SDK, name: 'causes', text: causesTable },
  { document: SDK, name: 'faults', text: faultsTable },
] as const;
