/** The portal's table of routes: one row an address. The door, and the tests of access, walk it. */

import { ENTRY_ROUTES } from './entry.ts';
import { OWNED_ROUTES } from './owned.ts';
import type { PageRoute } from './route.ts';

export const ROUTES: readonly PageRoute[] = [...ENTRY_ROUTES, ...OWNED_ROUTES];
