/** What honest clients do, by name. */

export const DEEDS = ['activation', 'renewal', 'token', 'session', 'knownBrowser', 'newBrowser'] as const;
export type Deed = (typeof DEEDS)[number];

/** How often each is done in a second; absent: never. */
export type Rates = Readonly<Partial<Record<Deed, number>>>;
