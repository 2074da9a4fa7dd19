/**
 * Plants a fault in the product of this process: one module of the product is replaced by a variant of it. Preloaded by
 * `node --import`, with the name of the fault in the environment. No file is changed.
 */

import { register } from 'node:module';
import { FAULTS } from './faults.ts';

const name = process.env['PLANTED_FAULT'];
const fault = FAULTS.find((candidate) => candidate.name === name);
if (fault === undefined) throw new Error(`no fault ${name}`);
const urlOf = (path: string): string => new URL(`../../../${path}.js`, import.meta.url).href;

register('./replace-module.js', import.meta.url, {
  data: { original: urlOf(fault.replaces), variant: urlOf(`test/histories/faults/${fault.name}`) },
});
