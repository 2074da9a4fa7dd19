/**
 * Demo products, with which developers try an app against a real server. Their terms are fixed, each activation ends on
 * the day after it was made and is then deleted, and there are at most 1,000 of them. Nothing of a demo is counted.
 */

import type { Terms } from '../../../client-sdk/typescript/contract/product-terms.ts';

/** The maximum number of activations of a demo product whose day is not over, released ones included. */
export const DEMO_ACTIVATIONS_MAX = 1_000;

/** The terms of every demo product. Those of an ordinary product may not be so short. */
export const DEMO_TERMS: Partial<Terms> = {
  seats: DEMO_ACTIVATIONS_MAX,
  leaseDays: 1,
  refreshDays: 1,
  graceDays: 0,
  entitlements: ['demo'],
  forks: 'allow',
};

/** Whether a product is a demo. */
export const isDemo = ({ demo }: { readonly demo: number }): boolean => demo === 1;
