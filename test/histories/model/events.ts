/**
 * What can happen to a machine in a history, and how often it did: each event, and each ordered pair of events that
 * follow each other in one history.
 */

export const EVENTS = [
  'lost_answer',
  'repeated_request',
  'three_restores',
  'store_reset',
  'reinstall',
  'server_restore',
  'clone',
  'copy_first',
  'roam_invisible',
  'roam_private',
  'card_replaced',
  'all_replaced',
  'dock',
  'suspension',
  'license_change',
  'license_end',
  'clock_ahead',
  'clock_back',
  'offline_weeks',
] as const;

export type EventName = (typeof EVENTS)[number];

/** Every ordered pair of events, an event with itself included. */
export const PAIRS: readonly (readonly [EventName, EventName])[] = EVENTS.flatMap((first) =>
  EVENTS.map((second) => [first, second] as const),
);

/** How often each event, and each event directly after another one, happened. */
export interface Tally {
  readonly events: Map<EventName, number>;
  readonly pairs: Map<string, number>;
}

export const newTally = (): Tally => ({ events: new Map(), pairs: new Map() });

const pairKey = (first: EventName, second: EventName): string => `${first} > ${second}`;

export function countEvents(tally: Tally, events: readonly EventName[]): void {
  events.forEach((event, index) => {
    tally.events.set(event, timesOf(tally, event) + 1);
    const before = events[index - 1];
    if (before === undefined) return;
    const key = pairKey(before, event);
    tally.pairs.set(key, (tally.pairs.get(key) ?? 0) + 1);
  });
}

export const timesOf = (tally: Tally, event: EventName): number => tally.events.get(event) ?? 0;

export const timesOfPair = (tally: Tally, first: EventName, second: EventName): number =>
  tally.pairs.get(pairKey(first, second)) ?? 0;

/** A table: a row for each event, how often it happened, and how often each event followed it. */
export function tableOf(tally: Tally): string {
  const head = ['', 'event', 'times', ...EVENTS.map((_event, index) => `>${index + 1}`)];
  const rows = EVENTS.map((first, index) => [
    String(index + 1),
    first,
    String(timesOf(tally, first)),
    ...EVENTS.map((second) => String(timesOfPair(tally, first, second))),
  ]);
  const widths = head.map((_cell, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 1 ? cell.padEnd(widths[1] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(' ');
  return [head, ...rows].map(line).join('\n');
}
